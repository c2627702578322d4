//! The place in the log from which the next page goes on.

use std::{fmt, str::FromStr};

use chrono::{DateTime, Utc};

/// The last entry of a page: its instant, to the microsecond that Postgres
/// keeps, and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditCursor {
    /// When it was.
    pub at: DateTime<Utc>,
    /// Its number, which tells entries of one instant apart.
    pub id: i64,
}

impl fmt::Display for AuditCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.at.timestamp_micros(), self.id)
    }
}

impl FromStr for AuditCursor {
    type Err = UnreadableCursor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (at, id) = text.split_once('-').ok_or(UnreadableCursor)?;
        let at = at.parse().ok().and_then(DateTime::from_timestamp_micros).ok_or(UnreadableCursor)?;
        Ok(Self { at, id: id.parse().map_err(|_| UnreadableCursor)? })
    }
}

/// A text that no page gave out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This page of the list is not known. Start again at the first.")]
pub struct UnreadableCursor;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nonsense_is_no_place() {
        for text in ["", "-", "1", "1-", "-1", "a-b", "1-2-3", "99999999999999999999-1", "1 -2"] {
            assert_eq!(text.parse::<AuditCursor>(), Err(UnreadableCursor), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_place_survives_its_text(micros in 0..4_000_000_000_000_000_i64, id in 1..i64::MAX) {
            let cursor = AuditCursor { at: DateTime::from_timestamp_micros(micros).expect("in range"), id };
            prop_assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
    }
}
