//! "Run now": checks that somebody asks for. They are queued at once, under
//! the same cap as all others.

use chrono::{DateTime, Utc};
use domain::id::{CheckId, DashboardId, EnvironmentId, PolicyId};

use crate::{Editor, StoreError, policy};

/// Asks for a check of one dashboard, and answers with it. One that waits
/// already is the answer to a second request.
pub async fn ask_dashboard(
    editor: Editor<'_>,
    dashboard: DashboardId,
    now: DateTime<Utc>,
) -> Result<CheckId, StoreError> {
    let mut tx = editor.scope().begin().await?;
    let org = tx.org_id().0;
    let environment = sqlx::query_scalar!(
        "select environment_id from dashboards where org_id = $1 and id = $2 and removed_at is null order by id",
        org,
        dashboard.0,
    )
    .fetch_optional(tx.connection())
    .await?
    .ok_or(StoreError::NotFound)?;
    queue(tx.connection(), org, environment, None, &[dashboard.0], now).await?;
    let check = sqlx::query_scalar!(
        "select id
         from checks
         where org_id = $1 and dashboard_id = $2 and state = 'planned' and occurrence is null
         order by id desc
         limit 1",
        org,
        dashboard.0,
    )
    .fetch_one(tx.connection())
    .await?;
    tx.commit().await?;
    Ok(CheckId(check))
}

/// Asks for a check of each dashboard of a policy, within its limits; answers
/// with how many were queued.
pub async fn ask_policy(editor: Editor<'_>, policy: PolicyId, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let mut tx = editor.scope().begin().await?;
    let org = tx.org_id();
    let found = policy::find(tx.connection(), org, policy).await?.ok_or(StoreError::NotFound)?;
    let dashboards = policy::dashboards(tx.connection(), org, policy).await?;
    let ids: Vec<_> = dashboards.into_iter().map(|id| id.0).collect();
    let queued = queue(tx.connection(), org.0, found.environment.0, Some(policy.0), &ids, now).await?;
    tx.commit().await?;
    Ok(queued)
}

/// Asks for a check of each dashboard of an environment; answers with how
/// many were queued.
pub async fn ask_environment(
    editor: Editor<'_>,
    environment: EnvironmentId,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let mut tx = editor.scope().begin().await?;
    let org = tx.org_id().0;
    let ids = sqlx::query_scalar!(
        "select id from dashboards where org_id = $1 and environment_id = $2 and removed_at is null order by id",
        org,
        environment.0,
    )
    .fetch_all(tx.connection())
    .await?;
    let queued = queue(tx.connection(), org, environment.0, None, &ids, now).await?;
    tx.commit().await?;
    Ok(queued)
}

async fn queue(
    connection: &mut sqlx::PgConnection,
    org: i32,
    environment: i32,
    policy: Option<i32>,
    dashboards: &[i32],
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let done = sqlx::query!(
        "insert into checks (org_id, environment_id, dashboard_id, policy_id, slot)
         select $1, $2, d.id, $3, $5
         from unnest($4::int[]) as d (id)
         order by d.id
         on conflict (org_id, dashboard_id)
             where state = 'planned' and occurrence is null and started_at is null do nothing",
        org,
        environment,
        policy,
        dashboards,
        now,
    )
    .execute(connection)
    .await?;
    Ok(done.rows_affected())
}
