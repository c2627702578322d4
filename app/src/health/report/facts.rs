//! What the report is of: figures of the dashboard, and how the check went.

use super::super::words;
use crate::settings::Dates;
use crate::ui::{Card, Info};
use chrono::{DateTime, Utc};
use domain::figure;
use domain::id::IncidentId;
use leptos::prelude::*;
use store::health::{HealthRow, Report};

/// The head of the uptime.
const UPTIME: &str = "Uptime, 30 days";

/// Uptime, time of the check and the next one.
pub(super) fn figures(
    report: &Report,
    uptime: Option<f64>,
    current: Option<&HealthRow>,
    dates: Dates,
    now: DateTime<Utc>,
) -> AnyView {
    let next = current.and_then(|row| row.planned_at.or(row.expected_at));
    let figures = [
        (UPTIME, uptime.map_or_else(|| figure::NONE.to_owned(), words::uptime)),
        ("Took", report.duration_ms.map_or_else(|| figure::NONE.to_owned(), figure::milliseconds)),
        ("Next check", next.map_or_else(|| figure::NONE.to_owned(), |at| dates.near_words(at, now))),
    ];
    let figure = |(label, value): (&'static str, String)| {
        let about = (label == UPTIME).then(|| view! { <Info word="uptime" definition=words::UPTIME/> });
        view! { <div><dt class="eyebrow">{label}{about}</dt><dd>{value}</dd></div> }
    };
    view! { <dl class="report-figures">{figures.into_iter().map(figure).collect_view()}</dl> }.into_any()
}

/// Who should have been told and wasn't.
pub(super) fn notes(report: &Report) -> AnyView {
    if report.notes.is_empty() {
        return ().into_any();
    }
    let notes = report.notes.iter().map(|note| view! { <li class="break-words">{note.clone()}</li> }).collect_view();
    view! {
        <Card title="Not told"><ul class="flex flex-col gap-1.5 px-3.5 pb-3.5 text-ink-2">{notes}</ul></Card>
    }
    .into_any()
}

/// Where, by which policy and when, and the incident that it is a part of.
pub(super) fn render(report: &Report, incident: Option<IncidentId>, org: &str, dates: Dates) -> AnyView {
    let policy = match (report.policy, &report.policy_name) {
        (Some(id), Some(name)) => {
            view! { <a class="link" href=format!("/o/{org}/settings/automation?edit={id}")><bdi>{name.clone()}</bdi></a> }
                .into_any()
        }
        _ => "none: somebody asked for it".into_any(),
    };
    let asked = report.asked_by.clone().map(|name| {
        view! { <dt>"Run now"</dt><dd>"asked for by "<bdi>{name}</bdi></dd> }
    });
    let environment = view! {
        <a class="link" href=format!("/o/{org}/health?environment={}", report.environment)><bdi>{report.environment_name.clone()}</bdi></a>
    };
    let incident = incident.map(|id| {
        view! { <dt>"Incident"</dt><dd><a class="link" href=format!("/o/{org}/incidents/{id}")>"Its timeline"</a></dd> }
    });
    let (url, title) = (report.url.clone(), report.title.clone());
    let (planned, ended) = (dates.time(report.planned_at), dates.time(report.checked_at));
    view! {
        <Card title="Check">
            <dl class="facts">
                <dt>"Dashboard"</dt>
                <dd class="break-words"><a class="link" href=url rel="external noreferrer" target="_blank"><bdi>{title}</bdi></a></dd>
                <dt>"Environment"</dt><dd>{environment}</dd>
                <dt>"Policy"</dt><dd>{policy}</dd>
                {asked}
                {incident}
                <dt>"Planned"<Info word="planned" definition=words::PLANNED/></dt><dd>{planned}</dd>
                <dt>"Ended"</dt><dd>{ended}</dd>
            </dl>
        </Card>
    }
    .into_any()
}
