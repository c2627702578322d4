//! The bytes of a sealed value: version, key id, nonce, then the encrypted secret with its tag.

use chacha20poly1305::{
    XNonce,
    aead::{Aead, Generate, Payload},
};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroize};

use super::{KeyId, Place, SecretKey};

/// The only form so far.
const VERSION: u8 = 1;
/// Where the key id begins, from 0.
pub(super) const ID_AT: usize = 1;
/// Bytes of the key id.
pub(super) const ID_LENGTH: usize = 8;
const NONCE_AT: usize = ID_AT + ID_LENGTH;
const NONCE_LENGTH: usize = 24;
const SECRET_AT: usize = NONCE_AT + NONCE_LENGTH;

/// Seals a secret for one place. The nonce is random: 192 bits are enough for that.
pub(super) fn seal(key: &SecretKey, place: &Place, secret: &SecretString) -> Vec<u8> {
    let nonce = XNonce::generate();
    let mut sealed = vec![VERSION];
    sealed.extend_from_slice(&key.id().0);
    let associated = associated(&sealed, place);
    let payload = Payload { msg: secret.expose_secret().as_bytes(), aad: &associated };
    let encrypted = key.cipher().encrypt(&nonce, payload).expect("a secret is shorter than 256 GB");
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&encrypted);
    sealed
}

/// The key that a value was sealed with. `None` for what is no sealed value.
pub(super) fn key_id(sealed: &[u8]) -> Option<KeyId> {
    let is_ours = sealed.first() == Some(&VERSION) && sealed.len() > SECRET_AT;
    let id = sealed.get(ID_AT..NONCE_AT).filter(|_| is_ours)?;
    Some(KeyId(id.try_into().expect("it has the length of an id")))
}

/// Opens a value in its place. `None` for one that was altered, or that belongs elsewhere.
pub(super) fn open(key: &SecretKey, place: &Place, sealed: &[u8]) -> Option<SecretString> {
    let head = sealed.get(..NONCE_AT)?;
    let nonce: &[u8; NONCE_LENGTH] = sealed.get(NONCE_AT..SECRET_AT)?.try_into().ok()?;
    let associated = associated(head, place);
    let payload = Payload { msg: sealed.get(SECRET_AT..)?, aad: &associated };
    let secret = key.cipher().decrypt(nonce.into(), payload).ok()?;
    match String::from_utf8(secret) {
        Ok(text) => Some(text.into()),
        Err(error) => {
            error.into_bytes().zeroize();
            None
        }
    }
}

/// Version and key id are authenticated too.
fn associated(head: &[u8], place: &Place) -> Vec<u8> {
    [head, place.associated().as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secret::SealedColumn;
    use domain::id::OrgId;

    const COLUMN: SealedColumn = SealedColumn { table: "environments", column: "credentials" };

    #[test]
    fn a_secret_opens_with_its_key_in_its_place_and_nowhere_else() {
        let (key, other) = (SecretKey::generate(), SecretKey::generate());
        let place = COLUMN.at(OrgId(1), 12);
        let secret = SecretString::from("hunter2 – Zoë");
        let sealed = seal(&key, &place, &secret);
        assert_eq!(key_id(&sealed), Some(key.id()));
        assert_eq!(open(&key, &place, &sealed).expect("it opens").expose_secret(), secret.expose_secret());

        assert!(open(&other, &place, &sealed).is_none(), "another key");
        let table = SealedColumn { table: "channels", ..COLUMN };
        let column = SealedColumn { column: "token", ..COLUMN };
        let places = [
            ("row", COLUMN.at(OrgId(1), 13)),
            ("organization", COLUMN.at(OrgId(2), 12)),
            ("digits moved", COLUMN.at(OrgId(11), 2)),
            ("table", table.at(OrgId(1), 12)),
            ("column", column.at(OrgId(1), 12)),
        ];
        for (what, place) in places {
            assert!(open(&key, &place, &sealed).is_none(), "another {what}");
        }
    }

    #[test]
    fn a_change_of_any_byte_is_noticed() {
        let key = SecretKey::generate();
        let place = COLUMN.at(OrgId(1), 1);
        let sealed = seal(&key, &place, &"x".into());
        for byte in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[byte] ^= 1;
            assert!(open(&key, &place, &altered).is_none(), "byte {byte}");
        }
        for length in 0..sealed.len() {
            assert!(open(&key, &place, &sealed[..length]).is_none(), "{length} bytes");
        }
        assert_eq!(key_id(b""), None);
        assert_eq!(key_id(b"a password that was stored as it is, by mistake"), None);
    }

    #[test]
    fn the_same_secret_never_looks_the_same() {
        let key = SecretKey::generate();
        let place = COLUMN.at(OrgId(1), 1);
        let [first, second] = [(); 2].map(|()| seal(&key, &place, &"x".into()));
        assert_ne!(first[NONCE_AT..], second[NONCE_AT..]);
    }

    #[test]
    fn an_empty_secret_is_one() {
        let key = SecretKey::generate();
        let place = COLUMN.at(OrgId(1), 1);
        let sealed = seal(&key, &place, &"".into());
        assert_eq!(open(&key, &place, &sealed).expect("it opens").expose_secret(), "");
    }
}
