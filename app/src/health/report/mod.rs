//! The report of one check: what was found, what each chart did, how the dashboard came here.

pub(super) mod actions;
mod charts;
mod facts;
mod findings;
mod markdown;
mod opinion;

pub use markdown::markdown;

use super::api;
use super::quiet::quiet;
use super::strip::{list, strip};
use super::words::{counted, light};
use crate::AppError;
use crate::form::Refusal;
use crate::piece::{Asked, to_markup};
use crate::settings::Dates;
use crate::ui::{Card, Light, Note, NoteKind};
use domain::id::CheckId;
use domain::report::Severity;
use leptos::prelude::*;
use store::health::{Filter, Report, TimelineEntry, Why};

/// Changes in the timeline.
const CHANGES: u32 = 12;

pub(super) async fn render(asked: &Asked) -> Result<String, AppError> {
    let (scope, dates, now) = (&asked.scope, Dates::of(&asked.scope)?, (asked.host.clock)());
    let check = asked.get("check").and_then(|id| id.parse().ok()).map(CheckId).ok_or(AppError::NotFound)?;
    let mut tx = scope.begin().await?;
    let report = store::health::report(&mut tx, check).await?.ok_or(AppError::NotFound)?;
    let (previous, next) = store::health::neighbours(&mut tx, &report).await?;
    let timeline = store::health::timeline(&mut tx, report.dashboard, CHANGES).await?;
    let strips = store::health::strips(&mut tx, &[report.dashboard]).await?;
    let uptimes = store::health::uptimes(&mut tx, &[report.dashboard], now).await?;
    let filter = Filter { dashboard: Some(report.dashboard), ..Filter::default() };
    let current = store::health::table(&mut tx, &filter, None, 1, now).await?.into_iter().next();
    let badge = store::badge::since(&mut tx, report.dashboard).await?;
    let incident = store::incident::at_report(&mut tx, report.dashboard, report.checked_at).await?;
    drop(tx);
    let org = scope.slug().to_string();
    let actions = current.as_ref().map(|row| actions::render(asked, row, badge));
    let held = current.as_ref().map(|row| quiet(&row.silences, dates, now));
    let refused =
        Refusal::of(api::refused(asked)).above().map(|text| view! { <Note kind=NoteKind::Fail>{text}</Note> });
    let results = list(strips.get(&report.dashboard).map(Vec::as_slice).unwrap_or_default(), false, &org, dates, now);
    let strip =
        strip(strips.get(&report.dashboard).map(Vec::as_slice).unwrap_or_default(), "strip strip-tall", dates, now);
    let figures = facts::figures(&report, uptimes.get(&report.dashboard).copied(), current.as_ref(), dates, now);
    let text = markdown(&report, &asked.host.public_url, &org);
    let address = format!("/api/o/{org}/checks/{check}");
    let links = neighbours(&org, previous, next);
    Ok(to_markup(view! {
        <nav class="crumb mb-2.5" aria-label="Where this is">
            <a class="link" href=format!("/o/{org}/health")>"Health center"</a><span aria-hidden="true">"›"</span>
            <strong><bdi>{report.title.clone()}</bdi></strong><span>"· "{report.environment_name.clone()}</span>
            {links}
        </nav>
        <header class="report-head">
            <Light kind=light(report.status)/>
            <div class="min-w-0">
                <h2 class="report-title">{headline(&report)}</h2>
                <p class="text-ink-2 break-words">{sentence(&report)}</p>
            </div>
        </header>
        <div role="alert" class="empty:hidden my-2.5">{refused}</div>
        <div class="my-2.5 flex flex-col gap-2.5">{held}{actions}</div>
        <section class="card report-strip" aria-label="Last 30 checks">
            <div class="min-w-0"><h3 class="eyebrow">"Last 30 checks"</h3>{strip}{results}</div>
            {figures}
        </section>
        <div class="report-columns">
            <div class="flex flex-col gap-2.5 min-w-0">
                {findings::render(&report)}
                {charts::render(&report)}
                {opinion::render(&report)}
            </div>
            <div class="flex flex-col gap-2.5 min-w-0">
                {facts::render(&report, incident, &org, dates)}
                {facts::notes(&report)}
                {history(&timeline, &org, dates)}
                <Card title="Take it away">
                    <div class="flex flex-col gap-2.5 p-3.5">
                        <p class="flex flex-wrap gap-2">
                            <a class="btn btn-sm" href=format!("{address}.md") rel="external" download="">"Markdown file"</a>
                            <a class="btn btn-sm" href=address.clone() rel="external">"JSON"</a>
                        </p>
                        <details>
                            <summary class="link">"Copy as Markdown"</summary>
                            <textarea class="input report-markdown mono" readonly rows="10" aria-label="The report as Markdown">{text}</textarea>
                        </details>
                    </div>
                </Card>
            </div>
        </div>
    }))
}

