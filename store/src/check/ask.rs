//! "Run now": checks that somebody asks for. They are queued at once, under
//! the same cap as all others.

use chrono::{DateTime, Utc};
use domain::id::{CheckId, DashboardId, EnvironmentId, OrgId, PolicyId};
use sqlx::PgConnection;

use super::hold_plan;
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
    let environment = still_there(tx.connection(), org, dashboard).await?;
    hold_plan(tx.connection(), OrgId(org), &[EnvironmentId(environment)]).await?;
    let asked = Asked { org, environment, policy: None, by: editor.scope().user_id().0, now };
    let check = loop {
        if let Some(queued) = queue(tx.connection(), &asked, &[dashboard.0]).await?.pop() {
            break queued;
        }
        if let Some(waiting) = waiting(tx.connection(), org, dashboard).await? {
            break waiting;
        }
        // The one that waited began and ended between the two: it is no answer to who asks now. A dashboard that was
        // removed meanwhile is.
        still_there(tx.connection(), org, dashboard).await?;
    };
    tx.commit().await?;
    Ok(CheckId(check))
}

/// Asks for a check of each dashboard of a policy, within its limits; answers
/// with how many were queued.
pub async fn ask_policy(editor: Editor<'_>, policy: PolicyId, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let mut tx = editor.scope().begin().await?;
    let org = tx.org_id();
    let found = policy::find(tx.connection(), org, policy).await?.ok_or(StoreError::NotFound)?;
    hold_plan(tx.connection(), org, &[found.environment]).await?;
    let dashboards = policy::dashboards(tx.connection(), org, policy).await?;
    let ids: Vec<_> = dashboards.into_iter().map(|id| id.0).collect();
    let by = editor.scope().user_id().0;
    let asked = Asked { org: org.0, environment: found.environment.0, policy: Some(policy.0), by, now };
    let queued = queue(tx.connection(), &asked, &ids).await?;
    tx.commit().await?;
    Ok(queued.len() as u64)
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
    hold_plan(tx.connection(), OrgId(org), &[environment]).await?;
    let ids = sqlx::query_scalar!(
        "select id from dashboards where org_id = $1 and environment_id = $2 and removed_at is null order by id",
        org,
        environment.0,
    )
    .fetch_all(tx.connection())
    .await?;
    let by = editor.scope().user_id().0;
    let asked = Asked { org, environment: environment.0, policy: None, by, now };
    let queued = queue(tx.connection(), &asked, &ids).await?;
    tx.commit().await?;
    Ok(queued.len() as u64)
}

/// Who asks for what, and when.
struct Asked {
    org: i32,
    environment: i32,
    policy: Option<i32>,
    by: i32,
    now: DateTime<Utc>,
}

/// Queues a check of each dashboard that is there and has none waiting, and
/// answers with these.
async fn queue(connection: &mut PgConnection, asked: &Asked, dashboards: &[i32]) -> Result<Vec<i64>, StoreError> {
    let checks = sqlx::query_scalar!(
        "insert into checks (org_id, environment_id, dashboard_id, policy_id, slot, asked_by)
         select $1, $2, d.id, $3, $5, $6
         from dashboards d
         where d.org_id = $1 and d.id = any($4) and d.removed_at is null
         order by d.id
         on conflict (org_id, dashboard_id)
             where state = 'planned' and occurrence is null and started_at is null do nothing
         returning id",
        asked.org,
        asked.environment,
        asked.policy,
        dashboards,
        asked.now,
        asked.by,
    )
    .fetch_all(connection)
    .await?;
    Ok(checks)
}

/// The environment of a dashboard that is there.
async fn still_there(connection: &mut PgConnection, org: i32, dashboard: DashboardId) -> Result<i32, StoreError> {
    sqlx::query_scalar!(
        "select environment_id from dashboards where org_id = $1 and id = $2 and removed_at is null order by id",
        org,
        dashboard.0,
    )
    .fetch_optional(connection)
    .await?
    .ok_or(StoreError::NotFound)
}

/// The check of a dashboard that was asked for and waits, or has begun
/// meanwhile.
async fn waiting(connection: &mut PgConnection, org: i32, dashboard: DashboardId) -> Result<Option<i64>, StoreError> {
    let check = sqlx::query_scalar!(
        "select id
         from checks
         where org_id = $1 and dashboard_id = $2 and state in ('planned', 'running') and occurrence is null
         order by id desc
         limit 1",
        org,
        dashboard.0,
    )
    .fetch_optional(connection)
    .await?;
    Ok(check)
}
