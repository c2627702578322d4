//! Sessions of browsers. The caller keeps the random id in a cookie and asks
//! here with its SHA-256. Not the sessions that events belong to.

use std::net::IpAddr;

use chrono::{DateTime, Utc};
use domain::{
    audit::AuditAction,
    id::{SessionId, UserId},
};
use serde_json::Value;
use sqlx::PgConnection;

use crate::{
    Store, StoreError, SystemScope,
    audit::{self, Entry, Origin},
    live::publish_access_of,
};

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

/// Keeps a session, new or changed. One that begins with somebody signed in is
/// a sign-in.
pub async fn save(
    store: &Store,
    id_hash: &[u8; 32],
    session: SessionRecord<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let address = session.address.map(|address| address.to_canonical().to_string());
    let user_agent = session.user_agent.map(|text| text.chars().take(USER_AGENT_CHARS).collect::<String>());
    let mut tx = store.identity(session.user_id).await?;
    let is_new = sqlx::query_scalar!(
        r#"insert into user_sessions as s
             (id_hash, user_id, data, address, user_agent, created_at, last_seen_at, expires_at)
         values ($1, $2, $3, $4::text::inet, $5, $6, $6, $7)
         on conflict (id_hash) do update
         set user_id = excluded.user_id,
             data = excluded.data,
             address = coalesce(excluded.address, s.address),
             user_agent = coalesce(excluded.user_agent, s.user_agent),
             last_seen_at = greatest(excluded.last_seen_at, s.last_seen_at),
             expires_at = excluded.expires_at
         returning (xmax = 0) as "is_new!""#,
        id_hash,
        session.user_id.map(|user| user.0),
        session.data,
        address,
        user_agent,
        now,
        session.expires_at,
    )
    .fetch_one(&mut *tx)
    .await?;
    if is_new && session.user_id.is_some() {
        let origin = Origin { address: session.address, at: now };
        audit::by_person(&mut tx, session.user_id, &origin, &Entry::done(AuditAction::SignedIn)).await?;
    }
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

/// Signs somebody out: ends the session, and with it what was opened by it.
/// One that is gone is fine.
pub async fn close(store: &Store, id_hash: &[u8; 32], user: UserId, origin: &Origin) -> Result<(), StoreError> {
    let mut tx = store.identity(Some(user)).await?;
    let done = sqlx::query!("delete from user_sessions where id_hash = $1 and user_id = $2", id_hash, user.0)
        .execute(&mut *tx)
        .await?;
    if done.rows_affected() > 0 {
        audit::by_person(&mut tx, Some(user), origin, &Entry::done(AuditAction::SignedOut)).await?;
        publish_access_of(&mut tx, user).await?;
    }
    Ok(tx.commit().await?)
}

/// A session as its owner's list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSession {
    /// Which one.
    pub id: SessionId,
    /// Whether it is the one that asks.
    pub is_current: bool,
    /// What the browser calls itself.
    pub user_agent: String,
    /// Where it was opened.
    pub address: Option<IpAddr>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// When it was used last, to the minute.
    pub last_seen_at: DateTime<Utc>,
}

struct OwnRow {
    id: i64,
    is_current: bool,
    user_agent: String,
    address: Option<String>,
    created_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
}

/// At most `limit` of the user's sessions, those used last first. `current`
/// is the hash of the id of the session that asks.
pub async fn list(
    store: &Store,
    user: UserId,
    current: Option<&[u8; 32]>,
    limit: u32,
    now: DateTime<Utc>,
) -> Result<Vec<OwnSession>, StoreError> {
    let mut tx = store.identity(Some(user)).await?;
    let rows = sqlx::query_as!(
        OwnRow,
        r#"select id, coalesce(id_hash = $2, false) as "is_current!", coalesce(user_agent, '') as "user_agent!",
                  host(address) as address, created_at, last_seen_at
           from user_sessions
           where user_id = $1 and expires_at > $3
           order by last_seen_at desc, id desc
           limit $4"#,
        user.0,
        current.map(<[u8; 32]>::as_slice),
        now,
        i64::from(limit),
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let own = |row: OwnRow| OwnSession {
        id: SessionId(row.id),
        is_current: row.is_current,
        user_agent: row.user_agent,
        address: row.address.and_then(|address| address.parse().ok()),
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
    };
    Ok(rows.into_iter().map(own).collect())
}

/// Ends one session of the user.
pub async fn end(store: &Store, user: UserId, id: SessionId, origin: &Origin) -> Result<(), StoreError> {
    let mut tx = store.identity(Some(user)).await?;
    let done = sqlx::query!("delete from user_sessions where id = $1 and user_id = $2", id.0, user.0)
        .execute(&mut *tx)
        .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::NotFound);
    }
    let entry = Entry::done(AuditAction::SessionsEnded).with("one session");
    audit::by_person(&mut tx, Some(user), origin, &entry).await?;
    publish_access_of(&mut tx, user).await?;
    Ok(tx.commit().await?)
}

/// Ends every session of the user but the one whose id has the hash `keep`,
/// and says how many there were.
pub async fn end_others(
    store: &Store,
    user: UserId,
    keep: Option<&[u8; 32]>,
    origin: &Origin,
) -> Result<u64, StoreError> {
    let mut tx = store.identity(Some(user)).await?;
    let ended = delete_others(&mut tx, user, keep).await?;
    let entry = Entry::done(AuditAction::SessionsEnded).with(&format!("all others: {ended}"));
    audit::by_person(&mut tx, Some(user), origin, &entry).await?;
    publish_access_of(&mut tx, user).await?;
    tx.commit().await?;
    Ok(ended)
}

/// Ends sessions, within a transaction of identity.
pub(crate) async fn delete_others(
    tx: &mut PgConnection,
    user: UserId,
    keep: Option<&[u8; 32]>,
) -> Result<u64, StoreError> {
    let done = sqlx::query!(
        "delete from user_sessions where user_id = $1 and id_hash is distinct from $2",
        user.0,
        keep.map(<[u8; 32]>::as_slice),
    )
    .execute(tx)
    .await?;
    Ok(done.rows_affected())
}

/// Removes what expired at `now` or before, and says how many.
pub async fn delete_expired(system: &SystemScope, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let mut tx = system.begin().await?;
    let done = sqlx::query!("delete from user_sessions where expires_at <= $1", now).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(done.rows_affected())
}
