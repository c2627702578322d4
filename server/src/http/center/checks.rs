//! `POST /api/o/{org}/checks`: checks that are asked for; `GET …/checks/{id}`: their reports.

use super::dashboards::Issue;
use super::{Answer, Asker, Made, Reader, answered, id, json};
use app::AppError;
use app::error::Invalid;
use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::JsonRejection;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};
use domain::id::{CheckId, DashboardId, EnvironmentId, PolicyId};
use domain::report::Opinion;
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use store::check;
use store::health::Report;
use utoipa::ToSchema;

/// What is to be checked now: exactly one of the three.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the names are the API's")]
pub struct Request {
    /// A dashboard.
    dashboard_id: Option<i32>,
    /// The dashboards of a policy.
    policy_id: Option<i32>,
    /// The dashboards of an environment.
    environment_id: Option<i32>,
}

/// How many checks were queued.
#[derive(Debug, Serialize, ToSchema)]
pub struct Queued {
    /// Checks; one that waited already isn't counted.
    queued: u64,
}

/// A report.
#[derive(Debug, Serialize, ToSchema)]
pub struct CheckReport {
    /// The check's id.
    id: i64,
    /// Of which dashboard.
    dashboard_id: i32,
    /// That one's title.
    title: String,
    /// In which environment.
    environment_id: i32,
    /// That one's name.
    environment: String,
    /// By which policy; none where somebody asked for it.
    policy_id: Option<i32>,
    /// PASS, WARN, FAIL or UNKNOWN.
    status: String,
    /// Whether nobody was there to run it.
    missed: bool,
    /// Whether it began after its window.
    late: bool,
    /// When it was planned for.
    planned_at: DateTime<Utc>,
    /// When it ended.
    checked_at: DateTime<Utc>,
    /// How long it took, in milliseconds.
    duration_ms: Option<i64>,
    /// The first finding, or why it could not run.
    reason: Option<String>,
    /// What was found, errors first.
    issues: Vec<Issue>,
    /// What each chart did.
    charts: Vec<Chart>,
    /// Who should have been told of it and wasn't, and why.
    not_told: Vec<String>,
    /// What the first of two runs found, where there were two.
    first_run: Option<Vec<Issue>>,
    /// Who asked for it: their name.
    asked_by: Option<String>,
    /// The second opinion of a language model; it changes no status.
    opinion: Option<SecondOpinion>,
    /// Its page.
    report_url: String,
}

/// What a language model thinks.
#[derive(Debug, Serialize, ToSchema)]
pub struct SecondOpinion {
    /// The status that it would give.
    status: String,
    /// What it says about the whole.
    summary: String,
    /// What it says in particular.
    issues: Vec<OpinionIssue>,
}

/// One thing that it sees.
#[derive(Debug, Serialize, ToSchema)]
pub struct OpinionIssue {
    /// `error` or `warning`.
    severity: String,
    /// A sentence.
    message: String,
    /// Where it is, in its words.
    location: Option<String>,
}

impl From<Opinion> for SecondOpinion {
    fn from(opinion: Opinion) -> Self {
        let issue = |issue: domain::report::Issue| OpinionIssue {
            severity: issue.severity.to_string(),
            message: issue.message,
            location: issue.location,
        };
        Self {
            status: opinion.status.to_string(),
            summary: opinion.summary,
            issues: opinion.issues.into_iter().map(issue).collect(),
        }
    }
}

/// What one chart did.
#[derive(Debug, Serialize, ToSchema)]
pub struct Chart {
    /// Its id in the BI tool; none for a page.
    id: Option<i64>,
    /// Its name, or the page's address.
    name: String,
    /// How it ended.
    outcome: String,
    /// The rows of its answer.
    rows: Option<i64>,
    /// How long it took, in milliseconds.
    duration_ms: Option<i64>,
    /// How long it took in the checks before, the newest first.
    past_ms: Vec<i64>,
}

