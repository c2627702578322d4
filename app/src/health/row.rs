//! One dashboard: its row in the table, and the panel with what can be done about it.

use super::filter::Chosen;
use super::quiet::quiet;
use super::report::actions;
use super::strip::{list, strip};
use super::words::{self, light};
use crate::AppError;
use crate::piece::Asked;
use crate::settings::Dates;
use crate::ui::{Card, Info, Status};
use chrono::{DateTime, Utc};
use domain::id::{CheckId, IncidentId};
use domain::locale::ago;
use domain::report;
use leptos::prelude::*;
use store::health::{HealthRow, StripEntry};

/// Owners that a row names.
const OWNERS: usize = 2;

/// The row at a place of the table, counted from 0.
#[expect(clippy::too_many_arguments, reason = "what one row is made of")]
pub(super) fn row(
    one: &HealthRow,
    place: u32,
    results: &[StripEntry],
    uptime: Option<f64>,
    chosen: &Chosen,
    org: &str,
    dates: Dates,
    now: DateTime<Utc>,
) -> AnyView {
    let status = one.current.status;
    let is_trouble = status != report::Status::Pass;
    let since = one.since.map(|at| {
        view! { {dates.near(at, now)}<div class="text-meta text-ink-3">{ago(at, now)}</div> }
    });
    let more = chosen.with("dashboard", &one.id.to_string());
    view! {
        // The row of the heads is the first.
        <tr data-key=one.id.to_string() aria-rowindex=(place + 2).to_string()>
            <td class="health-status"><Status kind=light(status) word=status.label() pill=is_trouble/></td>
            <th scope="row" class="health-title">
                <a class="plain break-words" href=one.url.clone() rel="external noreferrer" target="_blank"><bdi>{one.title.clone()}</bdi></a>
                <div class="text-meta text-ink-3"><bdi>{one.environment_name.clone()}</bdi></div>
            </th>
            <td class="health-reason">{reason(one, dates, now)}</td>
            <td class="health-since" data-label="since">{since}</td>
            <td class="health-strip">{strip_link(one, results, &more, dates, now)}</td>
            <td class="r" data-label="30 days">{uptime.map_or_else(|| "–".to_owned(), words::uptime)}</td>
            <td data-label="checked">{checked(one, org, dates, now)}</td>
            <td data-label="next">{next(one, dates, now)}</td>
            <td class="break-words" data-label=(!one.owners.is_empty()).then_some("owner")>{owners(one)}</td>
            <td><a class="link" href=format!("?{more}#dashboard") aria-label=format!("More about {}", one.title)>"More"</a></td>
        </tr>
    }
    .into_any()
}

/// The last results, which lead to the list of them.
fn strip_link(one: &HealthRow, results: &[StripEntry], more: &str, dates: Dates, now: DateTime<Utc>) -> AnyView {
    let bars = strip(results, "strip", dates, now);
    if results.is_empty() {
        return bars;
    }
    let read = format!(". Read the results of {}", one.title);
    view! { <a class="strip-link" href=format!("?{more}&results=yes#dashboard")>{bars}<span class="visually-hidden">{read}</span></a> }
        .into_any()
}

/// The first finding, what stands beside the status, and who keeps it quiet.
fn reason(one: &HealthRow, dates: Dates, now: DateTime<Utc>) -> AnyView {
    let note = one.current.note.map(|note| view! { <span class="tag">{words::note(note, dates, now)}</span>" " });
    let text = match (one.why(), one.last_report.or(one.report)) {
        (Some(reason), _) => reason.to_owned(),
        (None, Some(_)) => "No findings".to_owned(),
        (None, None) => "No report yet".to_owned(),
    };
    let class = if one.why().is_some() { "break-words" } else { "text-ink-2" };
    let unlisted = one.unlisted_at.map(|_| view! { <span class="tag">"not listed any longer"</span>" " });
    // A failure stays what it is, and why nobody could look again stands below it.
    let last = one.last_reason.clone().filter(|_| one.is_in_doubt() && one.current.status != report::Status::Unknown);
    let last =
        last.map(|last| view! { <span class="block text-meta text-ink-3 break-words">"Last check: "{last}</span> });
    view! { {note}{unlisted}<span class=class>{text}</span>{last}{quiet(&one.silences, dates, now)} }.into_any()
}

