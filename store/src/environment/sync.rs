//! Keeping the list of dashboards in step with the BI tool.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    health::EnvironmentKind,
    id::{EnvironmentId, OrgId},
};
use sqlx::PgConnection;

use super::listing;
use crate::{StoreError, SystemScope, error::stored, incident};

/// How often a list is read.
const PERIOD: TimeDelta = TimeDelta::minutes(15);

/// How long a server may go without a sign of life before another reads one.
pub const LEASE: TimeDelta = TimeDelta::minutes(5);

/// A dashboard as the BI tool lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its id there.
    pub external_id: String,
    /// Its title.
    pub title: String,
    /// Its slug, if it has one.
    pub slug: Option<String>,
    /// Where it is.
    pub url: String,
    /// Whether it is published.
    pub is_published: bool,
    /// When it was last changed there.
    pub changed_at: Option<DateTime<Utc>>,
    /// Who owns it.
    pub owners: Vec<ListedOwner>,
    /// Its tags.
    pub tags: Vec<String>,
}

/// An owner as the BI tool lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedOwner {
    /// The user's id there.
    pub external_id: String,
    /// The user's name.
    pub name: String,
    /// The user's address, where it is told.
    pub email: Option<String>,
}

/// A list that is due to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueSync {
    /// Whose.
    pub org: OrgId,
    /// Which environment's.
    pub environment: EnvironmentId,
    /// What that is.
    pub kind: EnvironmentKind,
}

/// What a synchronization did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Synced {
    /// Dashboards that are listed.
    pub listed: u64,
    /// Dashboards that are listed no longer.
    pub removed: u64,
}

/// Takes lists that are due, each for one server at a time. Whoever takes one
/// ends it with [`sync`] or [`sync_failed`].
pub async fn claim_syncs(system: &SystemScope, now: DateTime<Utc>, most: u32) -> Result<Vec<DueSync>, StoreError> {
    let mut tx = system.begin().await?;
    let rows = sqlx::query!(
        "update environments e
         set sync_lease_until = $1
         from (select org_id, id
               from environments
               where kind = 'superset' and removed_at is null
                 and sync_due_at <= $2
                 and (sync_lease_until is null or sync_lease_until <= $2)
               order by sync_due_at, org_id, id
               limit $3
               for no key update skip locked) due
         where e.org_id = due.org_id and e.id = due.id
         returning e.org_id, e.id, e.kind",
        now + LEASE,
        now,
        i64::from(most),
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    rows.into_iter()
        .map(|row| {
            let (org, environment) = (OrgId(row.org_id), EnvironmentId(row.id));
            Ok(DueSync { org, environment, kind: stored("kind", &row.kind)? })
        })
        .collect()
}

/// Keeps a list for the server that reads it, until `lease_until`.
pub async fn renew_sync(system: &SystemScope, due: &DueSync, lease_until: DateTime<Utc>) -> Result<(), StoreError> {
    let mut tx = system.begin().await?;
    sqlx::query!(
        "update environments
         set sync_lease_until = $3
         where org_id = $1 and id = $2 and sync_lease_until is not null",
        due.org.0,
        due.environment.0,
        lease_until,
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

/// Stores a list that was read whole. What it lacks is marked as removed and
/// keeps its reports, except what an active policy has selected, whose checks
/// tell that it is missing; what comes back is as it was.
pub async fn sync(
    system: &SystemScope,
    org: OrgId,
    environment: EnvironmentId,
    listed: &[Listed],
    now: DateTime<Utc>,
) -> Result<Synced, StoreError> {
    let mut tx = system.begin().await?;
    let ids = listing::write(&mut tx, org, environment, listed, now).await?;
    let gone = listing::unlist(&mut tx, org, environment, listed, now).await?;
    forget_gone(&mut tx, org.0, &gone, now).await?;
    listing::owners(&mut tx, org, listed, &ids).await?;
    listing::tags(&mut tx, org, listed, &ids).await?;
    sqlx::query!(
        "update environments
         set synced_at = $3, sync_due_at = $4, sync_problem = null, sync_lease_until = null
         where org_id = $1 and id = $2",
        org.0,
        environment.0,
        now,
        now + PERIOD,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(Synced { listed: ids.len() as u64, removed: gone.len() as u64 })
}

/// Whether any dashboard of an environment is known.
pub async fn has_dashboards(system: &SystemScope, org: OrgId, environment: EnvironmentId) -> Result<bool, StoreError> {
    let mut tx = system.begin().await?;
    let has = sqlx::query_scalar!(
        r#"select exists (select from dashboards
                          where org_id = $1 and environment_id = $2 and removed_at is null) as "has!""#,
        org.0,
        environment.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(has)
}

/// Notes why a list could not be read; it is tried again after the usual time.
pub async fn sync_failed(
    system: &SystemScope,
    org: OrgId,
    environment: EnvironmentId,
    problem: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut tx = system.begin().await?;
    sqlx::query!(
        "update environments
         set sync_problem = $3, sync_lease_until = null, sync_due_at = $4
         where org_id = $1 and id = $2",
        org.0,
        environment.0,
        problem,
        now + PERIOD,
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

/// Ends what is open about dashboards that are gone: plans and incidents.
pub(super) async fn forget_gone(
    connection: &mut PgConnection,
    org: i32,
    gone: &[i32],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query!("delete from checks where org_id = $1 and dashboard_id = any($2) and state = 'planned'", org, gone,)
        .execute(&mut *connection)
        .await?;
    incident::close_of_dashboards(connection, org, gone, now).await
}
