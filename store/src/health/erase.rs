//! Removing all reports of a dashboard.

use domain::{access::Action, audit::AuditAction, id::DashboardId};

use super::title;
use crate::{
    OrgScope, StoreError,
    audit::{self, Entry, Origin},
};

/// Reports that are removed at a time: few enough for the time that one
/// statement has.
const BATCH: i64 = 5_000;

/// Removes every report of a dashboard, so that no older one resurfaces as
/// the latest: it is as if it had never been checked. What is planned or runs
/// stays. Answers with how many there were.
pub async fn erase(scope: &OrgScope, dashboard: DashboardId, origin: &Origin) -> Result<u64, StoreError> {
    let (mut tx, _) = scope.act(Action::TendDashboards, AuditAction::ReportsDeleted, origin).await?;
    let org = tx.org_id().0;
    // Held first, so that a report that is being written comes before or after.
    let done = sqlx::query!(
        "update dashboards
         set status = 'UNKNOWN', is_stale = false, conclusive_status = null, conclusive_at = null, since = null,
             reason = null, last_outcome = null, last_at = null, last_check_id = null, last_report_id = null,
             last_reason = null, stale_at = null
         where org_id = $1 and id = $2",
        org,
        dashboard.0,
    )
    .execute(tx.connection())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::NotFound);
    }
    let mut count = 0;
    loop {
        let reports = sqlx::query_scalar!(
            "delete from reports
             where org_id = $1
               and check_id = any(array(select check_id from reports
                                        where org_id = $1 and dashboard_id = $2
                                        order by checked_at desc, check_id desc
                                        limit $3))
             returning check_id",
            org,
            dashboard.0,
            BATCH,
        )
        .fetch_all(tx.connection())
        .await?;
        if reports.is_empty() {
            break;
        }
        count += reports.len() as u64;
        // A check that was given a report has ended.
        sqlx::query!("delete from checks where org_id = $1 and id = any($2)", org, &reports)
            .execute(tx.connection())
            .await?;
    }
    sqlx::query!("delete from status_changes where org_id = $1 and dashboard_id = $2", org, dashboard.0)
        .execute(tx.connection())
        .await?;
    let entry = Entry::done(AuditAction::ReportsDeleted).on(&title(&mut tx, dashboard).await?);
    let entry = entry.with(&format!("{count} reports"));
    audit::by_member(tx.connection(), scope, origin, &entry).await?;
    tx.commit().await?;
    Ok(count)
}