/// When it was last checked, which leads to the report of that.
fn checked(one: &HealthRow, org: &str, dates: Dates, now: DateTime<Utc>) -> AnyView {
    let Some(at) = one.last_at else { return "never".into_any() };
    match one.last_report.or(one.report) {
        Some(check) => {
            view! { <a class="plain" href=format!("/o/{org}/health/reports/{check}")>{dates.near(at, now)}</a> }
                .into_any()
        }
        None => dates.near(at, now),
    }
}

/// When it is checked next; "from" where only its window is known.
fn next(one: &HealthRow, dates: Dates, now: DateTime<Utc>) -> AnyView {
    match (one.planned_at, one.expected_at) {
        (Some(at), _) if at <= now => "now".into_any(),
        (Some(at), _) => dates.near(at, now),
        (None, Some(at)) => view! { "from "{dates.near(at, now)} }.into_any(),
        (None, None) => view! { <span class="text-ink-3">"–"</span> }.into_any(),
    }
}

fn owners(one: &HealthRow) -> String {
    let named = one.owners.iter().take(OWNERS).cloned().collect::<Vec<_>>().join(", ");
    match one.owners.len().saturating_sub(OWNERS) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

/// The dashboard that was chosen.
pub(super) fn panel(
    asked: &Asked,
    one: &HealthRow,
    uptime: Option<f64>,
    results: &[StripEntry],
    badge_since: Option<DateTime<Utc>>,
    incident: Option<IncidentId>,
) -> Result<AnyView, AppError> {
    let (dates, now) = (Dates::of(&asked.scope)?, (asked.host.clock)());
    let (org, status) = (asked.scope.slug(), one.current.status);
    let link = |check: CheckId, word: &'static str| {
        view! { <a class="btn btn-sm" href=format!("/o/{org}/health/reports/{check}")>{word}</a> }
    };
    let last = one.last_report.filter(|_| one.is_in_doubt()).map(|check| link(check, "Open the last check"));
    let report = one.report.map(|check| link(check, "Open the report"));
    let incident = incident
        .map(|id| view! { <a class="btn btn-sm" href=format!("/o/{org}/incidents/{id}")>"Open the incident"</a> });
    let since = one.since.map(|at| view! { " since "{dates.near(at, now)} });
    let tags = one.tags.iter().map(|tag| view! { <span class="tag">{tag.clone()}</span>" " }).collect_view();
    let actions = actions::render(asked, one, badge_since);
    let sub = format!(
        "{}, owned by {}",
        one.environment_name,
        if one.owners.is_empty() { "nobody".to_owned() } else { one.owners.join(", ") }
    );
    let close = Chosen::of(asked).query();
    let (title, url) = (one.title.clone(), one.url.clone());
    let (reason, strip) = (reason(one, dates, now), strip(results, "strip strip-tall", dates, now));
    let results = list(results, asked.get("results").is_some(), &org.to_string(), dates, now);
    let uptime = uptime.map_or_else(|| "nothing is known".to_owned(), words::uptime);
    Ok(view! {
        <div id="dashboard" class="mb-2.5">
            <Card title sub
                beside=move || view! { <div class="card-tools"><a class="btn btn-sm btn-ghost" href=format!("?{close}")>"Close"</a></div> }.into_any()>
                <div class="flex flex-col gap-2.5 p-3.5 pt-1">
                    <p><Status kind=light(status) word=status.label()/>{since}</p>
                    <p>{reason}" "{tags}</p>
                    <p class="text-ink-2">"Uptime of 30 days"<Info word="uptime" definition=words::UPTIME/>": "{uptime}</p>
                    {strip}
                    {results}
                    <div class="flex flex-wrap gap-2">
                        {report}
                        {last}
                        {incident}
                        <a class="btn btn-sm" href=url rel="external noreferrer" target="_blank">"Open the dashboard"</a>
                    </div>
                    {actions}
                </div>
            </Card>
        </div>
    }
    .into_any())
}
