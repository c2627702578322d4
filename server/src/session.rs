//! Server-side sessions: tower-sessions over our own table, remembered for half a second.
//!
//! The cookie holds a random id; the table holds its hash, so that a copy of the database opens
//! no session. A session that is revoked stops working within a second on every server.

use crate::clock;
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::UserId;
use moka::future::Cache;
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use std::time::Duration;
use store::Store;
use time::OffsetDateTime;
use tower_sessions::cookie::SameSite;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result};
use tower_sessions::{Expiry, Session, SessionManagerLayer, SessionStore};

/// Name of the cookie.
pub const COOKIE: &str = "pulseboard_session";
/// Key of the user in a session's data.
const USER: &str = "user";
/// Where the session was opened, and by which browser.
const ADDRESS: &str = "address";
const USER_AGENT: &str = "user_agent";
/// How long a session lasts whose owner asked to stay signed in.
const STAY: time::Duration = time::Duration::days(30);
/// A session's last use is noted this often at most.
const TOUCH_EVERY: TimeDelta = TimeDelta::minutes(1);
/// How long a session is remembered. A stream looks as often, and both together are the second within which what is
/// revoked ends.
const TIME_TO_LIVE: Duration = Duration::from_millis(500);

/// The table of sessions, with its cache.
#[derive(Clone, Debug)]
pub struct Sessions {
    store: Store,
    cache: Cache<Id, Option<Record>>,
}

impl Sessions {
    /// Sessions in `store`.
    #[must_use]
    pub fn new(store: Store) -> Self {
        Self { store, cache: Cache::builder().max_capacity(100_000).time_to_live(TIME_TO_LIVE).build() }
    }

    /// Forgets every session: one has ended somewhere. The next request looks it up again.
    pub fn forget(&self) {
        self.cache.invalidate_all();
    }

    /// The layer that gives each request its session.
    #[must_use]
    pub fn layer(self, is_https: bool) -> SessionManagerLayer<Self> {
        SessionManagerLayer::new(self)
            .with_name(COOKIE)
            .with_http_only(true)
            .with_same_site(SameSite::Lax)
            .with_secure(is_https)
            .with_expiry(Expiry::OnSessionEnd)
    }
}

#[async_trait::async_trait]
impl SessionStore for Sessions {
    /// An id is 128 random bits: a new one is not looked up before it is used.
    async fn create(&self, record: &mut Record) -> Result<()> {
        self.save(record).await
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let user =
            record.data.get(USER).and_then(serde_json::Value::as_i64).and_then(|id| i32::try_from(id).ok()).map(UserId);
        let data = serde_json::to_value(&record.data).map_err(|error| Error::Encode(error.to_string()))?;
        let text = |key: &str| record.data.get(key).and_then(serde_json::Value::as_str);
        let session = store::session::SessionRecord {
            user_id: user,
            data: &data,
            address: text(ADDRESS).and_then(|address| address.parse().ok()),
            user_agent: text(USER_AGENT),
            expires_at: expiry(record)?,
        };
        store::session::save(&self.store, &hash(record.id), session, clock::now()).await.map_err(backend)?;
        self.cache.insert(record.id, Some(record.clone())).await;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let record = self.cache.try_get_with(*id, async {
            let now = clock::now();
            let Some(stored) = store::session::load(&self.store, &hash(*id), now).await.map_err(backend)? else {
                return Ok(None);
            };
            if stored.last_seen_at + TOUCH_EVERY <= now {
                store::session::touch(&self.store, &hash(*id), now).await.map_err(backend)?;
            }
            let data = serde_json::from_value(stored.data).map_err(|error| Error::Decode(error.to_string()))?;
            let expiry_date = OffsetDateTime::from_unix_timestamp(stored.expires_at.timestamp())
                .map_err(|error| Error::Decode(error.to_string()))?;
            Ok(Some(Record { id: *id, data, expiry_date }))
        });
        record.await.map_err(|error: std::sync::Arc<Error>| Error::Backend(error.to_string()))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        store::session::delete(&self.store, &hash(*id)).await.map_err(backend)?;
        self.cache.insert(*id, None).await;
        Ok(())
    }
}

/// What a session's owner will know it by.
pub struct Device {
    /// The client's address.
    pub address: IpAddr,
    /// What the browser calls itself.
    pub user_agent: String,
}

/// The signed-in user of a session.
///
/// # Errors
/// When the database can't be asked.
pub async fn user(session: &Session) -> std::result::Result<Option<UserId>, tower_sessions::session::Error> {
    Ok(session.get::<i32>(USER).await?.map(UserId))
}

/// Signs `user` in under a new id, so that an id somebody planted before is worth nothing.
///
/// # Errors
/// When the database can't be asked.
pub async fn open(
    session: &Session,
    user: UserId,
    stay: bool,
    device: &Device,
) -> std::result::Result<(), tower_sessions::session::Error> {
    session.cycle_id().await?;
    session.insert(USER, user.0).await?;
    session.insert(ADDRESS, device.address).await?;
    session.insert(USER_AGENT, &device.user_agent).await?;
    if stay {
        session.set_expiry(Some(Expiry::OnInactivity(STAY)));
    }
    session.save().await
}

/// What is stored of a session's id; `None` for a session that isn't stored yet.
pub fn id_hash(session: &Session) -> Option<[u8; 32]> {
    session.id().map(hash)
}

fn hash(id: Id) -> [u8; 32] {
    Sha256::digest(id.0.to_be_bytes()).into()
}

fn expiry(record: &Record) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp(record.expiry_date.unix_timestamp(), 0)
        .ok_or_else(|| Error::Encode("expiry out of range".to_owned()))
}

fn backend(error: store::StoreError) -> Error {
    Error::Backend(error.to_string())
}
