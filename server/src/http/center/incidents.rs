//! `GET /api/o/{org}/incidents` and `…/incidents/{id}`: what is wrong, what was, and how it went.

#![expect(unused_qualifications, reason = "what utoipa writes for parameters qualifies their type")]

use super::{Answer, Queried, Reader, answered, id};
use app::AppError;
use app::error::Invalid;
use axum::extract::Path;
use chrono::{DateTime, Utc};
use domain::health::IncidentKind;
use domain::id::{DashboardId, EnvironmentId, IncidentId};
use domain::paging::PageSize;
use http::{HeaderValue, header};
use serde::{Deserialize, Serialize};
use store::incident::{self, Incident, IncidentCursor, IncidentEvent, IncidentFilter};
use utoipa::{IntoParams, ToSchema};

/// Incidents of one answer.
const PAGE: PageSize = PageSize(200);

/// What is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Only the open ones, or only those that are over.
    #[param(pattern = "^(open|over)$")]
    state: Option<String>,
    /// Only this kind.
    #[param(pattern = "^(dashboard|environment)$")]
    kind: Option<String>,
    /// Only of this environment.
    environment_id: Option<i32>,
    /// Only of this dashboard.
    dashboard_id: Option<i32>,
    /// Where the answer before ended; its `Link` header has the whole address.
    after: Option<String>,
}

/// An incident.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentAnswer {
    /// Its id.
    id: i32,
    /// What it is about: `dashboard` or `environment`.
    kind: String,
    /// The name of what it is about.
    title: String,
    /// The environment that it is in, or that it is about.
    environment_id: i32,
    /// That one's name.
    environment: String,
    /// The dashboard that it is about.
    dashboard_id: Option<i32>,
    /// The last status before it was over.
    #[schema(pattern = "^(PASS|WARN|FAIL|UNKNOWN)$")]
    status: String,
    /// Why, in words.
    reason: Option<String>,
    /// The charts that failed last.
    failing_charts: Vec<String>,
    /// Whether somebody takes care of it now.
    acknowledged: bool,
    /// When it began.
    opened_at: DateTime<Utc>,
    /// When it was over; none while it is open.
    closed_at: Option<DateTime<Utc>>,
    /// Its page.
    url: String,
}

/// An incident with its timeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentStory {
    #[serde(flatten)]
    incident: IncidentAnswer,
    /// What happened to it, the oldest first.
    timeline: Vec<TimelineEntry>,
}

/// One line of a timeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct TimelineEntry {
    /// When.
    at: DateTime<Utc>,
    /// `opened`, `changed`, `acknowledged`, `snoozed`, `muted`, `unmuted` or `closed`.
    kind: String,
    /// The status from then on, where a check saw one.
    status: Option<String>,
    /// Who did it: their name.
    by: Option<String>,
    /// What a check found first, or what somebody wrote.
    note: Option<String>,
    /// The charts that fail from then on; none where it isn't about that.
    failing_charts: Option<Vec<String>>,
    /// Until when somebody snoozed it.
    until: Option<DateTime<Utc>>,
    /// The page of the report behind it, as long as that is kept.
    report_url: Option<String>,
}

