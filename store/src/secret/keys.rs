//! The keys that the database knows of, by id; and sealing with the one that is current there.

use secrecy::SecretString;
use sqlx::PgConnection;

use super::{KeyId, Keyring, Place, SecretError};
use crate::{OrgTx, StoreError, SystemScope, error::stored};

/// Whoever seals shares this lock until the end of the transaction; whoever changes the current key has it alone.
pub(super) const CURRENT_KEY_LOCK: i64 = 0x7075_6c73_656b_6579;

/// A key without which some secret of the database can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownKey {
    /// Its name.
    pub id: KeyId,
    /// Whether it is the one that seals.
    pub is_current: bool,
}

/// Every key that is needed, the current one first; none in a database that never had one.
pub async fn known(system: &SystemScope) -> Result<Vec<KnownKey>, StoreError> {
    let mut tx = system.begin().await?;
    let rows =
        sqlx::query!("select id, is_current from secret_keys order by is_current desc, id").fetch_all(&mut *tx).await?;
    tx.commit().await?;
    rows.into_iter().map(|row| Ok(KnownKey { id: stored("id", &row.id)?, is_current: row.is_current })).collect()
}

/// Makes a key the current one of a database that has none. Where there is one already nothing
/// happens: of several servers that start at once, one wins.
pub async fn adopt(system: &SystemScope, id: KeyId) -> Result<(), StoreError> {
    let mut tx = system.begin().await?;
    sqlx::query!(
        "insert into secret_keys (id, is_current)
         select $1, true
         where not exists (select from secret_keys)
         on conflict do nothing",
        id.to_string(),
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

/// Seals a secret for its place with the database's current key. The current key stays the current
/// one until the transaction ends, so write the value in the same one.
pub async fn seal(
    tx: &mut OrgTx<'_>,
    keyring: &Keyring,
    place: &Place,
    secret: &SecretString,
) -> Result<Vec<u8>, StoreError> {
    seal_in(tx.connection(), keyring, place, secret).await
}

/// [`seal`] in any transaction of the store.
pub(crate) async fn seal_in(
    connection: &mut PgConnection,
    keyring: &Keyring,
    place: &Place,
    secret: &SecretString,
) -> Result<Vec<u8>, StoreError> {
    // Apart from the next statement, which has to see what was committed while this one waited.
    sqlx::query!("select pg_advisory_xact_lock_shared($1)", CURRENT_KEY_LOCK).execute(&mut *connection).await?;
    let current = sqlx::query_scalar!("select id from secret_keys where is_current order by id")
        .fetch_optional(connection)
        .await?
        .ok_or(SecretError::NoKey)?;
    Ok(keyring.seal(stored("id", &current)?, place, secret)?)
}

/// Opens a sealed value in its place.
pub fn open(keyring: &Keyring, place: &Place, sealed: &[u8]) -> Result<SecretString, StoreError> {
    Ok(keyring.open(place, sealed)?)
}
