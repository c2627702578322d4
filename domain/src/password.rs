//! A password that someone chose, on its way to being hashed.
//!
//! Not for signing in: a password that was set under older rules must still
//! be compared, so sign-in hashes whatever it is given.

use std::fmt;

/// 10 to 256 characters. It is never printed and never serialized.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

/// Why a text can't be a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Fewer than [`Password::MIN_CHARS`] characters.
    #[error("Use at least 10 characters.")]
    TooShort,
    /// More than [`Password::MAX_CHARS`] characters; hashing must stay cheap to refuse.
    #[error("Use at most 256 characters.")]
    TooLong,
    /// One character over and over.
    #[error("Use more than one character.")]
    Repeated,
}

impl Password {
    /// The fewest characters.
    pub const MIN_CHARS: usize = 10;
    /// The most characters.
    pub const MAX_CHARS: usize = 256;

    /// Checks a password. Nothing is trimmed: a space at the end is part of it.
    pub fn parse(text: &str) -> Result<Self, PasswordError> {
        let chars = text.chars().count();
        if chars < Self::MIN_CHARS {
            return Err(PasswordError::TooShort);
        }
        if chars > Self::MAX_CHARS {
            return Err(PasswordError::TooLong);
        }
        let mut rest = text.chars();
        let first = rest.next();
        if rest.all(|c| Some(c) == first) {
            return Err(PasswordError::Repeated);
        }
        Ok(Self(text.to_owned()))
    }

    /// The password itself, for hashing.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords() {
        let cases = [
            ("correct horse".to_owned(), Ok(())),
            ("0123456789".to_owned(), Ok(())),
            ("ünïcödé🔑🔑🔑".to_owned(), Ok(())),
            (" 12345678 ".to_owned(), Ok(())),
            ("ab".repeat(128), Ok(())),
            (String::new(), Err(PasswordError::TooShort)),
            ("123456789".to_owned(), Err(PasswordError::TooShort)),
            ("🔑🔑🔑".to_owned(), Err(PasswordError::TooShort)),
            ("ab".repeat(129), Err(PasswordError::TooLong)),
            ("          ".to_owned(), Err(PasswordError::Repeated)),
        ];
        for (text, expected) in cases {
            assert_eq!(Password::parse(&text).map(|_| ()), expected, "{text:?}");
        }
    }

    #[test]
    fn it_is_kept_as_given_and_never_printed() {
        let password = Password::parse(" correct horse ").expect("long enough");
        assert_eq!(password.expose(), " correct horse ");
        assert!(!format!("{password:?}").contains("horse"));
    }
}