#[utoipa::path(
    get,
    path = "/api/o/{org}/incidents",
    tag = "Incidents",
    summary = "All incidents",
    description = "Open ones first, then the latest; at most 200 an answer. Where there are more, the `Link` header has \
                   the address of the rest, with `rel=\"next\"`.",
    params(("org" = String, Path, description = "Slug of the organization", example = "demo"), Wanted),
    responses(
        (status = 200, description = "The incidents", body = Vec<IncidentAnswer>,
            headers(("Link" = String, description = "The address of the rest, with `rel=\"next\"`; none where this is all"))),
        (status = 404, description = "There is no such organization, or you are no member of it", body = super::Refused),
        (status = 422, description = "The state, the kind or the place is none", body = super::Refused)
    ),
    security(("session" = []), ("token" = ["read"]), ("token" = ["check"]))
)]
/// Answers with the incidents.
pub async fn list(reader: Reader, Queried(wanted): Queried<Wanted>) -> Answer {
    let (filter, after) = parse(&wanted)?;
    let mut tx = reader.by().begin().await?;
    let mut found = incident::list(&mut tx, &filter, after.as_ref(), PAGE.limit()).await?;
    let link = PAGE.cut(&mut found).map(|last| link(&reader, &wanted, last.cursor()));
    let incidents: Vec<_> = found.into_iter().map(|one| describe(&reader, one)).collect();
    let mut response = answered(&incidents)?;
    if let Some(link) = link.and_then(|link| HeaderValue::from_str(&link).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

fn parse(wanted: &Wanted) -> Result<(IncidentFilter, Option<IncidentCursor>), AppError> {
    let wrong = |field: &str, text: &str| AppError::Invalid(Invalid::field(field, text));
    let is_open = match wanted.state.as_deref() {
        None => None,
        Some("open") => Some(true),
        Some("over") => Some(false),
        Some(_) => return Err(wrong("state", "A state is open or over.")),
    };
    let kind = wanted.kind.as_deref().map(str::parse::<IncidentKind>).transpose();
    let filter = IncidentFilter {
        is_open,
        kind: kind.map_err(|_| wrong("kind", "A kind is dashboard or environment."))?,
        environment: wanted.environment_id.map(EnvironmentId),
        dashboard: wanted.dashboard_id.map(DashboardId),
        search: None,
    };
    let after = wanted.after.as_deref().map(serde_json::from_str::<(bool, DateTime<Utc>, i32)>).transpose();
    let after = after.map_err(|_| wrong("after", "This is no place that an answer ended at."))?;
    let after = after.map(|(is_open, opened_at, id)| IncidentCursor { is_open, opened_at, id: IncidentId(id) });
    Ok((filter, after))
}

/// The link to what comes behind an incident.
fn link(reader: &Reader, wanted: &Wanted, cursor: IncidentCursor) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let numbers = [("environment_id", wanted.environment_id), ("dashboard_id", wanted.dashboard_id)];
    query.extend_pairs(numbers.into_iter().filter_map(|(name, id)| Some((name, id?.to_string()))));
    let words = [("state", &wanted.state), ("kind", &wanted.kind)];
    query.extend_pairs(words.into_iter().filter_map(|(name, word)| Some((name, word.as_deref()?))));
    let place = serde_json::json!([cursor.is_open, cursor.opened_at, cursor.id]);
    query.append_pair("after", &place.to_string());
    format!("<{}?{}>; rel=\"next\"", reader.endpoint("/incidents"), query.finish())
}

#[utoipa::path(
    get,
    path = "/api/o/{org}/incidents/{id}",
    tag = "Incidents",
    summary = "One incident with its timeline",
    params(
        ("org" = String, Path, description = "Slug of the organization", example = "demo"),
        ("id" = i32, Path, description = "The incident's id")
    ),
    responses(
        (status = 200, description = "The incident", body = IncidentStory),
        (status = 404, description = "There is no such incident", body = super::Refused)
    ),
    security(("session" = []), ("token" = ["read"]), ("token" = ["check"]))
)]
/// Answers with an incident and its timeline.
pub async fn one(reader: Reader, Path((_, number)): Path<(String, String)>) -> Answer {
    let incident = IncidentId(id(&number)?);
    let mut tx = reader.by().begin().await?;
    let found = incident::find(&mut tx, incident).await?.ok_or(AppError::NotFound)?;
    let story = incident::story(&mut tx, incident).await?;
    let timeline = story.into_iter().map(|event| entry(&reader, event)).collect();
    answered(&IncidentStory { incident: describe(&reader, found), timeline })
}

fn describe(reader: &Reader, one: Incident) -> IncidentAnswer {
    IncidentAnswer {
        id: one.id.0,
        kind: one.kind.to_string(),
        title: one.title,
        environment_id: one.environment.0,
        environment: one.environment_name,
        dashboard_id: one.dashboard.map(|id| id.0),
        status: one.status.to_string(),
        reason: one.reason,
        failing_charts: one.failing,
        acknowledged: one.is_acknowledged,
        opened_at: one.opened_at,
        closed_at: one.closed_at,
        url: reader.address(&format!("/incidents/{}", one.id)),
    }
}

fn entry(reader: &Reader, event: IncidentEvent) -> TimelineEntry {
    TimelineEntry {
        at: event.at,
        kind: event.kind.to_string(),
        status: event.status.map(|status| status.to_string()),
        by: event.by,
        note: event.note,
        failing_charts: event.failing,
        until: event.until,
        report_url: event.check.map(|check| reader.address(&format!("/health/reports/{check}"))),
    }
}
