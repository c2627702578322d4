//! How a dashboard came to be what it is: the changes of its colour.

use chrono::{DateTime, Utc};
use domain::{
    id::{CheckId, DashboardId},
    report::Status,
};

use crate::{OrgTx, StoreError, error::stored};

/// A change in the timeline of a dashboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimelineEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// The colour from then on.
    pub status: Status,
    /// What brought it about.
    pub why: Why,
    /// The report that changed it, as long as it is kept; none where no check
    /// did.
    pub check: Option<CheckId>,
    /// Why, in words.
    pub reason: Option<String>,
}

/// What changed a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A check ran and saw this.
    Ran,
    /// A check could not run.
    CouldNotRun,
    /// A check was missed.
    Missed,
    /// It became stale.
    Stale,
    /// It is no longer stale, and nobody has checked it: a policy was changed.
    Fresh,
}

/// The latest changes of a dashboard, newest first.
pub async fn timeline(
    tx: &mut OrgTx<'_>,
    dashboard: DashboardId,
    limit: u32,
) -> Result<Vec<TimelineEntry>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        r#"select c.changed_at, c.status, c.check_id, c.reason, r.check_id as "report?", r.is_missed as "is_missed?"
           from status_changes c
           left join reports r on r.org_id = $1 and r.check_id = c.check_id
           where c.org_id = $1 and c.dashboard_id = $2
           order by c.changed_at desc
           limit $3"#,
        org.0,
        dashboard.0,
        i64::from(limit),
    )
    .fetch_all(tx.connection())
    .await?;
    rows.into_iter()
        .map(|row| {
            let status = stored("status", &row.status)?;
            let why = match (status, row.check_id, row.is_missed) {
                (_, Some(_), Some(true)) => Why::Missed,
                (Status::Unknown, Some(_), _) => Why::CouldNotRun,
                (Status::Unknown, None, _) => Why::Stale,
                (_, Some(_), _) => Why::Ran,
                (_, None, _) => Why::Fresh,
            };
            Ok(TimelineEntry { at: row.changed_at, status, why, check: row.report.map(CheckId), reason: row.reason })
        })
        .collect()
}
