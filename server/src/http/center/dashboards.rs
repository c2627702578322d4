//! `GET /api/o/{org}/dashboards/health`: every dashboard and how it is.

#![expect(unused_qualifications, reason = "what utoipa writes for parameters qualifies their type")]

use super::{Answer, Queried, Reader, answered};
use app::AppError;
use chrono::{DateTime, Utc};
use domain::id::EnvironmentId;
use domain::paging::PageSize;
use domain::report::{Finding, Status};
use serde::{Deserialize, Serialize};
use store::health::{Cursor, Filter, HealthRow};
use utoipa::{IntoParams, ToSchema};

/// Dashboards of one answer.
const PAGE: PageSize = PageSize(500);

/// What is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Only this environment.
    environment_id: Option<i32>,
    /// Only this status.
    #[param(pattern = "^(PASS|WARN|FAIL|UNKNOWN)$")]
    status: Option<String>,
    /// The `next` of the answer before.
    after: Option<String>,
}

/// Dashboards, failing first.
#[derive(Debug, Serialize, ToSchema)]
pub struct DashboardHealthList {
    /// At most 500.
    dashboards: Vec<DashboardHealth>,
    /// What `after` has to be for the rest; none where this is all.
    next: Option<String>,
}

/// A dashboard and how it is.
#[derive(Debug, Serialize, ToSchema)]
pub struct DashboardHealth {
    /// Its id.
    dashboard_id: i32,
    /// Its title.
    title: String,
    /// Its environment's id.
    environment_id: i32,
    /// Its environment's name.
    environment: String,
    /// PASS, WARN, FAIL or UNKNOWN.
    #[schema(pattern = "^(PASS|WARN|FAIL|UNKNOWN)$")]
    status: String,
    /// The first finding, in words.
    reason: Option<String>,
    /// Since when it is so.
    since: Option<DateTime<Utc>>,
    /// Status and reason as a sentence.
    summary: String,
    /// What the latest conclusive check found.
    issues: Vec<Issue>,
    /// When it was last checked.
    checked_at: Option<DateTime<Utc>>,
    /// When it is checked next.
    next_check_at: Option<DateTime<Utc>>,
    /// Its owners' names.
    owners: Vec<String>,
    /// The page of its latest conclusive report.
    report_url: Option<String>,
}

/// One thing that was found.
#[derive(Debug, Serialize, ToSchema)]
pub struct Issue {
    /// `error` or `warning`.
    severity: String,
    /// What was found, by its name.
    kind: String,
    /// What was found, in words.
    message: String,
    /// The chart's name or the page's address.
    location: Option<String>,
    /// Where to look at it.
    link: Option<String>,
}

impl From<Finding> for Issue {
    fn from(finding: Finding) -> Self {
        let (location, link) = finding.location.map_or((None, None), |place| (Some(place.name), place.link));
        Self {
            severity: finding.severity.to_string(),
            kind: finding.kind.to_string(),
            message: finding.message,
            location,
            link,
        }
    }
}

#[utoipa::path(
    get,
    path = "/api/o/{org}/dashboards/health",
    tag = "Dashboards",
    summary = "How all dashboards are",
    description = "Failing first, then warning, unknown and passing; at most 500 an answer.",
    params(("org" = String, Path, description = "Slug of the organization", example = "demo"), Wanted),
    responses(
        (status = 200, description = "The dashboards", body = DashboardHealthList),
        (status = 404, description = "There is no such organization, or you are no member of it", body = super::Refused)
    ),
    security(("session" = []), ("token" = ["read"]), ("token" = ["check"]))
)]
/// Answers with the dashboards.
pub async fn list(reader: Reader, Queried(wanted): Queried<Wanted>) -> Answer {
    answered(&find(&reader, &wanted).await?)
}

async fn find(reader: &Reader, wanted: &Wanted) -> Result<DashboardHealthList, AppError> {
    let status = wanted.status.as_deref().map(str::parse::<Status>).transpose();
    let status = status.map_err(|_| {
        AppError::Invalid(app::error::Invalid::field("status", "A status is PASS, WARN, FAIL or UNKNOWN."))
    })?;
    let filter = Filter { environment: wanted.environment_id.map(EnvironmentId), status, ..Filter::default() };
    let after = wanted.after.as_deref().and_then(|text| serde_json::from_str::<(i16, String, i32)>(text).ok());
    let after = after.map(|(rank, sort_title, id)| Cursor { rank, sort_title, id: domain::id::DashboardId(id) });
    let mut tx = reader.by().begin().await?;
    let mut rows = store::health::table(&mut tx, &filter, after.as_ref(), PAGE.limit(), reader.now()).await?;
    let next = PAGE.cut(&mut rows).map(|last| {
        let Cursor { rank, sort_title, id } = &last.cursor;
        serde_json::json!([rank, sort_title, id]).to_string()
    });
    let checks: Vec<_> = rows.iter().filter_map(|row| row.report).collect();
    let mut findings = store::health::findings_of(&mut tx, &checks).await?;
    let dashboards = rows.into_iter().map(|row| {
        let issues = row.report.and_then(|check| findings.remove(&check)).unwrap_or_default();
        entry(reader, row, issues)
    });
    Ok(DashboardHealthList { dashboards: dashboards.collect(), next })
}

fn entry(reader: &Reader, row: HealthRow, issues: Vec<Finding>) -> DashboardHealth {
    let label = row.current.status.label();
    let summary = row.reason.as_deref().map_or_else(|| label.to_owned(), |reason| format!("{label}: {reason}"));
    DashboardHealth {
        dashboard_id: row.id.0,
        title: row.title,
        environment_id: row.environment.0,
        environment: row.environment_name,
        status: row.current.status.to_string(),
        reason: row.reason,
        since: row.since,
        summary,
        issues: issues.into_iter().map(Issue::from).collect(),
        checked_at: row.last_at,
        next_check_at: row.planned_at.or(row.expected_at),
        owners: row.owners,
        report_url: row.report.map(|check| reader.address(&format!("/health/reports/{check}"))),
    }
}
