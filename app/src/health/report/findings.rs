//! What was found, errors first, each with the way to its chart.

use super::super::words::{counted, severity_light};
use crate::ui::{Card, Empty, IconName, Status};
use domain::report::{Finding, Run, Severity};
use leptos::prelude::*;
use store::health::Report;

pub(super) fn render(report: &Report) -> AnyView {
    if report.findings.is_empty() {
        let (title, text) = if report.status.is_conclusive() {
            ("No findings", "Every chart answered with data, in time.")
        } else {
            ("Nothing is known", "The check could not run, so it says nothing about the dashboard.")
        };
        return view! { <Card title="Findings"><Empty icon=IconName::Check title text/></Card> }.into_any();
    }
    let count = |severity| report.findings.iter().filter(|finding| finding.severity == severity).count();
    let sub = format!("{}, {}", counted(count(Severity::Error), "error"), counted(count(Severity::Warning), "warning"));
    let first = report.first_run.as_ref().map(first_run);
    let found = report.findings.iter().map(finding).collect_view();
    view! {
        <Card title="Findings" sub>
            <ol class="findings">{found}</ol>
            {first}
        </Card>
    }
    .into_any()
}

fn finding(finding: &Finding) -> impl IntoView + use<> {
    let Finding { severity, message, location, .. } = finding.clone();
    let place = location.map(|location| {
        let number = location.chart_id.map(|id| view! { <span class="text-meta text-ink-3">"chart "{id}</span> });
        let name = match location.link {
            Some(link) => {
                view! { <a class="link break-words" href=link rel="external noreferrer" target="_blank"><bdi>{location.name}</bdi></a> }
                    .into_any()
            }
            None => view! { <strong class="break-words"><bdi>{location.name}</bdi></strong> }.into_any(),
        };
        view! { {name}{number} }
    });
    view! {
        <li>
            <p class="flex flex-wrap items-center gap-2"><Status kind=severity_light(severity) word=severity.label() pill=true/>{place}</p>
            <p class="finding-text">{message}</p>
        </li>
    }
}

/// What the first of two runs saw.
fn first_run(run: &Run) -> impl IntoView + use<> {
    let found = run.findings.iter().map(|finding| {
        let place = finding.location.as_ref().map(|location| format!("{}: ", location.name)).unwrap_or_default();
        view! { <li class="break-words">{place}{finding.message.clone()}</li> }
    });
    view! {
        <details class="px-3.5 pb-3">
            <summary class="link">"What the first run saw, before it was confirmed"</summary>
            <ul class="list-disc pl-5 pt-2 flex flex-col gap-1">{found.collect_view()}</ul>
        </details>
    }
}
