//! Until when the result of a dashboard is fresh: by the active policies that
//! check it, the most impatient one decides.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    id::{CheckId, DashboardId, EnvironmentId, OrgId, PolicyId},
    plan::Timetable,
};
use sqlx::PgConnection;

use super::settle::{Cause, hold, settle};
use crate::{StoreError, error::undecodable, policy};

/// Computes it anew for all dashboards of an environment, after a change of a
/// policy. A dashboard that no active policy checks keeps what it had: a pause
/// doesn't make an old result fresh.
pub(crate) async fn refresh(
    connection: &mut PgConnection,
    org: OrgId,
    environment: EnvironmentId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let rows = sqlx::query!(
        r#"select id, conclusive_at as "conclusive_at!"
           from dashboards
           where org_id = $1 and environment_id = $2 and removed_at is null and conclusive_at is not null
           order by id"#,
        org.0,
        environment.0,
    )
    .fetch_all(&mut *connection)
    .await?;
    let checked: Vec<_> = rows.into_iter().map(|row| (DashboardId(row.id), row.conclusive_at)).collect();
    let reason = Some("A policy was changed.".to_owned());
    let cause = |(id, _): &(DashboardId, _)| Cause { dashboard: id.0, at: now, check: None, reason: reason.clone() };
    let causes: Vec<_> = checked.iter().map(cause).collect();
    apply(connection, org, environment, &checked, &causes, now).await
}

/// Computes it for one dashboard that was just checked, and gives it its
/// colour.
pub(super) async fn after_check(
    connection: &mut PgConnection,
    org: OrgId,
    environment: EnvironmentId,
    dashboard: DashboardId,
    checked_at: DateTime<Utc>,
    check: CheckId,
    reason: Option<String>,
) -> Result<(), StoreError> {
    let cause = Cause { dashboard: dashboard.0, at: checked_at, check: Some(check.0), reason };
    apply(connection, org, environment, &[(dashboard, checked_at)], &[cause], checked_at).await
}

async fn apply(
    connection: &mut PgConnection,
    org: OrgId,
    environment: EnvironmentId,
    checked: &[(DashboardId, DateTime<Utc>)],
    causes: &[Cause],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let ids: Vec<i32> = checked.iter().map(|(id, _)| id.0).collect();
    hold(connection, org, &ids).await?;
    let covering = policy::covering(connection, org, environment, Some(&ids)).await?;
    let timetables = timetables(connection, org, environment).await?;
    let mut fresh_until = Vec::new();
    for (dashboard, at) in checked {
        let policies = covering.get(dashboard).into_iter().flatten();
        let soonest = policies.filter_map(|policy| timetables.get(policy)?.stale_at(*at)).min();
        if let Some(soonest) = soonest {
            fresh_until.push((dashboard.0, soonest));
        }
    }
    sqlx::query!(
        "update dashboards d
         set stale_at = f.stale_at
         from unnest($2::int[], $3::timestamptz[]) as f (id, stale_at)
         where d.org_id = $1 and d.id = f.id and d.stale_at is distinct from f.stale_at",
        org.0,
        &fresh_until.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
        &fresh_until.iter().map(|(_, at)| *at).collect::<Vec<_>>(),
    )
    .execute(&mut *connection)
    .await?;
    settle(connection, org, causes, now).await
}

/// The timetables of the active policies.
async fn timetables(
    connection: &mut PgConnection,
    org: OrgId,
    environment: EnvironmentId,
) -> Result<HashMap<PolicyId, Timetable>, StoreError> {
    let policies = policy::active(connection, org, environment).await?;
    policies
        .into_iter()
        .map(|policy| Ok((policy.id, Timetable::new(policy.schedule).map_err(|error| undecodable("zone", error))?)))
        .collect()
}
