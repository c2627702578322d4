//! A report as rows.

use chrono::{DateTime, Utc};
use domain::report::{Finding, Run, Status};
use sqlx::{PgConnection, types::Json};

use super::{Claimed, Ending};
use crate::StoreError;

/// The longest reason, in characters.
const REASON_CHARS: usize = 500;

/// The status, and the reason in words.
pub(super) fn verdict(ending: &Ending) -> (Status, Option<String>) {
    match ending {
        Ending::Ran { run, .. } => (run.status(), worst(&run.findings).map(in_words)),
        Ending::CouldNotRun(problem) => (Status::Unknown, Some(shortened(&problem.message))),
        Ending::NotRun { reason } => (Status::Unknown, Some(shortened(reason))),
    }
}

fn worst(findings: &[Finding]) -> Option<&Finding> {
    findings.iter().min_by_key(|finding| finding.severity)
}

fn in_words(finding: &Finding) -> String {
    match &finding.location {
        Some(location) => shortened(&format!("{}: {}", location.name, finding.message)),
        None => shortened(&finding.message),
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(REASON_CHARS).collect()
}

/// Writes the report of a check.
pub(super) async fn write(
    connection: &mut PgConnection,
    claimed: &Claimed,
    ending: &Ending,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (status, reason) = verdict(ending);
    let (problem_kind, run, first_run) = match ending {
        Ending::Ran { run, first_run } => (None, Some(run), first_run.as_ref()),
        Ending::CouldNotRun(problem) => (Some(problem.kind.as_str()), None, claimed.first_run.as_ref()),
        Ending::NotRun { .. } => (None, None, claimed.first_run.as_ref()),
    };
    sqlx::query!(
        "insert into reports
             (org_id, check_id, environment_id, dashboard_id, policy_id, status, is_late, planned_at, checked_at,
              duration_ms, reason, problem_kind, first_run, keep_until)
         select c.org_id, c.id, c.environment_id, c.dashboard_id, c.policy_id, $3, c.is_late, $4, $5, $6, $7, $8, $9,
                case when p.schedule = 'every' then $10::timestamptz end
         from checks c
         left join policies p on p.org_id = $1 and p.id = c.policy_id
         where c.org_id = $1 and c.id = $2",
        claimed.org.0,
        claimed.check.0,
        status.as_str(),
        claimed.slot,
        now,
        run.map(|run| run.duration_ms),
        reason,
        problem_kind,
        first_run.map(Json) as Option<Json<&Run>>,
        now + super::KEEP_FREQUENT,
    )
    .execute(&mut *connection)
    .await?;
    if let Some(run) = run {
        write_findings(connection, claimed, &run.findings).await?;
        write_charts(connection, claimed, run).await?;
    }
    Ok(())
}

async fn write_findings(
    connection: &mut PgConnection,
    claimed: &Claimed,
    findings: &[Finding],
) -> Result<(), StoreError> {
    if findings.is_empty() {
        return Ok(());
    }
    let places = findings.iter().map(|finding| finding.location.as_ref());
    sqlx::query!(
        "insert into findings (org_id, check_id, place, severity, kind, message, chart_id, chart_name, link)
         select $1, $2, f.place, f.severity, f.kind, f.message, f.chart_id, f.chart_name, f.link
         from unnest($3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[])
             with ordinality as f (severity, kind, message, chart_id, chart_name, link, place)",
        claimed.org.0,
        claimed.check.0,
        &findings.iter().map(|finding| finding.severity.as_str()).collect::<Vec<_>>() as &[&str],
        &findings.iter().map(|finding| finding.kind.as_str()).collect::<Vec<_>>() as &[&str],
        &findings.iter().map(|finding| finding.message.as_str()).collect::<Vec<_>>() as &[&str],
        &places.clone().map(|place| place?.chart_id).collect::<Vec<_>>() as &[Option<i64>],
        &places.clone().map(|place| Some(place?.name.as_str())).collect::<Vec<_>>() as &[Option<&str>],
        &places.map(|place| place?.link.as_deref()).collect::<Vec<_>>() as &[Option<&str>],
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn write_charts(connection: &mut PgConnection, claimed: &Claimed, run: &Run) -> Result<(), StoreError> {
    if run.charts.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into chart_results (org_id, check_id, place, chart_id, name, link, row_count, duration_ms, outcome)
         select $1, $2, c.place, c.chart_id, c.name, c.link, c.row_count, c.duration_ms, c.outcome
         from unnest($3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[])
             with ordinality as c (chart_id, name, link, row_count, duration_ms, outcome, place)",
        claimed.org.0,
        claimed.check.0,
        &run.charts.iter().map(|chart| chart.chart_id).collect::<Vec<_>>() as &[Option<i64>],
        &run.charts.iter().map(|chart| chart.name.as_str()).collect::<Vec<_>>() as &[&str],
        &run.charts.iter().map(|chart| chart.link.as_deref()).collect::<Vec<_>>() as &[Option<&str>],
        &run.charts.iter().map(|chart| chart.rows).collect::<Vec<_>>() as &[Option<i64>],
        &run.charts.iter().map(|chart| chart.duration_ms).collect::<Vec<_>>() as &[Option<i64>],
        &run.charts.iter().map(|chart| chart.outcome.as_str()).collect::<Vec<_>>() as &[&str],
    )
    .execute(connection)
    .await?;
    Ok(())
}
