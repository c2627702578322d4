//! Sessions of browsers. The caller keeps the random id in a cookie and asks
//! here with its SHA-256. Not the sessions that events belong to.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use domain::id::UserId;
use serde_json::Value;

use crate::{Store, StoreError, SystemScope};

/// The longest browser name that is kept, in characters.
const USER_AGENT_CHARS: usize = 500;

/// A session that has not expired.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredSession {
    /// Who is signed in, if somebody is.
    pub user_id: Option<UserId>,
    /// What the server keeps with it.
    pub data: Value,
    /// The first instant at which it is no longer valid.
    pub expires_at: DateTime<Utc>,
    /// When it was used last, as far as [`touch`] was told.
    pub last_seen_at: DateTime<Utc>,
}

/// A session as it is to be kept.
#[derive(Debug, Clone, Copy)]
pub struct SessionRecord<'a> {
    /// Who is signed in, if somebody is.
    pub user_id: Option<UserId>,
    /// What the server keeps with it.
    pub data: &'a Value,
    /// Where the browser is; `None` keeps what is known.
    pub address: Option<IpAddr>,
    /// What the browser calls itself, cut to 500 characters; `None` keeps
    /// what is known.
    pub user_agent: Option<&'a str>,
    /// The first instant at which it is no longer valid.
    pub expires_at: DateTime<Utc>,
}

/// The session of an id, unless it expired at `now` or before.
pub async fn load(store: &Store, id_hash: &[u8; 32], now: DateTime<Utc>) -> Result<Option<StoredSession>, StoreError> {
    let mut tx = store.identity(None).await?;
    let row = sqlx::query!(
        "select user_id, data, expires_at, last_seen_at
         from user_sessions
         where id_hash = $1 and expires_at > $2
         order by id_hash",
        id_hash,
        now,
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(row.map(|row| StoredSession {
        user_id: row.user_id.map(UserId),
        data: row.data,
        expires_at: row.expires_at,
        last_seen_at: row.last_seen_at,
    }))
}

/// Keeps a session, new or changed.
pub async fn save(
    store: &Store,
    id_hash: &[u8; 32],
    session: SessionRecord<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let address = session.address.map(|address| address.to_canonical().to_string());
    let user_agent = session.user_agent.map(|text| text.chars().take(USER_AGENT_CHARS).collect::<String>());
    let mut tx = store.identity(session.user_id).await?;
    sqlx::query!(
        "insert into user_sessions as s
             (id_hash, user_id, data, address, user_agent, created_at, last_seen_at, expires_at)
         values ($1, $2, $3, $4::text::inet, $5, $6, $6, $7)
         on conflict (id_hash) do update
         set user_id = excluded.user_id,
             data = excluded.data,
             address = coalesce(excluded.address, s.address),
             user_agent = coalesce(excluded.user_agent, s.user_agent),
             last_seen_at = greatest(excluded.last_seen_at, s.last_seen_at),
             expires_at = excluded.expires_at",
        id_hash,
        session.user_id.map(|user| user.0),
        session.data,
        address,
        user_agent,
        now,
        session.expires_at,
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

/// Notes that a session was used.
pub async fn touch(store: &Store, id_hash: &[u8; 32], now: DateTime<Utc>) -> Result<(), StoreError> {
    let mut tx = store.identity(None).await?;
    sqlx::query!(
        "update user_sessions
         set last_seen_at = $2
         where id_hash = $1 and last_seen_at < $2",
        id_hash,
        now,
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

/// Ends a session; ending one that is gone is fine.
pub async fn delete(store: &Store, id_hash: &[u8; 32]) -> Result<(), StoreError> {
    let mut tx = store.identity(None).await?;
    sqlx::query!("delete from user_sessions where id_hash = $1", id_hash).execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}

/// Removes what expired at `now` or before, and says how many.
pub async fn delete_expired(system: &SystemScope, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let mut tx = system.begin().await?;
    let done = sqlx::query!("delete from user_sessions where expires_at <= $1", now).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(done.rows_affected())
}
