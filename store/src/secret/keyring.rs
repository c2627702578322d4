//! The keys that this process holds.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
};

use secrecy::SecretString;

use super::{KeyId, Place, SecretKey, sealed};

/// Why a secret can't be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// This process lacks a key.
    #[error("the key {id} of the stored secrets is not known to this server")]
    UnknownKey {
        /// Which.
        id: KeyId,
    },
    /// The database was never told a key.
    #[error("the database has no current key")]
    NoKey,
    /// The value was altered, or copied from another place.
    #[error("the sealed value in {place} can't be opened")]
    Damaged {
        /// Where it is.
        place: Place,
    },
}

/// Reads the keys again from where they are kept.
type Reload = dyn Fn() -> Vec<SecretKey> + Send + Sync;

/// The keys of this process; cheap to clone, and all clones hold the same ones.
#[derive(Clone, Default)]
pub struct Keyring {
    keys: Arc<RwLock<Vec<SecretKey>>>,
    reload: Option<Arc<Reload>>,
}

impl Keyring {
    /// Keys that stay the same as long as the process runs.
    pub fn new(keys: Vec<SecretKey>) -> Self {
        Self { keys: Arc::new(RwLock::new(keys)), reload: None }
    }

    /// Keys that are read again when one is missing: another process may have made it meanwhile.
    pub fn reloading(keys: Vec<SecretKey>, reload: impl Fn() -> Vec<SecretKey> + Send + Sync + 'static) -> Self {
        Self { reload: Some(Arc::new(reload)), ..Self::new(keys) }
    }

    /// Whether this key can be had.
    pub fn holds(&self, id: KeyId) -> bool {
        self.key(id).is_ok()
    }

    fn key(&self, id: KeyId) -> Result<SecretKey, SecretError> {
        let find = |keys: &[SecretKey]| keys.iter().find(|key| key.id() == id).cloned();
        let found = find(&self.keys.read().unwrap_or_else(PoisonError::into_inner));
        if let Some(key) = found {
            return Ok(key);
        }
        let fresh = self.reload.as_ref().map(|reload| reload()).unwrap_or_default();
        let found = find(&fresh).ok_or(SecretError::UnknownKey { id })?;
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        keys.retain(|key| !fresh.contains(key));
        keys.extend(fresh);
        Ok(found)
    }

    /// Seals with a key that was chosen: the current one of the database, or the one that a change of keys leads to.
    pub(super) fn seal(&self, id: KeyId, place: &Place, secret: &SecretString) -> Result<Vec<u8>, SecretError> {
        Ok(sealed::seal(&self.key(id)?, place, secret))
    }

    /// Opens with the key that the value names.
    pub(super) fn open(&self, place: &Place, sealed: &[u8]) -> Result<SecretString, SecretError> {
        let damaged = || SecretError::Damaged { place: *place };
        let key = self.key(sealed::key_id(sealed).ok_or_else(damaged)?)?;
        sealed::open(&key, place, sealed).ok_or_else(damaged)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        f.debug_tuple("Keyring").field(&*keys).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_missing_is_looked_for_again() {
        let (first, second, third) = (SecretKey::generate(), SecretKey::generate(), SecretKey::generate());
        let file = [second.clone(), first.clone()];
        let keyring = Keyring::reloading(vec![first.clone()], move || file.to_vec());
        let clone = keyring.clone();
        assert!(keyring.holds(first.id()) && keyring.holds(second.id()) && !keyring.holds(third.id()));
        // The clone has it without looking, and no key is there twice.
        assert_eq!(clone.keys.read().expect("nobody panicked").len(), 2);
        assert!(!Keyring::new(vec![first]).holds(second.id()));
    }
}
