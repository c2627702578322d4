//! The e-mail address that a person signs in with.
//!
//! The check keeps out what is surely no address and what would harm a mail
//! header or a look-alike; whether the mailbox exists, only a message shows.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::glyph;

/// A trimmed, lower-cased address with one `@`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// Why a text is no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EmailError {
    /// Nothing was given.
    #[error("Enter an e-mail address.")]
    Empty,
    /// Longer than [`Email::MAX_BYTES`], or more than 64 bytes before the `@`.
    #[error("This e-mail address is too long.")]
    TooLong,
    /// No `@`, more than one, or nothing on one side of it.
    #[error("Enter an e-mail address such as ana@example.com.")]
    Shape,
    /// A character that no address needs, or that can't be seen.
    #[error("This e-mail address has a character that isn't allowed.")]
    Character(char),
}

impl Email {
    /// The longest address that a mail server has to take (RFC 5321).
    pub const MAX_BYTES: usize = 254;
    const MAX_LOCAL_BYTES: usize = 64;

    /// Trims, lower-cases and checks an address.
    pub fn parse(text: &str) -> Result<Self, EmailError> {
        let email = text.trim().to_lowercase();
        if email.is_empty() {
            return Err(EmailError::Empty);
        }
        if let Some(c) = email.chars().find(|&c| is_refused(c)) {
            return Err(EmailError::Character(c));
        }
        let (local, host) = email.split_once('@').ok_or(EmailError::Shape)?;
        let host_is_sound =
            host.split('.').all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'));
        if local.is_empty() || host.contains('@') || !host_is_sound {
            return Err(EmailError::Shape);
        }
        if email.len() > Self::MAX_BYTES || local.len() > Self::MAX_LOCAL_BYTES {
            return Err(EmailError::TooLong);
        }
        Ok(Self(email))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Quoting, lists, comments and routes belong to mail headers, not to the
/// address that a person has.
fn is_refused(c: char) -> bool {
    glyph::is_invisible(c) || matches!(c, '"' | '(' | ')' | ',' | ':' | ';' | '<' | '>' | '[' | ']' | '\\')
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Email {
    type Err = EmailError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Email {
    type Error = EmailError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses() {
        let long_local = format!("{}@example.com", "a".repeat(65));
        let long = format!("a@{}.com", "b".repeat(250));
        let cases: [(&str, Result<&str, EmailError>); 20] = [
            ("ana@example.com", Ok("ana@example.com")),
            ("  Ana@Example.COM\n", Ok("ana@example.com")),
            ("owner@localhost", Ok("owner@localhost")),
            ("ana+pulse.board@sub.example.org", Ok("ana+pulse.board@sub.example.org")),
            ("o'neill@example.ie", Ok("o'neill@example.ie")),
            ("jörg@müller.de", Ok("jörg@müller.de")),
            ("", Err(EmailError::Empty)),
            ("   ", Err(EmailError::Empty)),
            ("ana", Err(EmailError::Shape)),
            ("@example.com", Err(EmailError::Shape)),
            ("ana@", Err(EmailError::Shape)),
            ("ana@b@c.de", Err(EmailError::Shape)),
            ("ana@.example.com", Err(EmailError::Shape)),
            ("ana@example..com", Err(EmailError::Shape)),
            ("ana@-example.com", Err(EmailError::Shape)),
            ("a b@example.com", Err(EmailError::Character(' '))),
            ("ana@example.com\r\nbcc:x@y.z", Err(EmailError::Character('\r'))),
            ("<ana@example.com>", Err(EmailError::Character('<'))),
            ("an\u{200B}a@example.com", Err(EmailError::Character('\u{200B}'))),
            ("ana@exa\0mple.com", Err(EmailError::Character('\0'))),
        ];
        for (text, expected) in cases {
            assert_eq!(Email::parse(text).as_ref().map(Email::as_str).map_err(|e| *e), expected, "{text:?}");
        }
        assert_eq!(Email::parse(&long_local), Err(EmailError::TooLong));
        assert_eq!(Email::parse(&long), Err(EmailError::TooLong));
    }

    proptest! {
        #[test]
        fn parsing_twice_changes_nothing(text in ".{0,20}@.{0,20}") {
            if let Ok(email) = Email::parse(&text) {
                prop_assert_eq!(Email::parse(email.as_str()), Ok(email.clone()));
                prop_assert!(!email.as_str().contains(char::is_whitespace));
            }
        }
    }
}
