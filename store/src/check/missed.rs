//! Checks that nobody was there to run: recorded, each with its report.

use chrono::{DateTime, Utc};
use domain::{
    health::LastCheck,
    id::{EnvironmentId, OrgId, PolicyId},
};
use sqlx::PgConnection;

use super::settle;
use crate::StoreError;

/// What the report of a missed check says.
const REASON: &str = "It was missed: no server was running in its window.";

/// The checks of occurrences that closed before anybody began them.
pub(super) async fn begun_too_late(
    connection: &mut PgConnection,
    org: OrgId,
    environment: EnvironmentId,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let missed = sqlx::query_scalar!(
        "update checks
         set state = 'missed'
         where org_id = $1 and environment_id = $2 and state = 'planned' and started_at is null and ends_at <= $3
         returning id",
        org.0,
        environment.0,
        now,
    )
    .fetch_all(&mut *connection)
    .await?;
    record(connection, org, &missed, now).await
}

/// The checks of one occurrence that nobody began.
pub(super) async fn of_occurrence(
    connection: &mut PgConnection,
    org: OrgId,
    policy: PolicyId,
    occurrence: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let missed = sqlx::query_scalar!(
        "update checks
         set state = 'missed'
         where org_id = $1 and policy_id = $2 and occurrence = $3 and state = 'planned' and started_at is null
         returning id",
        org.0,
        policy.0,
        occurrence,
    )
    .fetch_all(&mut *connection)
    .await?;
    record(connection, org, &missed, now).await
}

async fn record(
    connection: &mut PgConnection,
    org: OrgId,
    missed: &[i64],
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    if missed.is_empty() {
        return Ok(0);
    }
    let dashboards = sqlx::query_scalar!(
        "insert into reports
             (org_id, check_id, environment_id, dashboard_id, policy_id, status, is_missed, planned_at, checked_at, reason)
         select org_id, id, environment_id, dashboard_id, policy_id, 'UNKNOWN', true, slot, $3, $4
         from checks
         where org_id = $1 and id = any($2)
         order by id
         returning dashboard_id",
        org.0,
        missed,
        now,
        REASON,
    )
    .fetch_all(&mut *connection)
    .await?;
    settle::after_inconclusive(connection, org, &dashboards, LastCheck::Missed, now).await?;
    Ok(missed.len() as u64)
}
