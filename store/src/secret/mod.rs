//! Secrets at rest: passwords and tokens that have to be given to somebody else, and so can't be hashed.
//!
//! A secret is stored sealed: encrypted with XChaCha20-Poly1305 under a key that only the servers
//! have, and bound to its organization, table, column and row, so that a sealed value that is copied
//! into another row opens nowhere. The sealed form names its key; several keys can be read, one is
//! current and seals ([`seal()`]). [`rotate()`] changes the current one and seals everything anew.
//!
//! What this is not: protection from somebody who has both the database and the key.

mod key;
mod keyring;
mod keys;
mod place;
mod rotate;
mod sealed;

pub use key::{KeyId, KeyTextError, SecretKey};
pub use keyring::{Keyring, SecretError};
pub(crate) use keys::seal_in;
pub use keys::{KnownKey, adopt, known, open, seal};
pub use place::{CREDENTIALS, PAGE_HEADER, Place, SEALED_COLUMNS, SealedColumn};
pub use rotate::{Rotation, rotate};
