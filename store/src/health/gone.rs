//! Dashboards that are no longer there, whose reports are.

use chrono::{DateTime, Utc};
use domain::id::{CheckId, DashboardId};

use crate::{OrgTx, StoreError};

/// A dashboard that is checked no longer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    /// Which.
    pub dashboard: DashboardId,
    /// Its title.
    pub title: String,
    /// Its environment's name.
    pub environment_name: String,
    /// Since when it isn't there.
    pub since: DateTime<Utc>,
    /// Whether it is the BI tool that lists it no longer; otherwise a member
    /// removed it.
    pub is_unlisted: bool,
    /// Its last report.
    pub last_report: Option<CheckId>,
}

/// What is no longer there of environments that are, the latest first, at most
/// `limit`; and how many there are.
pub async fn gone(tx: &mut OrgTx<'_>, limit: u32) -> Result<(Vec<Gone>, i64), StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        r#"select d.id, d.title, e.name as environment_name, d.removed_at as "removed_at!", d.unlisted_at,
                  d.last_report_id, count(*) over () as "total!"
           from dashboards d
           join environments e on e.org_id = $1 and e.id = d.environment_id and e.removed_at is null
           where d.org_id = $1 and d.removed_at is not null
           order by d.removed_at desc, d.id
           limit $2"#,
        org.0,
        i64::from(limit),
    )
    .fetch_all(tx.connection())
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let read = rows.into_iter().map(|row| Gone {
        dashboard: DashboardId(row.id),
        title: row.title,
        environment_name: row.environment_name,
        since: row.unlisted_at.unwrap_or(row.removed_at),
        is_unlisted: row.unlisted_at.is_some(),
        last_report: row.last_report_id.map(CheckId),
    });
    Ok((read.collect(), total))
}
