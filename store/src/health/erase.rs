//! Removing all reports of a dashboard.

use domain::{access::Action, audit::AuditAction, id::DashboardId};

use super::title;
use crate::{
    OrgScope, StoreError,
    audit::{self, Entry, Origin},
};

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
             reason = null, last_outcome = null, last_at = null, last_check_id = null, stale_at = null
         where org_id = $1 and id = $2",
        org,
        dashboard.0,
    )
    .execute(tx.connection())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::NotFound);
    }
    let reports = sqlx::query!("delete from reports where org_id = $1 and dashboard_id = $2", org, dashboard.0)
        .execute(tx.connection())
        .await?;
    sqlx::query!(
        "delete from checks where org_id = $1 and dashboard_id = $2 and state in ('done', 'missed')",
        org,
        dashboard.0,
    )
    .execute(tx.connection())
    .await?;
    sqlx::query!("delete from status_changes where org_id = $1 and dashboard_id = $2", org, dashboard.0)
        .execute(tx.connection())
        .await?;
    let entry = Entry::done(AuditAction::ReportsDeleted).on(&title(&mut tx, dashboard).await?);
    let entry = entry.with(&format!("{} reports", reports.rows_affected()));
    audit::by_member(tx.connection(), scope, origin, &entry).await?;
    tx.commit().await?;
    Ok(reports.rows_affected())
}
