//! Transactions that run as one of the application's database roles.

use std::marker::PhantomData;

use domain::id::{OrgId, UserId};
use sqlx::{AssertSqlSafe, PgConnection, PgPool, Postgres, Transaction};

use crate::{StoreError, scope::OrgScope};

/// A transaction of the store's own; scopes hand out wrappers around it.
pub(crate) type Tx = Transaction<'static, Postgres>;

/// The database role that a transaction runs as, and for whom.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Acting {
    /// Before an organization is known. The user, if there is one, is the
    /// only one whose memberships are visible.
    Identity(Option<UserId>),
    /// A member in one organization.
    Tenant(OrgId),
    /// An API token appending to one organization.
    Ingest(OrgId),
    /// A worker.
    System,
}

impl Acting {
    /// Opens a transaction in one round trip. Only integers and constants
    /// reach the text, so there is nothing to escape.
    ///
    /// Plans are made for the values at hand: a cached generic plan would be
    /// that of whichever organization came first. This is set here and not
    /// once per connection, because a pooler in between passes no options.
    pub(crate) async fn begin(self, pool: &PgPool) -> Result<Tx, StoreError> {
        let (role, setting, timeout) = match self {
            Self::Identity(None) => ("app_identity", String::new(), "5s"),
            Self::Identity(Some(UserId(id))) => ("app_identity", format!("set local app.user_id = '{id}'; "), "5s"),
            Self::Tenant(OrgId(id)) => ("app_tenant", format!("set local app.org_id = '{id}'; "), "5s"),
            Self::Ingest(OrgId(id)) => ("app_ingest", format!("set local app.org_id = '{id}'; "), "30s"),
            Self::System => ("app_system", String::new(), "60s"),
        };
        let begin = format!(
            "begin; set local role {role}; {setting}set local statement_timeout = '{timeout}'; \
             set local plan_cache_mode = force_custom_plan"
        );
        // The opening is finished even when whoever wanted it is gone: given up half way, the connection would go
        // back to the pool inside a transaction.
        let pool = pool.clone();
        let opening = tokio::spawn(async move { pool.begin_with(AssertSqlSafe(begin)).await });
        Ok(opening.await.map_err(|_| sqlx::Error::WorkerCrashed)??)
    }
}

/// Goes on as a user who was not known when the transaction of identity
/// began.
pub(crate) async fn become_user(tx: &mut PgConnection, user: UserId) -> Result<(), StoreError> {
    sqlx::query!("select set_config('app.user_id', $1, true)", user.to_string()).fetch_one(tx).await?;
    Ok(())
}

/// A transaction in one organization, as the role `app_tenant`. It is opened
/// by [`OrgScope::begin`] or [`OrgScope::begin_analytics`]; dropping it undoes
/// what it did.
#[derive(Debug)]
pub struct OrgTx<'s> {
    tx: Tx,
    org: OrgId,
    scope: PhantomData<&'s OrgScope>,
}

impl OrgTx<'_> {
    pub(crate) async fn open(pool: &PgPool, org: OrgId) -> Result<Self, StoreError> {
        let tx = Acting::Tenant(org).begin(pool).await?;
        Ok(Self { tx, org, scope: PhantomData })
    }

    /// The organization whose rows are visible.
    pub fn org_id(&self) -> OrgId {
        self.org
    }

    /// Keeps what was done.
    pub async fn commit(self) -> Result<(), StoreError> {
        Ok(self.tx.commit().await?)
    }

    pub(crate) fn connection(&mut self) -> &mut PgConnection {
        &mut self.tx
    }
}
