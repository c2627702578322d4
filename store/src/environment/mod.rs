//! Environments: where dashboards live, how to get in, and how much is asked
//! of them at a time.

mod ask;
mod edit;
mod listing;
mod maintenance;
mod page;
mod secret;
mod sync;
mod test;

use chrono::{DateTime, Utc};
use domain::{
    health::EnvironmentKind,
    id::{EnvironmentId, OrgId},
    name::DisplayName,
};

use crate::{OrgTx, StoreError, SystemScope, error::stored};

pub use ask::ask_sync;
pub use edit::{Change, NewEnvironment, create, remove, update};
pub use maintenance::{Maintenance, add_maintenance, end_maintenance, maintenance};
pub use page::{ListedPage, Page, pages, remove_page, save_page};
pub use sync::{
    DueSync, LEASE as SYNC_LEASE, Listed, ListedOwner, Synced, claim_syncs, has_dashboards, renew_sync, sync,
    sync_failed,
};
pub use test::{TestLine, TestTone, Tested, last_test, note_test};

/// An environment as pages show it; without credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// Which.
    pub id: EnvironmentId,
    /// What it is.
    pub kind: EnvironmentKind,
    /// Its name.
    pub name: DisplayName,
    /// Where it is, for a BI tool.
    pub base_url: Option<String>,
    /// The most checks that run at one time, over all servers.
    pub max_concurrent: i16,
    /// The least time between two slots, in milliseconds.
    pub minimum_gap_ms: i32,
    /// What one query may take, in milliseconds.
    pub query_limit_ms: i32,
    /// What one dashboard may take, in milliseconds.
    pub dashboard_limit_ms: i32,
    /// When its list of dashboards was last in step.
    pub synced_at: Option<DateTime<Utc>>,
    /// Why the list isn't in step.
    pub sync_problem: Option<String>,
    /// Why checks can't run, in words.
    pub problem: Option<String>,
    /// Since when they can't.
    pub problem_since: Option<DateTime<Utc>>,
}

/// What a connector needs to get in.
#[derive(Clone)]
pub struct Connection {
    /// What the environment is.
    pub kind: EnvironmentKind,
    /// Where it is.
    pub base_url: Option<String>,
    /// User and password, sealed.
    pub credentials: Option<Vec<u8>>,
}

impl std::fmt::Debug for Connection {
    /// Sealed or not, credentials stay out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("kind", &self.kind).field("base_url", &self.base_url).finish_non_exhaustive()
    }
}

/// The environments of the organization, by name.
pub async fn list(tx: &mut OrgTx<'_>) -> Result<Vec<Environment>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        "select id, kind, name, base_url, max_concurrent, minimum_gap_ms, query_limit_ms, dashboard_limit_ms,
                synced_at, sync_problem, problem, problem_since
         from environments
         where org_id = $1 and removed_at is null
         order by lower(name), id",
        org.0,
    )
    .fetch_all(tx.connection())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Environment {
                id: EnvironmentId(row.id),
                kind: stored("kind", &row.kind)?,
                name: stored("name", &row.name)?,
                base_url: row.base_url,
                max_concurrent: row.max_concurrent,
                minimum_gap_ms: row.minimum_gap_ms,
                query_limit_ms: row.query_limit_ms,
                dashboard_limit_ms: row.dashboard_limit_ms,
                synced_at: row.synced_at,
                sync_problem: row.sync_problem,
                problem: row.problem,
                problem_since: row.problem_since,
            })
        })
        .collect()
}

/// How to get into an environment; for connectors, never for a page.
pub async fn connection(
    system: &SystemScope,
    org: OrgId,
    environment: EnvironmentId,
) -> Result<Option<Connection>, StoreError> {
    let mut tx = system.begin().await?;
    let row = sqlx::query!(
        "select kind, base_url, credentials
         from environments
         where org_id = $1 and id = $2 and removed_at is null
         order by id",
        org.0,
        environment.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    row.map(|row| {
        Ok(Connection { kind: stored("kind", &row.kind)?, base_url: row.base_url, credentials: row.credentials })
    })
    .transpose()
}