/// "Failing", and what beside it has to be known.
fn headline(report: &Report) -> String {
    match (report.is_missed, report.is_late) {
        (true, _) => "Missed: nobody was there to run it".to_owned(),
        (false, true) => format!("{}, begun after its window", report.status.label()),
        (false, false) => report.status.label().to_owned(),
    }
}

/// "1 error and 2 warnings in 6 charts."
fn sentence(report: &Report) -> String {
    let count = |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let charts = report.charts.iter().filter(|chart| chart.result.chart_id.is_some()).count();
    let within = if charts == 0 { String::new() } else { format!(" in {}", counted(charts, "chart")) };
    match (errors, warnings) {
        (0, 0) if report.status.is_conclusive() => format!("Nothing was found{within}."),
        (0, 0) => report.reason.clone().unwrap_or_else(|| "The check could not run.".to_owned()),
        (errors, 0) => format!("{}{within}.", counted(errors, "error")),
        (0, warnings) => format!("{}{within}.", counted(warnings, "warning")),
        (errors, warnings) => format!("{} and {}{within}.", counted(errors, "error"), counted(warnings, "warning")),
    }
}

fn neighbours(org: &str, previous: Option<CheckId>, next: Option<CheckId>) -> AnyView {
    let link = |check: Option<CheckId>, word: &'static str, rel: &'static str| {
        check.map(
            |check| view! { <a class="btn btn-sm" href=format!("/o/{org}/health/reports/{check}") rel=rel>{word}</a> },
        )
    };
    view! { <span class="ml-auto flex gap-2">{link(previous, "Previous report", "prev")}{link(next, "Next report", "next")}</span> }
        .into_any()
}

/// How the dashboard came here, the newest change first.
fn history(timeline: &[TimelineEntry], org: &str, dates: Dates) -> AnyView {
    let entry = |entry: &TimelineEntry| {
        let word = match entry.why {
            Why::Ran => entry.status.label(),
            Why::CouldNotRun => "could not be checked",
            Why::Missed => "was missed",
            Why::Stale => "became stale",
            Why::Fresh => "is fresh again",
        };
        let word = match entry.check {
            Some(check) => {
                view! { <a class="plain" href=format!("/o/{org}/health/reports/{check}")>{word}</a> }.into_any()
            }
            None => word.into_any(),
        };
        view! {
            <li>
                <Light kind=light(entry.status)/>
                <span class="min-w-0 break-words">
                    <strong>{word}</strong>
                    {entry.reason.clone().map(|reason| view! { <span class="block">{reason}</span> })}
                    <span class="block text-meta text-ink-3">{dates.time(entry.at)}</span>
                </span>
            </li>
        }
    };
    if timeline.is_empty() {
        return ().into_any();
    }
    let entries = timeline.iter().map(entry).collect_view();
    view! { <Card title="Timeline"><ol class="timeline">{entries}</ol></Card> }.into_any()
}
