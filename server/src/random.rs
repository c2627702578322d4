//! The one place that takes randomness from the operating system, and the secrets
//! that are made of it.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::chat_code::ChatCode;
use domain::link::LinkToken;
use domain::password::Password;
use rand::TryRng;
use rand::rngs::SysRng;
use sha2::{Digest, Sha256};

/// Lower-case letters and digits that nobody mistakes for each other: 5 bits each.
const READABLE: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Random bytes that nobody can predict.
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    SysRng.try_fill_bytes(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A number from 0 up to, not including, 1: for waits that nobody else has.
pub fn unit() -> f64 {
    f64::from(u32::from_le_bytes(bytes())) / (f64::from(u32::MAX) + 1.0)
}

/// A password of 100 bits that can be read out: four groups of five.
pub fn password() -> Password {
    let letters = bytes::<20>().map(|byte| READABLE[usize::from(byte % 32)]);
    let groups: Vec<_> = letters.chunks(5).map(String::from_utf8_lossy).collect();
    Password::parse(&groups.join("-")).expect("a generated password is long enough")
}

/// The secret part of a link that works once: 256 bits.
pub fn link() -> LinkToken {
    LinkToken::parse(&URL_SAFE_NO_PAD.encode(bytes::<32>())).expect("32 bytes are 43 characters")
}

/// A code that proves a chat: 40 bits, for an hour.
pub fn chat_code() -> ChatCode {
    ChatCode::from_random(bytes())
}

/// An API token: 256 bits behind a prefix that secret scanners can find.
pub struct ApiToken(String);

impl ApiToken {
    /// A new token.
    pub fn generate() -> Self {
        Self(format!("pb_{}", URL_SAFE_NO_PAD.encode(bytes::<32>())))
    }

    /// The token itself, to be shown once.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored, and looked up when a program shows the token.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

impl fmt::Debug for ApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiToken(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_four_readable_groups_and_never_the_same() {
        let first = password();
        let groups: Vec<_> = first.expose().split('-').collect();
        assert_eq!(groups.len(), 4);
        for group in groups {
            assert_eq!(group.len(), 5);
            assert!(group.bytes().all(|byte| READABLE.contains(&byte)), "{group}");
        }
        assert_ne!(first, password());
    }

    #[test]
    fn a_link_is_never_the_same() {
        assert_ne!(link(), link());
    }

    #[test]
    fn a_token_has_its_prefix_and_43_characters_and_hides_itself() {
        let token = ApiToken::generate();
        let text = token.expose().strip_prefix("pb_").expect("the prefix");
        assert_eq!(text.len(), 43);
        let is_url_safe = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        assert!(text.chars().all(is_url_safe), "{text}");
        assert!(!format!("{token:?}").contains(text));
        assert_ne!(token.hash(), ApiToken::generate().hash());
    }
}
