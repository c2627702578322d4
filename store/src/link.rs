//! What is kept of the secret part of a link.

use domain::link::LinkToken;
use sha2::{Digest, Sha256};

/// The SHA-256, by which a link is looked up.
pub fn hash(token: &LinkToken) -> [u8; 32] {
    Sha256::digest(token.expose().as_bytes()).into()
}
