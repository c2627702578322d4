//! What dashboards were like: the last results, and the uptime of a month.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    health::{Change, uptime},
    id::{CheckId, DashboardId},
    report::Status,
};

use crate::{OrgTx, StoreError, error::stored};

/// Results in a strip.
const STRIP: i64 = 30;

/// What uptime is about.
const UPTIME: TimeDelta = TimeDelta::days(30);

/// The last results of a dashboard, the oldest first.
pub type Strip = Vec<StripEntry>;

/// One result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StripEntry {
    /// Its report.
    pub check: CheckId,
    /// When it was.
    pub at: DateTime<Utc>,
    /// What it was.
    pub status: Status,
    /// Whether the check was missed.
    pub is_missed: bool,
    /// Why.
    pub reason: Option<String>,
}

/// The last results of each of these dashboards.
pub async fn strips(tx: &mut OrgTx<'_>, dashboards: &[DashboardId]) -> Result<HashMap<DashboardId, Strip>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        "select d.id as \"id!\", r.check_id, r.checked_at, r.status, r.is_missed, r.reason
         from unnest($2::int[]) as d (id)
         cross join lateral (select check_id, checked_at, status, is_missed, reason
                             from reports
                             where org_id = $1 and dashboard_id = d.id
                             order by checked_at desc, check_id desc
                             limit $3) r
         order by d.id, r.checked_at, r.check_id",
        org.0,
        &dashboards.iter().map(|id| id.0).collect::<Vec<_>>(),
        STRIP,
    )
    .fetch_all(tx.connection())
    .await?;
    let mut strips: HashMap<DashboardId, Strip> = HashMap::new();
    for row in rows {
        strips.entry(DashboardId(row.id)).or_default().push(StripEntry {
            check: CheckId(row.check_id),
            at: row.checked_at,
            status: stored("status", &row.status)?,
            is_missed: row.is_missed,
            reason: row.reason,
        });
    }
    Ok(strips)
}

/// The part of the last 30 days in which each of these dashboards worked,
/// from 0 to 1; one of which nothing is known isn't among them.
pub async fn uptimes(
    tx: &mut OrgTx<'_>,
    dashboards: &[DashboardId],
    now: DateTime<Utc>,
) -> Result<HashMap<DashboardId, f64>, StoreError> {
    let org = tx.org_id();
    let ids: Vec<i32> = dashboards.iter().map(|id| id.0).collect();
    let from = now - UPTIME;
    let rows = sqlx::query!(
        r#"select d.id, d.environment_id, c.changed_at as "changed_at!", c.status as "status!"
         from dashboards d
         cross join lateral
             (select changed_at, status from status_changes
              where org_id = $1 and dashboard_id = d.id and changed_at >= $3
              union all
              (select changed_at, status from status_changes
               where org_id = $1 and dashboard_id = d.id and changed_at < $3
               order by changed_at desc
               limit 1)) c
         where d.org_id = $1 and d.id = any($2)
         order by d.id, c.changed_at"#,
        org.0,
        &ids,
        from,
    )
    .fetch_all(tx.connection())
    .await?;
    let paused = sqlx::query!(
        "select environment_id, starts_at, ends_at
         from maintenance_windows
         where org_id = $1 and ends_at > $2 and starts_at < $3
         order by environment_id, starts_at",
        org.0,
        from,
        now,
    )
    .fetch_all(tx.connection())
    .await?;
    let mut changes: HashMap<(i32, i32), Vec<Change>> = HashMap::new();
    for row in rows {
        let change = Change { at: row.changed_at, status: stored("status", &row.status)? };
        changes.entry((row.id, row.environment_id)).or_default().push(change);
    }
    let mut uptimes = HashMap::new();
    for ((id, environment), changes) in changes {
        let windows = paused.iter().filter(|row| row.environment_id == environment);
        let windows: Vec<_> = windows.map(|row| (row.starts_at, row.ends_at)).collect();
        if let Some(part) = uptime(&changes, from, now, &windows) {
            uptimes.insert(DashboardId(id), part);
        }
    }
    Ok(uptimes)
}