#[utoipa::path(
    post,
    path = "/api/o/{org}/checks",
    tag = "Dashboards",
    summary = "Run checks now",
    description = "They are queued at once, under the same cap as all others. For one dashboard the answer is the check's id.",
    params(("org" = String, Path, description = "Slug of the organization", example = "demo")),
    request_body = Request,
    responses(
        (status = 202, description = "They are queued: `id` of the one check, or how many were `queued`", body = Queued),
        (status = 403, description = "Your role or the token’s scopes do not allow this", body = super::Refused),
        (status = 404, description = "There is no such thing", body = super::Refused),
        (status = 422, description = "Not exactly one of the three", body = super::Refused)
    ),
    security(("session" = []), ("token" = ["check"]))
)]
/// Queues checks.
pub async fn run(asker: Asker, body: Result<Json<Request>, JsonRejection>) -> Answer {
    let text = "Send one of dashboard_id, policy_id and environment_id as JSON.";
    let wrong = || AppError::Invalid(Invalid::form(text));
    let Json(request) = body.map_err(|_| wrong())?;
    let (by, origin) = (asker.by(), &asker.origin);
    let response = match (request.dashboard_id, request.policy_id, request.environment_id) {
        (Some(id), None, None) => {
            let check = check::ask_dashboard(by, DashboardId(id), origin).await?;
            json(StatusCode::ACCEPTED, &Made::of(check.0))
        }
        (None, Some(id), None) => queued(check::ask_policy(by, PolicyId(id), origin).await?),
        (None, None, Some(id)) => queued(check::ask_environment(by, EnvironmentId(id), origin).await?),
        _ => return Err(wrong().into()),
    };
    asker.tell();
    Ok(response)
}

fn queued(queued: u64) -> Response {
    json(StatusCode::ACCEPTED, &Queued { queued })
}

#[utoipa::path(
    get,
    path = "/api/o/{org}/checks/{id}",
    tag = "Dashboards",
    summary = "The report of a check",
    description = "With `.md` behind the id, the report as Markdown.",
    params(
        ("org" = String, Path, description = "Slug of the organization", example = "demo"),
        ("id" = String, Path, description = "The check's id", example = "4711")
    ),
    responses(
        (status = 200, description = "The report", body = CheckReport),
        (status = 404, description = "There is no such report yet", body = super::Refused)
    ),
    security(("session" = []), ("token" = ["read"]), ("token" = ["check"]))
)]
/// Answers with a report.
pub async fn report(reader: Reader, Path((_, name)): Path<(String, String)>) -> Answer {
    let Some(number) = name.strip_suffix(".md") else {
        return answered(&describe(&reader, find(&reader, &name).await?));
    };
    let report = find(&reader, number).await?;
    let (url, org) = (&reader.state.host.public_url, reader.by().slug().to_string());
    let text = app::health::report::markdown(&report, url, &org);
    let headers = [(header::CONTENT_TYPE, "text/markdown; charset=utf-8"), (header::CACHE_CONTROL, "no-store")];
    Ok((headers, text).into_response())
}

async fn find(reader: &Reader, number: &str) -> Result<Report, AppError> {
    let check = CheckId(id(number)?);
    let mut tx = reader.by().begin().await?;
    store::health::report(&mut tx, check).await?.ok_or(AppError::NotFound)
}

fn describe(reader: &Reader, report: Report) -> CheckReport {
    CheckReport {
        id: report.check.0,
        dashboard_id: report.dashboard.0,
        title: report.title,
        environment_id: report.environment.0,
        environment: report.environment_name,
        policy_id: report.policy.map(|id| id.0),
        status: report.status.to_string(),
        missed: report.is_missed,
        late: report.is_late,
        planned_at: report.planned_at,
        checked_at: report.checked_at,
        duration_ms: report.duration_ms,
        reason: report.reason,
        issues: report.findings.into_iter().map(Issue::from).collect(),
        charts: report
            .charts
            .into_iter()
            .map(|chart| Chart {
                id: chart.result.chart_id,
                name: chart.result.name,
                outcome: chart.result.outcome.to_string(),
                rows: chart.result.rows,
                duration_ms: chart.result.duration_ms,
                past_ms: chart.past_ms,
            })
            .collect(),
        not_told: report.notes,
        first_run: report.first_run.map(|run| run.findings.into_iter().map(Issue::from).collect()),
        asked_by: report.asked_by,
        opinion: report.opinion.map(SecondOpinion::from),
        report_url: reader.address(&format!("/health/reports/{}", report.check)),
    }
}
