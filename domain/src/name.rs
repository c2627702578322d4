//! The name that people and organizations are shown by.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::glyph;

/// A trimmed name of 1 to 200 characters that can be seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName(String);

/// Why a text is no name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was given, or nothing that can be seen.
    #[error("Enter a name.")]
    Empty,
    /// More than [`DisplayName::MAX_CHARS`] characters.
    #[error("A name has at most 200 characters.")]
    TooLong,
    /// A control character, or one that turns the direction of the text.
    #[error("This name has a character that isn't allowed.")]
    Character(char),
}

impl DisplayName {
    /// The longest name, in characters.
    pub const MAX_CHARS: usize = 200;

    /// Trims and checks a name. Joiners inside are kept: emoji and several
    /// scripts need them.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let name = text.trim();
        if let Some(c) = name.chars().find(|&c| c.is_control() || glyph::turns_direction(c)) {
            return Err(NameError::Character(c));
        }
        if name.chars().all(glyph::is_invisible) {
            return Err(NameError::Empty);
        }
        if name.chars().count() > Self::MAX_CHARS {
            return Err(NameError::TooLong);
        }
        Ok(Self(name.to_owned()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DisplayName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for DisplayName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for DisplayName {
    type Error = NameError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<DisplayName> for String {
    fn from(name: DisplayName) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names() {
        let cases: [(&str, Result<&str, NameError>); 12] = [
            ("Mara König", Ok("Mara König")),
            ("  Acme Data \t", Ok("Acme Data")),
            ("أحمد", Ok("أحمد")),
            ("👩\u{200D}🚀", Ok("👩\u{200D}🚀")),
            ("<b>Ana</b>", Ok("<b>Ana</b>")),
            ("", Err(NameError::Empty)),
            ("  \u{A0} ", Err(NameError::Empty)),
            ("\u{200B}\u{2060}\u{3164}", Err(NameError::Empty)),
            ("Ana\nBerg", Err(NameError::Character('\n'))),
            ("Ana\0", Err(NameError::Character('\0'))),
            ("Ana\u{202E}gpj", Err(NameError::Character('\u{202E}'))),
            ("\u{2066}Ana", Err(NameError::Character('\u{2066}'))),
        ];
        for (text, expected) in cases {
            let parsed = DisplayName::parse(text);
            assert_eq!(parsed.as_ref().map(DisplayName::as_str).map_err(|e| *e), expected, "{text:?}");
        }
        assert!(DisplayName::parse(&"ö".repeat(200)).is_ok());
        assert_eq!(DisplayName::parse(&"ö".repeat(201)), Err(NameError::TooLong));
    }

    proptest! {
        #[test]
        fn a_name_can_be_seen_and_parsing_twice_changes_nothing(text in "\\PC{0,30}") {
            if let Ok(name) = DisplayName::parse(&text) {
                prop_assert!(name.as_str().chars().any(|c| !glyph::is_invisible(c)));
                prop_assert_eq!(DisplayName::parse(name.as_str()), Ok(name.clone()));
            }
        }
    }
}
