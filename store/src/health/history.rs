//! Questions about what was: which dashboards were in a state, and how long
//! checks take.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    id::{CheckId, DashboardId, EnvironmentId},
    report::Status,
};

use crate::{OrgTx, StoreError};

/// What says how long checks take.
const USUAL: TimeDelta = TimeDelta::days(7);

/// A dashboard that was in a state, at its latest report in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Was {
    /// Which.
    pub dashboard: DashboardId,
    /// Its title.
    pub title: String,
    /// Its environment's name.
    pub environment_name: String,
    /// The latest such report.
    pub check: CheckId,
    /// When that was.
    pub at: DateTime<Utc>,
    /// Why.
    pub reason: Option<String>,
}

/// The dashboards with a report of one of these states in `[start, end)`, the
/// latest first.
pub async fn were(
    tx: &mut OrgTx<'_>,
    statuses: &[Status],
    environment: Option<EnvironmentId>,
    (start, end): (DateTime<Utc>, DateTime<Utc>),
    limit: u32,
) -> Result<Vec<Was>, StoreError> {
    let org = tx.org_id();
    let statuses: Vec<&str> = statuses.iter().map(|status| status.as_str()).collect();
    let rows = sqlx::query!(
        r#"select w.dashboard_id as "dashboard_id!", d.title, e.name as environment_name, w.check_id as "check_id!",
                  w.checked_at as "checked_at!", w.reason
           from (select distinct on (r.dashboard_id) r.dashboard_id, r.check_id, r.checked_at, r.reason
                 from reports r
                 where r.org_id = $1 and r.checked_at >= $2 and r.checked_at < $3 and r.status = any($4)
                   and not r.is_missed
                   and ($5::int is null or r.environment_id = $5)
                 order by r.dashboard_id, r.checked_at desc, r.check_id desc) w
           join dashboards d on d.org_id = $1 and d.id = w.dashboard_id and d.removed_at is null
           join environments e on e.org_id = $1 and e.id = d.environment_id
           order by w.checked_at desc, w.check_id desc
           limit $6"#,
        org.0,
        start,
        end,
        &statuses as &[&str],
        environment.map(|id| id.0),
        i64::from(limit),
    )
    .fetch_all(tx.connection())
    .await?;
    let read = rows.into_iter().map(|row| Was {
        dashboard: DashboardId(row.dashboard_id),
        title: row.title,
        environment_name: row.environment_name,
        check: CheckId(row.check_id),
        at: row.checked_at,
        reason: row.reason,
    });
    Ok(read.collect())
}

/// How long a check of an environment took on average in the last week;
/// `None` where none ran.
pub async fn usual_duration(
    tx: &mut OrgTx<'_>,
    environment: EnvironmentId,
    now: DateTime<Utc>,
) -> Result<Option<TimeDelta>, StoreError> {
    let org = tx.org_id();
    let average = sqlx::query_scalar!(
        "select avg(l.duration_ms)::float8
         from (select duration_ms
               from reports
               where org_id = $1 and checked_at >= $3 and environment_id = $2 and duration_ms is not null
               order by checked_at desc
               limit 1000) l",
        org.0,
        environment.0,
        now - USUAL,
    )
    .fetch_one(tx.connection())
    .await?;
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of a check fit")]
    Ok(average.map(|milliseconds| TimeDelta::milliseconds(milliseconds as i64)))
}
