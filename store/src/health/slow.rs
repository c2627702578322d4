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

/// How many of a dashboard's last checks say how long it takes.
const LAST: i64 = 100;

/// The dashboards whose checks in `[start, end)` took longest on average, of
/// the last hundred of each.
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
           from dashboards d
           cross join lateral (select duration_ms
                               from reports
                               where org_id = $1 and dashboard_id = d.id and checked_at >= $3 and checked_at < $4
                                 and duration_ms is not null
                               order by checked_at desc, check_id desc
                               limit $6) r
           where d.org_id = $1 and d.removed_at is null and ($2::int is null or d.environment_id = $2)
           group by d.id, d.title
           order by avg(r.duration_ms) desc, d.id
           limit $5"#,
        org.0,
        environment.map(|id| id.0),
        start,
        end,
        i64::from(limit),
        LAST,
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
