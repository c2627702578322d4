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

/// What is asked about the past.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Reports of checks that were there, with one of these statuses.
    Statuses(Vec<Status>),
    /// Reports of checks that were missed.
    Missed,
}

/// Dashboards that were in a state: those that are told, and how many there
/// are in all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Were {
    /// The latest first.
    pub told: Vec<Was>,
    /// All of them.
    pub total: u32,
}

struct Row {
    dashboard_id: i32,
    title: String,
    environment_name: String,
    check_id: i64,
    checked_at: DateTime<Utc>,
    reason: Option<String>,
    total: i64,
}

/// The dashboards with a report of what is asked for in `[start, end)`, the
/// latest first, at most `limit`.
pub async fn were(
    tx: &mut OrgTx<'_>,
    seen: &Seen,
    environment: Option<EnvironmentId>,
    (start, end): (DateTime<Utc>, DateTime<Utc>),
    limit: u32,
) -> Result<Were, StoreError> {
    let (statuses, is_missed) = match seen {
        Seen::Statuses(statuses) => (statuses.clone(), false),
        Seen::Missed => (vec![Status::Unknown], true),
    };
    let has_pass = statuses.contains(&Status::Pass);
    let statuses: Vec<&str> = statuses.iter().map(|status| status.as_str()).collect();
    let environment = environment.map(|id| id.0);
    let (org, limit) = (tx.org_id(), i64::from(limit));
    // Trouble is rare and has an index of its own; a dashboard that passed has done so lately.
    let rows = if has_pass {
        sqlx::query_as!(
            Row,
            r#"select d.id as dashboard_id, d.title, e.name as environment_name, w.check_id, w.checked_at, w.reason,
                      count(*) over () as "total!"
               from dashboards d
               cross join lateral (select r.check_id, r.checked_at, r.reason
                                   from reports r
                                   where r.org_id = $1 and r.dashboard_id = d.id and r.status = any($2)
                                     and r.is_missed = $3 and r.checked_at >= $4 and r.checked_at < $5
                                   order by r.checked_at desc, r.check_id desc
                                   limit 1) w
               join environments e on e.org_id = $1 and e.id = d.environment_id
               where d.org_id = $1 and d.removed_at is null and ($6::int is null or d.environment_id = $6)
               order by w.checked_at desc, w.check_id desc
               limit $7"#,
            org.0,
            &statuses as &[&str],
            is_missed,
            start,
            end,
            environment,
            limit,
        )
        .fetch_all(tx.connection())
        .await?
    } else {
        sqlx::query_as!(
            Row,
            r#"select d.id as dashboard_id, d.title, e.name as environment_name, w.check_id, w.checked_at, r.reason,
                      count(*) over () as "total!"
               from (select distinct on (r.dashboard_id) r.dashboard_id, r.check_id, r.checked_at
                     from reports r
                     where r.org_id = $1 and r.status <> 'PASS' and r.status = any($2) and r.is_missed = $3
                       and r.checked_at >= $4 and r.checked_at < $5 and ($6::int is null or r.environment_id = $6)
                     order by r.dashboard_id, r.checked_at desc, r.check_id desc) w
               join reports r on r.org_id = $1 and r.check_id = w.check_id
               join dashboards d on d.org_id = $1 and d.id = w.dashboard_id and d.removed_at is null
               join environments e on e.org_id = $1 and e.id = d.environment_id
               order by w.checked_at desc, w.check_id desc
               limit $7"#,
            org.0,
            &statuses as &[&str],
            is_missed,
            start,
            end,
            environment,
            limit,
        )
        .fetch_all(tx.connection())
        .await?
    };
    let total = rows.first().map_or(0, |row| u32::try_from(row.total).unwrap_or(u32::MAX));
    let read = rows.into_iter().map(|row| Was {
        dashboard: DashboardId(row.dashboard_id),
        title: row.title,
        environment_name: row.environment_name,
        check: CheckId(row.check_id),
        at: row.checked_at,
        reason: row.reason,
    });
    Ok(Were { told: read.collect(), total })
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
