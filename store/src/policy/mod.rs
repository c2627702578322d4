//! Policies: which dashboards are checked when.

mod channels;
mod edit;
mod held;
mod row;
mod scope;
mod write;

use chrono::{DateTime, Utc};
use domain::{
    id::{DashboardId, EnvironmentId, OrgId, PolicyId},
    name::DisplayName,
    policy::{AlertCondition, Channel, Limits, Scope},
    schedule::Schedule,
};

use crate::{OrgTx, StoreError};

pub use edit::{PolicyError, create, remove, set_active, update};

pub(crate) use row::{active, find};
pub(crate) use scope::{covering, dashboards};

/// A policy as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Which.
    pub id: PolicyId,
    /// Its name.
    pub name: DisplayName,
    /// Where its dashboards are.
    pub environment: EnvironmentId,
    /// Which dashboards.
    pub scope: Scope,
    /// When.
    pub schedule: Schedule,
    /// What they are held to.
    pub limits: Limits,
    /// What is told to people.
    pub condition: AlertCondition,
    /// Whether owners hear of it.
    pub notify_owners: bool,
    /// Whether owners who are no members do, too.
    pub notify_outside: bool,
    /// After how many hours a trouble that nobody cares for is told again.
    pub remind_hours: Option<u16>,
    /// Who else does.
    pub channels: Vec<Channel>,
    /// Whether it is active, or paused.
    pub is_active: bool,
    /// Since when it is active.
    pub active_since: DateTime<Utc>,
}

/// The policies of the organization, by name.
pub async fn list(tx: &mut OrgTx<'_>) -> Result<Vec<Policy>, StoreError> {
    let org = tx.org_id();
    row::all(tx.connection(), org).await
}

/// The names of the policies, by name.
pub async fn names(tx: &mut OrgTx<'_>) -> Result<Vec<(PolicyId, String)>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        "select id, name from policies where org_id = $1 and removed_at is null order by lower(name), id",
        org.0,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (PolicyId(row.id), row.name)).collect())
}

/// How many dashboards a policy would check now, saved or not.
pub async fn count(tx: &mut OrgTx<'_>, environment: EnvironmentId, scope: &Scope) -> Result<usize, StoreError> {
    let org = tx.org_id();
    let count = scope::count(tx.connection(), org, environment, scope).await?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// The dashboards that a policy would check now, saved or not.
pub async fn resolve(
    tx: &mut OrgTx<'_>,
    environment: EnvironmentId,
    scope: &Scope,
) -> Result<Vec<DashboardId>, StoreError> {
    let org: OrgId = tx.org_id();
    scope::resolve(tx.connection(), org, environment, scope).await
}
