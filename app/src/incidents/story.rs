//! One incident: how it is, its timeline, and what can be done about it.

use super::list::lasted;
use super::words::{checked_before, named, state, subject, told};
use crate::AppError;
use crate::form::Refusal;
use crate::health::words::light;
use crate::health::{quiet, refused, tend};
use crate::piece::{Asked, to_markup};
use crate::settings::Dates;
use crate::ui::{Card, Light, LightKind, Note, NoteKind};
use chrono::{DateTime, Utc};
use domain::id::IncidentId;
use leptos::prelude::*;
use store::health::Filter;
use store::incident::{Incident, IncidentEvent};

pub(super) async fn render(asked: &Asked) -> Result<String, AppError> {
    let (dates, now) = (Dates::of(&asked.scope)?, (asked.host.clock)());
    let id = asked.get("incident").and_then(|id| id.parse().ok()).map(IncidentId).ok_or(AppError::NotFound)?;
    let mut tx = asked.scope.begin().await?;
    let incident = store::incident::find(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let events = store::incident::story(&mut tx, id).await?;
    // What can be done is about the dashboard as it is now, so only while it lasts.
    let row = match incident.dashboard.filter(|_| incident.closed_at.is_none()) {
        Some(dashboard) => {
            let filter = Filter { dashboard: Some(dashboard), ..Filter::default() };
            store::health::table(&mut tx, &filter, None, 1, now).await?.into_iter().next()
        }
        None => None,
    };
    drop(tx);
    let org = asked.scope.slug().to_string();
    let refused = Refusal::of(refused(asked)).above().map(|text| view! { <Note kind=NoteKind::Fail>{text}</Note> });
    let held = row.as_ref().map(|row| quiet(&row.silences, dates, now));
    let actions = row.as_ref().map(|row| view! { <div class="actions">{tend(asked, row)}</div> });
    let kind = if incident.closed_at.is_some() { LightKind::Info } else { light(incident.status) };
    let entries = (0..events.len()).map(|at| entry(&events, at, &org, dates, now)).collect_view();
    Ok(to_markup(view! {
        <nav class="crumb mb-2.5" aria-label="Where this is">
            <a class="link" href=format!("/o/{org}/incidents")>"Incidents"</a><span aria-hidden="true">"›"</span>
            <strong><bdi>{incident.title.clone()}</bdi></strong><span>"· "{incident.environment_name.clone()}</span>
        </nav>
        <header class="report-head">
            <Light kind/>
            <div class="min-w-0">
                <h2 class="report-title">{headline(&incident, now)}</h2>
                <p class="text-ink-2 break-words">{incident.reason.clone()}</p>
            </div>
        </header>
        <div role="alert" class="empty:hidden my-2.5">{refused}</div>
        <div class="my-2.5 flex flex-col gap-2.5 empty:hidden">{held}{actions}</div>
        <div class="report-columns">
            <Card title="Timeline" sub="the oldest first"><ol class="timeline">{entries}</ol></Card>
            {facts(&incident, &org, dates)}
        </div>
    }))
}

/// "Failing for 2h 3m", "Over after 2h 3m".
fn headline(incident: &Incident, now: DateTime<Utc>) -> String {
    let (word, until) = match incident.closed_at {
        Some(closed) => ("after", closed),
        None => ("for", now),
    };
    format!("{} {word} {}", state(incident), lasted(incident.opened_at, until))
}

fn entry(events: &[IncidentEvent], at: usize, org: &str, dates: Dates, now: DateTime<Utc>) -> AnyView {
    let event = &events[at];
    let (headline, charts) = told(event, checked_before(events, at));
    let until = event.until.map(|until| view! { " until "{dates.near(until, now)} });
    // What ended a silence stands in the headline.
    let note = event.note.clone().filter(|note| !note.is_empty() && event.ended.is_none());
    let note = note.map(|note| view! { <span class="block">{note}</span> });
    let charts = charts.map(|charts| view! { <span class="block text-ink-2">{charts}</span> });
    let report = event.check.map(|check| {
        view! { " · "<a class="link link-text" href=format!("/o/{org}/health/reports/{check}")>"Report"</a> }
    });
    view! {
        <li>
            <Light kind=event.status.map_or(LightKind::Info, light)/>
            <span class="min-w-0 break-words">
                <strong>{headline}{until}</strong>
                {note}
                {charts}
                <span class="block text-meta text-ink-3">{dates.time(event.at)}{report}</span>
            </span>
        </li>
    }
    .into_any()
}

fn facts(incident: &Incident, org: &str, dates: Dates) -> AnyView {
    let policy = incident.policy.zip(incident.policy_name.clone()).map(|(id, name)| {
        view! { <dt>"Policy"</dt><dd><a class="link" href=format!("/o/{org}/settings/automation?edit={id}")><bdi>{name}</bdi></a></dd> }
    });
    let failing: Vec<&str> = incident.failing.iter().map(String::as_str).collect();
    let failing = (!failing.is_empty()).then(|| {
        let label = if incident.closed_at.is_some() { "Failed last" } else { "Fails now" };
        view! { <dt>{label}</dt><dd class="break-words">{named(&failing)}</dd> }
    });
    let closed = incident.closed_at.map(|at| view! { <dt>"Over"</dt><dd>{dates.time(at)}</dd> });
    let others = incident.dashboard.map(|dashboard| {
        view! { <dt>"Others"</dt><dd><a class="link" href=format!("/o/{org}/incidents?dashboard={dashboard}")>"All of this dashboard"</a></dd> }
    });
    let (kind, href) = (incident.kind.label(), subject(incident, org));
    let (title, environment) = (incident.title.clone(), incident.environment_name.clone());
    let began = dates.time(incident.opened_at);
    view! {
        <Card title="Incident">
            <dl class="facts">
                <dt>{kind}</dt>
                <dd class="break-words"><a class="link" href=href><bdi>{title}</bdi></a></dd>
                <dt>"Environment"</dt><dd><bdi>{environment}</bdi></dd>
                {policy}
                {failing}
                <dt>"Began"</dt><dd>{began}</dd>
                {closed}
                {others}
            </dl>
        </Card>
    }
    .into_any()
}
