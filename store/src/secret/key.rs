//! A key, and the id by which it is known where the key itself must not be.

use std::{fmt, str::FromStr, sync::Arc};

use base64::{
    Engine, alphabet,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};
use chacha20poly1305::{Key, KeyInit, XChaCha20Poly1305, aead::Generate};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use sha2::{Digest, Sha256};

/// What goes into the id before the key, so that it is no hash of anything else.
const ID_DOMAIN: &[u8] = b"pulseboard secret key id\0";

/// Takes keys with and without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Names a key without saying anything about it: the beginning of a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub(super) [u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl FromStr for KeyId {
    type Err = hex::FromHexError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut id = [0; 8];
        hex::decode_to_slice(text, &mut id)?;
        Ok(Self(id))
    }
}

/// 256 bits that nobody else has. `Debug` shows the id only.
#[derive(Clone)]
pub struct SecretKey {
    id: KeyId,
    bytes: Arc<SecretBox<[u8; 32]>>,
}

/// What was written is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is 32 bytes in base64, such as `openssl rand -base64 32` or `pulseboard key generate` prints")]
pub struct KeyTextError;

impl SecretKey {
    /// A new key from the randomness of the operating system.
    pub fn generate() -> Self {
        Self::from_bytes(SecretBox::new(Box::new(Key::generate().into())))
    }

    /// Reads 32 bytes in base64.
    pub fn parse(text: &str) -> Result<Self, KeyTextError> {
        let decoded = SecretBox::<[u8]>::from(BASE64.decode(text.trim()).map_err(|_| KeyTextError)?.into_boxed_slice());
        let exact: &[u8; 32] = decoded.expose_secret().try_into().map_err(|_| KeyTextError)?;
        // A row of zeros is a placeholder that somebody forgot to replace.
        if *exact == [0; 32] {
            return Err(KeyTextError);
        }
        Ok(Self::from_bytes(SecretBox::new(Box::new(*exact))))
    }

    fn from_bytes(bytes: SecretBox<[u8; 32]>) -> Self {
        let digest = Sha256::new().chain_update(ID_DOMAIN).chain_update(bytes.expose_secret()).finalize();
        let mut id = [0; 8];
        id.copy_from_slice(&digest[..8]);
        Self { id: KeyId(id), bytes: Arc::new(bytes) }
    }

    /// The key's name.
    pub fn id(&self) -> KeyId {
        self.id
    }

    /// The key in the form that [`parse`](Self::parse) reads, to be kept where only the server reads.
    pub fn expose(&self) -> SecretString {
        STANDARD.encode(self.bytes.expose_secret()).into()
    }

    pub(super) fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.bytes.expose_secret().into())
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey({})", self.id)
    }
}

impl PartialEq for SecretKey {
    /// By id: two keys with one id don't occur.
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for SecretKey {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_as_it_was_written_and_hides_itself() {
        let key = SecretKey::generate();
        let text = key.expose();
        let text = text.expose_secret();
        assert_eq!(SecretKey::parse(text), Ok(key.clone()));
        assert_eq!(SecretKey::parse(&format!(" {}\n", text.trim_end_matches('='))), Ok(key.clone()));
        assert_ne!(SecretKey::generate(), key);
        let shown = format!("{key:?}");
        assert!(shown.contains(&key.id().to_string()) && !shown.contains(text), "{shown}");
        assert_eq!(key.id().to_string().parse(), Ok(key.id()));
    }

    #[test]
    fn what_is_no_key_is_refused() {
        let zeros = STANDARD.encode([0; 32]);
        for text in [
            "",
            "hunter2",
            "correct horse battery staple and more",
            &STANDARD.encode([1; 31]),
            &STANDARD.encode([1; 33]),
            &zeros,
        ] {
            assert_eq!(SecretKey::parse(text), Err(KeyTextError), "{text}");
        }
    }
}
