//! The end of what has been kept long enough.

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::OrgId;

use crate::{StoreError, SystemScope, organization};

/// How long reports are kept, as raw events are.
const KEEP_REPORTS: TimeDelta = TimeDelta::days(400);

/// How long it is remembered that an occurrence was planned: longer than a
/// pause is made up for.
const KEEP_OCCURRENCES: TimeDelta = TimeDelta::days(30);

/// Checks that are removed in one transaction.
const BATCH: i64 = 5_000;

/// Removes old checks with their reports, and what else grows with time.
pub async fn prune(system: &SystemScope, now: DateTime<Utc>) -> Result<(), StoreError> {
    for org in organization::all(system).await? {
        forget_frequent(system, org, now).await?;
        loop {
            let mut tx = system.begin().await?;
            let done = sqlx::query!(
                "delete from checks
                 where org_id = $1
                   and id = any(array(select check_id
                                      from reports
                                      where org_id = $1 and checked_at < $2
                                      order by checked_at, check_id
                                      limit $3))",
                org.0,
                now - KEEP_REPORTS,
                BATCH,
            )
            .execute(&mut *tx)
            .await?;
            tx.commit().await?;
            if done.rows_affected() < BATCH.unsigned_abs() {
                break;
            }
        }
    }
    let mut tx = system.begin().await?;
    sqlx::query!("delete from occurrences where ends_at < $1", now - KEEP_OCCURRENCES).execute(&mut *tx).await?;
    sqlx::query!("delete from annotations where happened_at < $1", now - KEEP_REPORTS).execute(&mut *tx).await?;
    // The change before the oldest that is kept says what held then.
    sqlx::query!(
        "delete from status_changes c
         where c.changed_at < $1
           and exists (select from status_changes later
                       where later.org_id = c.org_id and later.dashboard_id = c.dashboard_id
                         and later.changed_at > c.changed_at and later.changed_at < $1)",
        now - KEEP_REPORTS,
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

/// Removes what is kept for a shorter time, except the last report of a
/// dashboard, which its pages lead to.
async fn forget_frequent(system: &SystemScope, org: OrgId, now: DateTime<Utc>) -> Result<(), StoreError> {
    loop {
        let mut tx = system.begin().await?;
        let done = sqlx::query!(
            "delete from checks
             where org_id = $1
               and id = any(array(select r.check_id
                                  from reports r
                                  join dashboards d on d.org_id = $1 and d.id = r.dashboard_id
                                  where r.org_id = $1 and r.keep_until < $2
                                    and r.check_id is distinct from d.last_check_id
                                    and r.check_id is distinct from d.last_report_id
                                  order by r.keep_until, r.check_id
                                  limit $3))",
            org.0,
            now,
            BATCH,
        )
        .execute(&mut *tx)
        .await?;
        tx.commit().await?;
        if done.rows_affected() < BATCH.unsigned_abs() {
            return Ok(());
        }
    }
}
