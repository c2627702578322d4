//! `GET /api/o/{org}/dashboards/health`: every dashboard and how it is.

#![expect(unused_qualifications, reason = "what utoipa writes for parameters qualifies their type")]

use super::{Answer, Queried, Reader, answered};
use app::AppError;
use app::error::Invalid;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::id::EnvironmentId;
use domain::paging::PageSize;
use domain::report::{Finding, Status};
use http::{HeaderValue, header};
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
    /// Where the answer before ended; its `Link` header has the whole address.
    after: Option<String>,
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
    /// The first finding, in words; for UNKNOWN, what the last check says.
    reason: Option<String>,
    /// What stands beside the status: that the last check could not run or was missed, that the report is stale, that it
    /// was never checked.
    note: Option<String>,
    /// Since when it has this status.
    since: Option<DateTime<Utc>>,
    /// Status, note and reason as a sentence.
    summary: String,
    /// What the latest conclusive check found.
    issues: Vec<Issue>,
    /// When it was last checked.
    checked_at: Option<DateTime<Utc>>,
    /// When it is checked next.
    next_check_at: Option<DateTime<Utc>>,
    /// Its owners' names.
    owners: Vec<String>,
    /// The page of its latest conclusive report; where there is none, of its last.
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
    description = "Failing first, then warning, unknown and passing; at most 500 an answer. Where there are more, the \
                   `Link` header has the address of the rest, with `rel=\"next\"`.",
    params(("org" = String, Path, description = "Slug of the organization", example = "demo"), Wanted),
    responses(
        (status = 200, description = "The dashboards", body = Vec<DashboardHealth>,
            headers(("Link" = String, description = "The address of the rest, with `rel=\"next\"`; none where this is all"))),
        (status = 404, description = "There is no such organization, or you are no member of it", body = super::Refused),
        (status = 422, description = "The status or the place is none", body = super::Refused)
    ),
    security(("session" = []), ("token" = ["read"]), ("token" = ["check"]))
)]
/// Answers with the dashboards.
pub async fn list(reader: Reader, Queried(wanted): Queried<Wanted>) -> Answer {
    let (dashboards, next) = find(&reader, &wanted).await?;
    let mut response = answered(&dashboards)?;
    if let Some(link) = next.and_then(|next| HeaderValue::from_str(&next).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

/// The dashboards of one answer, and the link to the rest.
async fn find(reader: &Reader, wanted: &Wanted) -> Result<(Vec<DashboardHealth>, Option<String>), AppError> {
    let wrong = |field: &str, text: &str| AppError::Invalid(Invalid::field(field, text));
    let status = wanted.status.as_deref().map(str::parse::<Status>).transpose();
    let status = status.map_err(|_| wrong("status", "A status is PASS, WARN, FAIL or UNKNOWN."))?;
    let filter = Filter { environment: wanted.environment_id.map(EnvironmentId), status, ..Filter::default() };
    let after = wanted.after.as_deref().map(serde_json::from_str::<(i16, String, i32)>).transpose();
    let after = after.map_err(|_| wrong("after", "This is no place that an answer ended at."))?;
    let after = after.map(|(rank, sort_title, id)| Cursor { rank, sort_title, id: domain::id::DashboardId(id) });
    let mut tx = reader.by().begin().await?;
    let mut rows = store::health::table(&mut tx, &filter, after.as_ref(), PAGE.limit(), reader.now()).await?;
    let next = PAGE.cut(&mut rows).map(|last| link(reader, wanted, &last.cursor));
    let checks: Vec<_> = rows.iter().filter_map(|row| row.report).collect();
    let mut findings = store::health::findings_of(&mut tx, &checks).await?;
    let dashboards = rows.into_iter().map(|row| {
        let issues = row.report.and_then(|check| findings.remove(&check)).unwrap_or_default();
        entry(reader, row, issues)
    });
    Ok((dashboards.collect(), next))
}

/// The link to what comes behind a row.
fn link(reader: &Reader, wanted: &Wanted, cursor: &Cursor) -> String {
    let Cursor { rank, sort_title, id } = cursor;
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if let Some(environment) = wanted.environment_id {
        query.append_pair("environment_id", &environment.to_string());
    }
    if let Some(status) = &wanted.status {
        query.append_pair("status", status);
    }
    query.append_pair("after", &serde_json::json!([rank, sort_title, id]).to_string());
    format!("<{}?{}>; rel=\"next\"", reader.endpoint("/dashboards/health"), query.finish())
}

fn entry(reader: &Reader, row: HealthRow, issues: Vec<Finding>) -> DashboardHealth {
    let label = row.current.status.label();
    let time = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let note = row.current.note.map(|note| note.words(time));
    let reason = row.why().map(str::to_owned);
    let said: Vec<&str> = [note.as_deref(), reason.as_deref()].into_iter().flatten().collect();
    let summary = if said.is_empty() { label.to_owned() } else { format!("{label}: {}", said.join(": ")) };
    DashboardHealth {
        dashboard_id: row.id.0,
        title: row.title,
        environment_id: row.environment.0,
        environment: row.environment_name,
        status: row.current.status.to_string(),
        reason,
        note,
        since: row.since,
        summary,
        issues: issues.into_iter().map(Issue::from).collect(),
        checked_at: row.last_at,
        next_check_at: row.planned_at.or(row.expected_at),
        owners: row.owners,
        report_url: row.report.or(row.last_report).map(|check| reader.address(&format!("/health/reports/{check}"))),
    }
}
