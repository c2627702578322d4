//! The code that proves a chat: read off a page, and written to a bot.

use std::fmt;

/// Lower-case letters and digits that nobody mistakes for each other.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Eight letters of five random bits each; they live for an hour.
#[derive(Clone, PartialEq, Eq)]
pub struct ChatCode(String);

impl ChatCode {
    /// How many letters it has.
    pub const CHARS: usize = 8;

    /// A code of random bytes.
    pub fn from_random(bytes: [u8; Self::CHARS]) -> Self {
        Self(bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
    }

    /// What may be a code in what somebody wrote to a bot, whatever stands around it: "/start k7m2-9xqa".
    pub fn all_in(text: &str) -> Vec<Self> {
        let codes = text.split_whitespace().take(20).filter_map(|word| {
            let letters: String = word.chars().filter(|c| *c != '-').map(|c| c.to_ascii_lowercase()).collect();
            let is_code = letters.len() == Self::CHARS && letters.bytes().all(|byte| LETTERS.contains(&byte));
            is_code.then_some(Self(letters))
        });
        codes.collect()
    }

    /// The letters without anything between them, for hashing.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// As a person reads it: "k7m2-9xqa".
    pub fn readable(&self) -> String {
        let (first, last) = self.0.split_at(Self::CHARS / 2);
        format!("{first}-{last}")
    }
}

impl fmt::Debug for ChatCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChatCode(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_code_is_found_in_what_people_write() {
        let code = ChatCode::from_random([10, 30, 11, 24, 31, 21, 14, 0]);
        assert_eq!(code.readable(), "k8m2-9xqa");
        for text in ["/start K8M29XQA", "Here: k8m2-9xqa", "  k8m2-9XQA\n", "dispatch k8m2-9xqa please"] {
            assert!(ChatCode::all_in(text).contains(&code), "{text}");
        }
        for text in ["", "/start", "k8m2-9xq", "k8m2-9xqa1", "k8m2 9xqa", "l8m2-9xqa", "ключ-ключ"] {
            assert_eq!(ChatCode::all_in(text), [], "{text}");
        }
        assert!(!format!("{code:?}").contains("k8m2"));
    }

    proptest! {
        #[test]
        fn a_code_survives_being_written(bytes: [u8; 8], before in "[ -~]{0,20}") {
            let code = ChatCode::from_random(bytes);
            prop_assert_eq!(ChatCode::all_in(&code.readable()), [code.clone()]);
            let text = format!("{before} {}", code.readable());
            let found = ChatCode::all_in(&text);
            prop_assert_eq!(found.last(), Some(&code));
        }
    }
}
