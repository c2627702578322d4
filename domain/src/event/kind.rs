//! What happened, as `object.verb`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A kind such as `user.logged_in`: two or more words of `a-z`, `0-9` and
/// `_`, each beginning with a letter, joined by dots; at most 80 characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EventKind(String);

/// Why a text is no kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KindError {
    /// More than [`EventKind::MAX_CHARS`] characters.
    #[error("must have at most 80 characters")]
    TooLong,
    /// Not words joined by dots.
    #[error("must be lower-case words joined by dots, such as user.logged_in")]
    Shape,
}

impl EventKind {
    /// The longest kind.
    pub const MAX_CHARS: usize = 80;

    /// Reads a kind; nothing is trimmed or lower-cased.
    pub fn parse(text: &str) -> Result<Self, KindError> {
        if text.chars().count() > Self::MAX_CHARS {
            return Err(KindError::TooLong);
        }
        if text.contains('.') && text.split('.').all(is_word) {
            Ok(Self(text.to_owned()))
        } else {
            Err(KindError::Shape)
        }
    }

    /// The kind as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

impl fmt::Display for EventKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for EventKind {
    type Err = KindError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for EventKind {
    type Error = KindError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<EventKind> for String {
    fn from(kind: EventKind) -> Self {
        kind.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn kinds() {
        let longest = format!("a.{}", "b".repeat(78));
        let too_long = format!("a.{}", "b".repeat(79));
        let cases = [
            ("user.logged_in", Ok(())),
            ("a.b", Ok(())),
            ("shop.order.line_2.added", Ok(())),
            (longest.as_str(), Ok(())),
            (too_long.as_str(), Err(KindError::TooLong)),
            ("", Err(KindError::Shape)),
            ("user", Err(KindError::Shape)),
            (".", Err(KindError::Shape)),
            ("user.", Err(KindError::Shape)),
            (".user", Err(KindError::Shape)),
            ("user..in", Err(KindError::Shape)),
            ("User.in", Err(KindError::Shape)),
            ("user.2in", Err(KindError::Shape)),
            ("user._in", Err(KindError::Shape)),
            ("user.logged in", Err(KindError::Shape)),
            ("user.logged-in", Err(KindError::Shape)),
            ("user.é", Err(KindError::Shape)),
            ("user.in\n", Err(KindError::Shape)),
        ];
        for (text, expected) in cases {
            assert_eq!(EventKind::parse(text).map(|_| ()), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn the_grammar_of_the_specification_parses(text in "[a-z][a-z0-9_]{0,9}(\\.[a-z][a-z0-9_]{0,9}){1,5}") {
            prop_assert!(EventKind::parse(&text).is_ok());
        }

        #[test]
        fn nothing_else_parses(text in "[a-zA-Z0-9_. ]{0,12}") {
            let parsed = EventKind::parse(&text).is_ok();
            let words: Vec<&str> = text.split('.').collect();
            let is_kind = words.len() > 1 && words.iter().all(|word| {
                let mut chars = word.chars();
                chars.next().is_some_and(|c| c.is_ascii_lowercase())
                    && chars.all(|c| matches!(c, 'a'..='z' | '0'..='9' | '_'))
            });
            prop_assert_eq!(parsed, is_kind);
        }
    }
}
