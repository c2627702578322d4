//! The connections, and the doors to the scopes.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use domain::{
    access::Rules,
    id::{OrgId, UserId},
    name::DisplayName,
    scope::TokenScope,
    slug::OrgSlug,
    zone::ZoneName,
};
use sqlx::{
    Connection, PgPool,
    postgres::{PgConnectOptions, PgConnection, PgPoolOptions},
};
use tokio::time::timeout;

use crate::{
    ApiScope, IngestScope, MIGRATOR, OrgScope, StoreError, SystemScope,
    error::{stored, undecodable},
    live::LiveListener,
    secret::Keyring,
    token,
    tx::{Acting, Tx},
};

/// Connections of one pool. Postgres serves a few busy connections faster
/// than many, and its own limit is 100 for all servers together.
const POOL_SIZE: u32 = 16;

/// How long a request waits for a connection before it fails.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// A connection that has been idle for longer is tried before it is used.
/// Trying each one would add a round trip to each request.
const TRUSTED_IDLE: Duration = Duration::from_secs(2);

/// The database. Cheap to clone; all clones share their connections.
#[derive(Debug, Clone)]
pub struct Store {
    primary: PgPool,
    read: PgPool,
    direct: Arc<PgConnectOptions>,
    keyring: Keyring,
}

impl Store {
    /// Connects to the primary, so that a wrong address fails here and says
    /// why. `read` is a replica for analytics; `direct` goes around a pooler,
    /// for migrations and notifications. Both default to the primary and
    /// connect when used.
    pub async fn connect(
        primary: PgConnectOptions,
        read: Option<PgConnectOptions>,
        direct: Option<PgConnectOptions>,
    ) -> Result<Self, StoreError> {
        // The pool takes a refused connection for a server that is starting,
        // and would only say that it waited in vain.
        let probe = timeout(ACQUIRE_TIMEOUT, PgConnection::connect_with(&primary)).await;
        probe.map_err(|_| sqlx::Error::PoolTimedOut)??.close().await?;
        let direct = Arc::new(direct.unwrap_or_else(|| primary.clone()));
        let primary = pool_options().connect_lazy_with(primary);
        let read = read.map_or_else(|| primary.clone(), |read| pool_options().connect_lazy_with(read));
        Ok(Self { primary, read, direct, keyring: Keyring::default() })
    }

    /// The same store with the keys of its secrets. Without them secrets can be neither sealed nor
    /// opened, and all else works.
    #[must_use]
    pub fn with_keyring(self, keyring: Keyring) -> Self {
        Self { keyring, ..self }
    }

    /// The keys of the secrets.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// Brings the schema up to date. Servers may do so at the same time: one
    /// works, the others wait and find it done.
    pub async fn migrate(&self) -> Result<(), StoreError> {
        let mut connection = PgConnection::connect_with(&self.direct).await?;
        MIGRATOR.run_direct(None, &mut connection, false).await?;
        Ok(connection.close().await?)
    }

    /// Asks the primary for a sign of life.
    pub async fn ping(&self) -> Result<(), StoreError> {
        Ok(self.primary.acquire().await?.ping().await?)
    }

    /// Closes all connections, after what is under way.
    pub async fn close(&self) {
        self.read.close().await;
        self.primary.close().await;
    }

    /// Enters an organization as one of its members. `None` where there is no
    /// such organization, and just the same where the user is no member.
    pub async fn enter(&self, user: UserId, slug: &OrgSlug) -> Result<Option<OrgScope>, StoreError> {
        let mut tx = self.identity(Some(user)).await?;
        let row = sqlx::query!(
            "select o.id, o.name, o.zone, o.viewers_see_analytics, m.role, coalesce(u.locale, o.locale) as \"locale!\"
             from organizations o
             join members m on m.org_id = o.id
             join users u on u.id = m.user_id
             where o.slug = $1 and m.user_id = $2
             order by o.id",
            slug.as_str(),
            user.0,
        )
        .fetch_optional(&mut *tx)
        .await?;
        tx.commit().await?;
        row.map(|row| {
            Ok(OrgScope {
                store: self.clone(),
                org_id: OrgId(row.id),
                slug: slug.clone(),
                name: stored::<DisplayName>("name", &row.name)?,
                zone: ZoneName::try_from(row.zone).map_err(|e| undecodable("zone", e))?,
                locale: stored("locale", &row.locale)?,
                rules: Rules { viewers_see_analytics: row.viewers_see_analytics },
                role: stored("role", &row.role)?,
                user_id: user,
            })
        })
        .transpose()
    }

    /// Enters an organization to append events, with the SHA-256 of an API
    /// token. `None` for a token that is unknown, revoked, expired at `now`
    /// or lacks the scope `ingest`.
    pub async fn enter_ingest(
        &self,
        token_hash: &[u8; 32],
        now: DateTime<Utc>,
    ) -> Result<Option<IngestScope>, StoreError> {
        let found = token::find(self, token_hash, Some(TokenScope::Ingest), now).await?;
        Ok(found.map(|found| IngestScope { store: found.store, org_id: found.org_id, token_id: found.token_id }))
    }

    /// Enters the organization of an API token, by its SHA-256. `None` for a
    /// token that is unknown, revoked or expired at `now`. Whether the token
    /// may do what it is used for is asked of the scope.
    pub async fn enter_token(&self, token_hash: &[u8; 32], now: DateTime<Utc>) -> Result<Option<ApiScope>, StoreError> {
        token::find(self, token_hash, None, now).await
    }

    /// The scope of workers and of the command line: every organization.
    /// Nothing that serves a person's request may ask for it.
    pub fn system(&self) -> SystemScope {
        SystemScope { store: self.clone() }
    }

    /// Listens to what other servers and this one publish about changes.
    pub async fn listen(&self) -> Result<LiveListener, StoreError> {
        LiveListener::connect(self.direct.clone()).await
    }

    /// A transaction before an organization is known.
    pub(crate) async fn identity(&self, user: Option<UserId>) -> Result<Tx, StoreError> {
        Acting::Identity(user).begin(&self.primary).await
    }

    pub(crate) fn primary(&self) -> &PgPool {
        &self.primary
    }

    pub(crate) fn read(&self) -> &PgPool {
        &self.read
    }
}

fn pool_options() -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(POOL_SIZE)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move { Ok(meta.idle_for < TRUSTED_IDLE || connection.ping().await.is_ok()) })
        })
}
