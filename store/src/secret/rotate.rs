//! A change of keys: from one instant on a new key seals, then every stored value is sealed anew, and
//! at last the old keys are forgotten.
//!
//! It runs beside working servers, in small transactions. Each step finds out from the database what
//! is left to do, so that a run that was killed is finished by the next one. Two runs at once do no harm.

use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::{
    KeyId, Keyring, SealedColumn, SecretError,
    keys::CURRENT_KEY_LOCK,
    sealed::{ID_AT, ID_LENGTH},
};
use crate::{StoreError, SystemScope, error::stored};
use domain::id::OrgId;

/// Values of one transaction. Their rows are locked for as long.
const BATCH: i64 = 100;

/// What a change of keys has done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rotation {
    /// Values that were sealed anew.
    pub resealed: u64,
    /// Values that can't be opened, and were left as they are.
    pub unreadable: Vec<SecretError>,
    /// Keys that are no longer needed.
    pub forgotten: Vec<KeyId>,
}

/// Makes `to` the current key and seals every value of `columns` with it. The keyring holds `to` and
/// the keys so far. A key under which a value is left is not forgotten.
pub async fn rotate(
    system: &SystemScope,
    keyring: &Keyring,
    to: KeyId,
    columns: &[SealedColumn],
) -> Result<Rotation, StoreError> {
    if !keyring.holds(to) {
        return Err(SecretError::UnknownKey { id: to }.into());
    }
    make_current(system, to).await?;
    let mut done = Rotation::default();
    for column in columns {
        reseal(system, keyring, to, *column, &mut done).await?;
    }
    done.forgotten = forget(system, to, columns).await?;
    Ok(done)
}

/// Waits for whoever is sealing with the key so far; from then on nobody does.
async fn make_current(system: &SystemScope, to: KeyId) -> Result<(), StoreError> {
    let mut tx = system.begin().await?;
    lock(&mut tx).await?;
    sqlx::query!("update secret_keys set is_current = false where is_current and id <> $1", to.to_string())
        .execute(&mut *tx)
        .await?;
    sqlx::query!(
        "insert into secret_keys (id, is_current)
         values ($1, true)
         on conflict (id) do update set is_current = true",
        to.to_string(),
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

async fn lock(connection: &mut PgConnection) -> Result<(), StoreError> {
    sqlx::query!("select pg_advisory_xact_lock($1)", CURRENT_KEY_LOCK).execute(connection).await?;
    Ok(())
}

/// Visits the values of one column that have another key, in the order of the table's key.
async fn reseal(
    system: &SystemScope,
    keyring: &Keyring,
    to: KeyId,
    column: SealedColumn,
    done: &mut Rotation,
) -> Result<(), StoreError> {
    // Only names of the code reach the texts.
    let SealedColumn { table, column: name } = column;
    let select = format!(
        "select org_id, id::bigint as id, {name} as sealed
         from {table}
         where (org_id, id) > ($1, $2)
           and {name} is not null
           and {key} <> $3
         order by org_id, id
         limit {BATCH}
         for update",
        key = key_of(name),
    );
    let update = format!("update {table} set {name} = $3 where org_id = $1 and id = $2");
    let mut after = (i32::MIN, i64::MIN);
    loop {
        let mut tx = system.begin().await?;
        let rows = sqlx::query(AssertSqlSafe(select.as_str()))
            .bind(after.0)
            .bind(after.1)
            .bind(to.0.as_slice())
            .fetch_all(&mut *tx)
            .await?;
        let Some(last) = rows.last() else { return Ok(tx.commit().await?) };
        after = (last.try_get("org_id")?, last.try_get("id")?);
        for row in &rows {
            let (org, id): (i32, i64) = (row.try_get("org_id")?, row.try_get("id")?);
            let place = column.at(OrgId(org), id);
            let sealed = keyring.open(&place, row.try_get("sealed")?);
            let sealed = sealed.and_then(|secret| keyring.seal(to, &place, &secret));
            match sealed {
                Ok(sealed) => {
                    sqlx::query(AssertSqlSafe(update.as_str()))
                        .bind(org)
                        .bind(id)
                        .bind(sealed)
                        .execute(&mut *tx)
                        .await?;
                    done.resealed += 1;
                }
                Err(error) => done.unreadable.push(error),
            }
        }
        tx.commit().await?;
    }
}

/// Forgets the keys under which nothing is sealed any more. Nobody seals meanwhile, and afterwards
/// only with the current key.
async fn forget(system: &SystemScope, to: KeyId, columns: &[SealedColumn]) -> Result<Vec<KeyId>, StoreError> {
    let mut tx = system.begin().await?;
    lock(&mut tx).await?;
    let mut forgotten = Vec::new();
    let old = sqlx::query_scalar!(
        "select id from secret_keys where not is_current and id <> $1 order by id",
        to.to_string(),
    )
    .fetch_all(&mut *tx)
    .await?;
    for id in old {
        let key: KeyId = stored("id", &id)?;
        let mut is_needed = false;
        for SealedColumn { table, column } in columns {
            let exists = format!("select exists (select from {table} where {} = $1)", key_of(column));
            let exists: bool =
                sqlx::query_scalar(AssertSqlSafe(exists)).bind(key.0.as_slice()).fetch_one(&mut *tx).await?;
            is_needed |= exists;
        }
        if !is_needed {
            sqlx::query!("delete from secret_keys where id = $1", id).execute(&mut *tx).await?;
            forgotten.push(key);
        }
    }
    tx.commit().await?;
    Ok(forgotten)
}

/// The part of a sealed value that names its key; SQL counts from 1.
fn key_of(column: &str) -> String {
    format!("substring({column} from {} for {ID_LENGTH})", ID_AT + 1)
}
