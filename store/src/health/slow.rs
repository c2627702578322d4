//! What takes longest.

use chrono::{DateTime, Utc};
use domain::id::{DashboardId, EnvironmentId};

use crate::{OrgTx, StoreError};

/// A dashboard and how long its checks took.
#[derive(Debug, Clone, PartialEq)]
pub struct Slowest {
    /// Which.
    pub dashboard: DashboardId,
    /// Its title.
    pub title: String,
    /// On average, in milliseconds.
    pub average_ms: f64,
    /// How many checks that is of.
    pub checks: i64,
}

/// The dashboards whose checks in `[start, end)` took longest on average.
pub async fn slowest(
    tx: &mut OrgTx<'_>,
    environment: Option<EnvironmentId>,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<Slowest>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        r#"select d.id, d.title, avg(r.duration_ms)::float8 as "average_ms!", count(*) as "checks!"
           from reports r
           join dashboards d on d.org_id = $1 and d.id = r.dashboard_id and d.removed_at is null
           where r.org_id = $1 and r.checked_at >= $3 and r.checked_at < $4 and r.duration_ms is not null
             and ($2::int is null or r.environment_id = $2)
           group by d.id, d.title
           order by avg(r.duration_ms) desc, d.id
           limit $5"#,
        org.0,
        environment.map(|id| id.0),
        start,
        end,
        i64::from(limit),
    )
    .fetch_all(tx.connection())
    .await?;
    let read = rows.into_iter().map(|row| Slowest {
        dashboard: DashboardId(row.id),
        title: row.title,
        average_ms: row.average_ms,
        checks: row.checks,
    });
    Ok(read.collect())
}
