//! Checks that nobody was there to run: recorded, each with its report, which
//! carries the slot as its time.

use chrono::{DateTime, Utc};
use domain::{
    health::LastCheck,
    id::{EnvironmentId, OrgId, PolicyId},
};
use sqlx::PgConnection;

use super::doubt::{Inconclusive, after_inconclusive};
use crate::StoreError;

/// What the report of a missed check says.
const REASON: &str = "It was missed: no server was running in its window.";

/// Marks the checks of occurrences that closed before anybody began them.
pub(super) async fn begun_too_late(
    connection: &mut PgConnection,
    org: OrgId,
    environment: EnvironmentId,
    now: DateTime<Utc>,
) -> Result<Vec<i64>, StoreError> {
    let missed = sqlx::query_scalar!(
        "update checks
         set state = 'missed'
         where org_id = $1 and environment_id = $2 and state = 'planned' and started_at is null and ends_at <= $3
         returning id",
        org.0,
        environment.0,
        now,
    )
    .fetch_all(connection)
    .await?;
    Ok(missed)
}

/// Marks the checks of one occurrence that nobody began.
pub(super) async fn of_occurrence(
    connection: &mut PgConnection,
    org: OrgId,
    policy: PolicyId,
    occurrence: DateTime<Utc>,
) -> Result<Vec<i64>, StoreError> {
    let missed = sqlx::query_scalar!(
        "update checks
         set state = 'missed'
         where org_id = $1 and policy_id = $2 and occurrence = $3 and state = 'planned' and started_at is null
         returning id",
        org.0,
        policy.0,
        occurrence,
    )
    .fetch_all(connection)
    .await?;
    Ok(missed)
}

/// Writes the reports of all that a step has found to be missed.
pub(super) async fn record(
    connection: &mut PgConnection,
    org: OrgId,
    missed: &[i64],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if missed.is_empty() {
        return Ok(());
    }
    let rows = sqlx::query!(
        "insert into reports
             (org_id, check_id, environment_id, dashboard_id, policy_id, status, is_missed, planned_at, checked_at,
              reason, keep_until)
         select c.org_id, c.id, c.environment_id, c.dashboard_id, c.policy_id, 'UNKNOWN', true, c.slot, c.slot, $3,
                case when p.schedule = 'every' then c.slot + $4::interval end
         from checks c
         left join policies p on p.org_id = $1 and p.id = c.policy_id
         where c.org_id = $1 and c.id = any($2)
         order by c.id
         returning dashboard_id, check_id, checked_at",
        org.0,
        missed,
        REASON,
        super::KEEP_FREQUENT as _,
    )
    .fetch_all(&mut *connection)
    .await?;
    let checks = rows.into_iter().map(|row| Inconclusive {
        dashboard: row.dashboard_id,
        check: row.check_id,
        at: row.checked_at,
        reason: Some(REASON.to_owned()),
    });
    after_inconclusive(connection, org, checks.collect(), LastCheck::Missed, now).await
}
