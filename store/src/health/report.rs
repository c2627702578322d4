//! One report, with everything around it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    id::{CheckId, DashboardId, EnvironmentId, PolicyId},
    report::{ChartResult, Finding, Location, Opinion, Run, Status},
};
use sqlx::types::Json;

use crate::{OrgTx, StoreError, error::stored};

/// A report as its page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Its check.
    pub check: CheckId,
    /// Of which dashboard.
    pub dashboard: DashboardId,
    /// That one's title.
    pub title: String,
    /// Where that is.
    pub url: String,
    /// In which environment.
    pub environment: EnvironmentId,
    /// That one's name.
    pub environment_name: String,
    /// By which policy.
    pub policy: Option<PolicyId>,
    /// That one's name.
    pub policy_name: Option<String>,
    /// The status.
    pub status: Status,
    /// Whether nobody was there to run the check.
    pub is_missed: bool,
    /// Whether it began after its window.
    pub is_late: bool,
    /// When it was planned for.
    pub planned_at: DateTime<Utc>,
    /// When it ended.
    pub checked_at: DateTime<Utc>,
    /// How long it took.
    pub duration_ms: Option<i64>,
    /// The first finding, or why the check could not run.
    pub reason: Option<String>,
    /// What the first of two runs saw.
    pub first_run: Option<Run>,
    /// Who asked for it: their name.
    pub asked_by: Option<String>,
    /// The second opinion of a language model.
    pub opinion: Option<Opinion>,
    /// What was found, errors first, else in the order of the dashboard.
    pub findings: Vec<Finding>,
    /// What each chart did.
    pub charts: Vec<ReportChart>,
    /// Who should have been told of it and wasn't, in sentences.
    pub notes: Vec<String>,
}

/// A chart of a report, against its past.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportChart {
    /// What it did.
    pub result: ChartResult,
    /// How long it took where it answered, in the last ten conclusive checks
    /// before this one, the newest first, in milliseconds.
    pub past_ms: Vec<i64>,
}

/// The report of a check.
pub async fn report(tx: &mut OrgTx<'_>, check: CheckId) -> Result<Option<Report>, StoreError> {
    let org = tx.org_id();
    let row = sqlx::query!(
        r#"select r.check_id, r.dashboard_id, d.title, d.url, r.environment_id, e.name as environment_name,
                  r.policy_id, p.name as "policy_name?", r.status, r.is_missed, r.is_late, r.planned_at, r.checked_at,
                  r.duration_ms, r.reason, r.first_run as "first_run: Json<Run>", r.opinion as "opinion: Json<Opinion>",
                  u.name as "asked_by?"
           from reports r
           join checks c on c.org_id = $1 and c.id = r.check_id
           left join users u on u.id = c.asked_by
           join dashboards d on d.org_id = $1 and d.id = r.dashboard_id
           join environments e on e.org_id = $1 and e.id = r.environment_id
           left join policies p on p.org_id = $1 and p.id = r.policy_id
           where r.org_id = $1 and r.check_id = $2
           order by r.check_id"#,
        org.0,
        check.0,
    )
    .fetch_optional(tx.connection())
    .await?;
    let Some(row) = row else { return Ok(None) };
    let findings = findings(tx, check).await?;
    let notes = notes(tx, check).await?;
    let charts = charts(tx, check, DashboardId(row.dashboard_id), row.checked_at).await?;
    Ok(Some(Report {
        check: CheckId(row.check_id),
        dashboard: DashboardId(row.dashboard_id),
        title: row.title,
        url: row.url,
        environment: EnvironmentId(row.environment_id),
        environment_name: row.environment_name,
        policy: row.policy_id.map(PolicyId),
        policy_name: row.policy_name,
        status: stored("status", &row.status)?,
        is_missed: row.is_missed,
        is_late: row.is_late,
        planned_at: row.planned_at,
        checked_at: row.checked_at,
        duration_ms: row.duration_ms,
        reason: row.reason,
        first_run: row.first_run.map(|Json(run)| run),
        asked_by: row.asked_by,
        opinion: row.opinion.map(|Json(opinion)| opinion),
        findings,
        charts,
        notes,
    }))
}

