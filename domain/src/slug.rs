//! The short name of an organization in URLs.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// 1 to 40 of `a-z`, `0-9` and `-`, with a letter or digit at both ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrgSlug(String);

/// Why a text is no slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SlugError {
    /// Nothing was given.
    #[error("Enter a short name.")]
    Empty,
    /// More than [`OrgSlug::MAX_CHARS`] characters.
    #[error("A short name has at most 40 characters.")]
    TooLong,
    /// A character other than `a-z`, `0-9` and `-`.
    #[error("A short name has lower-case letters, digits and hyphens only.")]
    Character(char),
    /// A hyphen at the start or the end.
    #[error("A short name starts and ends with a letter or a digit.")]
    Edge,
}

impl OrgSlug {
    /// The longest slug.
    pub const MAX_CHARS: usize = 40;

    /// Reads a slug as it stands in a URL; nothing is trimmed or lower-cased,
    /// since two spellings of one URL would be two pages.
    pub fn parse(text: &str) -> Result<Self, SlugError> {
        if text.is_empty() {
            return Err(SlugError::Empty);
        }
        let is_allowed = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-';
        if let Some(c) = text.chars().find(|c| !is_allowed(c)) {
            return Err(SlugError::Character(c));
        }
        if text.len() > Self::MAX_CHARS {
            return Err(SlugError::TooLong);
        }
        if text.starts_with('-') || text.ends_with('-') {
            return Err(SlugError::Edge);
        }
        Ok(Self(text.to_owned()))
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for OrgSlug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for OrgSlug {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for OrgSlug {
    type Error = SlugError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<OrgSlug> for String {
    fn from(slug: OrgSlug) -> Self {
        slug.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn slugs() {
        let long = "a".repeat(41);
        let cases: [(&str, Result<(), SlugError>); 12] = [
            ("demo", Ok(())),
            ("a", Ok(())),
            ("7", Ok(())),
            ("acme-data-2", Ok(())),
            ("a--b", Ok(())),
            ("", Err(SlugError::Empty)),
            (&long, Err(SlugError::TooLong)),
            ("-demo", Err(SlugError::Edge)),
            ("demo-", Err(SlugError::Edge)),
            ("Demo", Err(SlugError::Character('D'))),
            ("de mo", Err(SlugError::Character(' '))),
            ("dé", Err(SlugError::Character('é'))),
        ];
        for (text, expected) in cases {
            assert_eq!(OrgSlug::parse(text).map(|_| ()), expected, "{text:?}");
        }
    }

    #[test]
    fn json_is_validated() {
        assert!(serde_json::from_str::<OrgSlug>("\"demo\"").is_ok());
        let error = serde_json::from_str::<OrgSlug>("\"../x\"").expect_err("dots");
        assert!(error.to_string().contains("lower-case letters"), "{error}");
    }

    proptest! {
        #[test]
        fn what_parses_is_safe_in_a_path(text in ".{0,50}") {
            if let Ok(slug) = OrgSlug::parse(&text) {
                prop_assert_eq!(slug.as_str(), &text);
                prop_assert!(text.len() <= OrgSlug::MAX_CHARS);
                prop_assert!(!text.contains(['/', '.', '%', '?', '#', ' ']));
            }
        }

        #[test]
        fn every_slug_of_the_grammar_parses(text in "[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?") {
            prop_assert!(OrgSlug::parse(&text).is_ok());
        }
    }
}
