//! "Run now": checks that somebody asks for. They are queued at once, under
//! the same cap as all others.

use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    audit::AuditAction,
    id::{CheckId, DashboardId, EnvironmentId, PolicyId},
};

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
    let asked = sqlx::query!(
        "select environment_id, title
         from dashboards
         where org_id = $1 and id = $2 and removed_at is null
         order by id",
        org,
        dashboard.0,
    )
    .fetch_optional(tx.connection())
    .await?
    .ok_or(StoreError::NotFound)?;
    queue(tx.connection(), org, asked.environment_id, None, &[dashboard.0], origin.at).await?;
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
    end(tx, by, &asked.title, "", origin).await?;
    Ok(CheckId(check))
}

/// Asks for a check of each dashboard of a policy, within its limits; answers
/// with how many were queued.
pub async fn ask_policy(by: impl Into<By<'_>>, policy: PolicyId, origin: &Origin) -> Result<u64, StoreError> {
    let by = by.into();
    let mut tx = begin(by, origin).await?;
    let org = tx.org_id();
    let found = policy::find(tx.connection(), org, policy).await?.ok_or(StoreError::NotFound)?;
    let dashboards = policy::dashboards(tx.connection(), org, policy).await?;
    let ids: Vec<_> = dashboards.into_iter().map(|id| id.0).collect();
    let queued = queue(tx.connection(), org.0, found.environment.0, Some(policy.0), &ids, origin.at).await?;
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
    let queued = queue(tx.connection(), org, environment.0, None, &ids, origin.at).await?;
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
