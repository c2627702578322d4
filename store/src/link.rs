//! What is kept of the secret part of a link, and of a code.

use domain::{chat_code::ChatCode, link::LinkToken};
use sha2::{Digest, Sha256};

/// The SHA-256, by which a link is looked up.
pub fn hash(token: &LinkToken) -> [u8; 32] {
    Sha256::digest(token.expose().as_bytes()).into()
}

/// The SHA-256, by which a code is looked up.
pub fn code_hash(code: &ChatCode) -> [u8; 32] {
    Sha256::digest(code.expose().as_bytes()).into()
}
