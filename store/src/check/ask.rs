//! "Run now": checks that somebody asks for. They are queued at once, under
//! the same cap as all others.

use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    audit::AuditAction,
    id::{CheckId, DashboardId, EnvironmentId, OrgId, PolicyId},
};
use sqlx::PgConnection;

use super::hold_plan;
use crate::{
    By, OrgTx, StoreError,
    audit::{self, Entry, Origin},
    policy,
};

/// Asks for a check of one dashboard, and answers with it. One that waits
/// already is the answer to a second request.
pub async fn ask_dashboard(
    by: impl Into<By<'_>>,
    dashboard: DashboardId,
    origin: &Origin,
) -> Result<CheckId, StoreError> {
    let by = by.into();
    let mut tx = begin(by, origin).await?;
    let org = tx.org_id().0;
    let (environment, title) = still_there(tx.connection(), org, dashboard).await?;
    hold_plan(tx.connection(), OrgId(org), &[EnvironmentId(environment)]).await?;
    let asked = Asked { org, environment, policy: None, by: by.user().map(|user| user.0), now: origin.at };
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
    end(tx, by, &title, "", origin).await?;
    Ok(CheckId(check))
}

/// Asks for a check of each dashboard of a policy, within its limits; answers
/// with how many were queued.
pub async fn ask_policy(by: impl Into<By<'_>>, policy: PolicyId, origin: &Origin) -> Result<u64, StoreError> {
    let by = by.into();
    let mut tx = begin(by, origin).await?;
    let org = tx.org_id();
    let found = policy::find(tx.connection(), org, policy).await?.ok_or(StoreError::NotFound)?;
    hold_plan(tx.connection(), org, &[found.environment]).await?;
    let dashboards = policy::dashboards(tx.connection(), org, policy).await?;
    let ids: Vec<_> = dashboards.into_iter().map(|id| id.0).collect();
    let user = by.user().map(|user| user.0);
    let asked =
        Asked { org: org.0, environment: found.environment.0, policy: Some(policy.0), by: user, now: origin.at };
    let queued = queue(tx.connection(), &asked, &ids).await?.len() as u64;
    end(tx, by, found.name.as_str(), &format!("policy, {queued} checks"), origin).await?;
    Ok(queued)
}

/// Asks for a check of each dashboard of an environment; answers with how
/// many were queued.
pub async fn ask_environment(
    by: impl Into<By<'_>>,
    environment: EnvironmentId,
    origin: &Origin,
) -> Result<u64, StoreError> {
    let by = by.into();
    let mut tx = begin(by, origin).await?;
    let org = tx.org_id().0;
    hold_plan(tx.connection(), OrgId(org), &[environment]).await?;
    let name = sqlx::query_scalar!(
        "select name from environments where org_id = $1 and id = $2 and removed_at is null order by id",
        org,
        environment.0,
    )
    .fetch_optional(tx.connection())
    .await?
    .ok_or(StoreError::NotFound)?;
    let ids = sqlx::query_scalar!(
        "select id from dashboards where org_id = $1 and environment_id = $2 and removed_at is null order by id",
        org,
        environment.0,
    )
    .fetch_all(tx.connection())
    .await?;
    let user = by.user().map(|user| user.0);
    let asked = Asked { org, environment: environment.0, policy: None, by: user, now: origin.at };
    let queued = queue(tx.connection(), &asked, &ids).await?.len() as u64;
    end(tx, by, &name, &format!("environment, {queued} checks"), origin).await?;
    Ok(queued)
}

async fn begin<'s>(by: By<'s>, origin: &Origin) -> Result<OrgTx<'s>, StoreError> {
    by.act(Action::RunChecks, AuditAction::CheckAsked, origin).await
}

async fn end(mut tx: OrgTx<'_>, by: By<'_>, target: &str, detail: &str, origin: &Origin) -> Result<(), StoreError> {
    let entry = Entry::done(AuditAction::CheckAsked).on(target).with(detail);
    audit::by(tx.connection(), by, origin, &entry).await?;
    tx.commit().await
}

/// Who asks for what, and when.
struct Asked {
    org: i32,
    environment: i32,
    policy: Option<i32>,
    by: Option<i32>,
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

/// The environment and the title of a dashboard that is there.
async fn still_there(
    connection: &mut PgConnection,
    org: i32,
    dashboard: DashboardId,
) -> Result<(i32, String), StoreError> {
    let row = sqlx::query!(
        "select environment_id, title
         from dashboards
         where org_id = $1 and id = $2 and removed_at is null
         order by id",
        org,
        dashboard.0,
    )
    .fetch_optional(connection)
    .await?
    .ok_or(StoreError::NotFound)?;
    Ok((row.environment_id, row.title))
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
