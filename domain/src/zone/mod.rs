//! The name of a time zone, such as `Europe/Berlin`.
//!
//! The type itself knows only the shape of such a name, so that it can cross
//! to the browser. Whether the zone exists is checked where the tables are:
//! with the feature `zones`, by `ZoneName::parse` and `ZoneName::to_tz`.

#[cfg(feature = "zones")]
mod known;

use std::fmt;

use serde::{Deserialize, Serialize};

/// A text in the shape of an IANA zone name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ZoneName(String);

/// Why a text names no zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ZoneError {
    /// It doesn't look like a zone name.
    #[error("A time zone has a name such as Europe/Berlin.")]
    Shape,
    /// It looks like one, but there is no such zone.
    #[error("There is no time zone “{name}”.")]
    Unknown {
        /// The name that was given.
        name: String,
    },
}

impl ZoneName {
    /// The longest name; the longest zone there is has 32 characters.
    pub const MAX_CHARS: usize = 64;

    /// Coordinated universal time, the zone of an organization that set none.
    pub fn utc() -> Self {
        Self("UTC".to_owned())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn shaped(text: &str) -> Result<Self, ZoneError> {
        let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | '-' | '/');
        let starts_well = text.starts_with(|c: char| c.is_ascii_alphabetic());
        if starts_well && text.len() <= Self::MAX_CHARS && text.chars().all(is_allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(ZoneError::Shape)
        }
    }
}

impl fmt::Display for ZoneName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ZoneName {
    type Error = ZoneError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::shaped(&text)
    }
}

impl From<ZoneName> for String {
    fn from(zone: ZoneName) -> Self {
        zone.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        let cases = [
            ("UTC", true),
            ("Europe/Berlin", true),
            ("America/Argentina/ComodRivadavia", true),
            ("Etc/GMT+5", true),
            ("", false),
            ("/etc/passwd", false),
            ("Europe/Berlin'; --", false),
            ("Europe Berlin", false),
            ("Zürich", false),
        ];
        for (text, expected) in cases {
            assert_eq!(ZoneName::shaped(text).is_ok(), expected, "{text:?}");
        }
        assert!(ZoneName::shaped(&"a".repeat(65)).is_err());
    }
}