async fn notes(tx: &mut OrgTx<'_>, check: CheckId) -> Result<Vec<String>, StoreError> {
    let org = tx.org_id();
    let notes = sqlx::query_scalar!(
        "select note
         from report_notes
         where org_id = $1 and check_id = $2
         order by place",
        org.0,
        check.0,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(notes)
}

async fn findings(tx: &mut OrgTx<'_>, check: CheckId) -> Result<Vec<Finding>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        "select severity, kind, message, chart_id, chart_name, link
         from findings
         where org_id = $1 and check_id = $2
         order by severity = 'warning', place",
        org.0,
        check.0,
    )
    .fetch_all(tx.connection())
    .await?;
    rows.into_iter()
        .map(|row| {
            let (chart_id, link) = (row.chart_id, row.link);
            Ok(Finding {
                severity: stored("severity", &row.severity)?,
                kind: stored("kind", &row.kind)?,
                message: row.message,
                location: row.chart_name.map(|name| Location { chart_id, name, link }),
            })
        })
        .collect()
}

/// What these checks found, each in its order.
pub async fn findings_of(tx: &mut OrgTx<'_>, checks: &[CheckId]) -> Result<HashMap<CheckId, Vec<Finding>>, StoreError> {
    let org = tx.org_id();
    let ids: Vec<i64> = checks.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "select check_id, severity, kind, message, chart_id, chart_name, link
         from findings
         where org_id = $1 and check_id = any($2)
         order by check_id, severity = 'warning', place",
        org.0,
        &ids,
    )
    .fetch_all(tx.connection())
    .await?;
    let mut found: HashMap<CheckId, Vec<Finding>> = HashMap::new();
    for row in rows {
        let (chart_id, link) = (row.chart_id, row.link);
        found.entry(CheckId(row.check_id)).or_default().push(Finding {
            severity: stored("severity", &row.severity)?,
            kind: stored("kind", &row.kind)?,
            message: row.message,
            location: row.chart_name.map(|name| Location { chart_id, name, link }),
        });
    }
    Ok(found)
}

async fn charts(
    tx: &mut OrgTx<'_>,
    check: CheckId,
    dashboard: DashboardId,
    checked_at: DateTime<Utc>,
) -> Result<Vec<ReportChart>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        r#"select c.chart_id, c.name, c.link, c.row_count, c.duration_ms, c.outcome,
                  array(select o.duration_ms
                        from (select check_id, checked_at from reports
                              where org_id = $1 and dashboard_id = $3 and status <> 'UNKNOWN'
                                and (checked_at, check_id) < ($4, $2)
                              order by checked_at desc, check_id desc
                              limit 10) last
                        join chart_results o on o.org_id = $1 and o.check_id = last.check_id
                        where o.chart_id is not distinct from c.chart_id
                          and (c.chart_id is not null or o.name = c.name)
                          and o.duration_ms is not null and o.outcome in ('answered', 'empty')
                        order by last.checked_at desc, last.check_id desc) as "past_ms!"
           from chart_results c
           where c.org_id = $1 and c.check_id = $2
           order by c.place"#,
        org.0,
        check.0,
        dashboard.0,
        checked_at,
    )
    .fetch_all(tx.connection())
    .await?;
    rows.into_iter()
        .map(|row| {
            let result = ChartResult {
                chart_id: row.chart_id,
                name: row.name,
                link: row.link,
                rows: row.row_count,
                duration_ms: row.duration_ms,
                outcome: stored("outcome", &row.outcome)?,
            };
            Ok(ReportChart { result, past_ms: row.past_ms })
        })
        .collect()
}

/// The reports of the same dashboard before and after one.
pub async fn neighbours(tx: &mut OrgTx<'_>, report: &Report) -> Result<(Option<CheckId>, Option<CheckId>), StoreError> {
    let org = tx.org_id();
    let row = sqlx::query!(
        "select (select check_id from reports
                 where org_id = $1 and dashboard_id = $2 and (checked_at, check_id) < ($3, $4)
                 order by checked_at desc, check_id desc
                 limit 1) as previous,
                (select check_id from reports
                 where org_id = $1 and dashboard_id = $2 and (checked_at, check_id) > ($3, $4)
                 order by checked_at, check_id
                 limit 1) as next",
        org.0,
        report.dashboard.0,
        report.checked_at,
        report.check.0,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok((row.previous.map(CheckId), row.next.map(CheckId)))
}
