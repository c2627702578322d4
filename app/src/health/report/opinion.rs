//! What a language model thinks of the check: words beside the report, said as such.

use super::super::words::{light, severity_light};
use crate::ui::{Card, Status};
use domain::report::Issue;
use leptos::prelude::*;
use store::health::Report;

pub(super) fn render(report: &Report) -> AnyView {
    let Some(opinion) = report.opinion.clone() else { return ().into_any() };
    let status = opinion.status;
    let issues = opinion.issues.into_iter().map(issue).collect_view();
    view! {
        <Card title="Second opinion" sub="by a language model, changes no status">
            <div class="flex flex-col gap-2.5 p-3.5 pt-1">
                <p><Status kind=light(status) word=status.label()/></p>
                <p class="break-words">{opinion.summary}</p>
            </div>
            <ol class="findings">{issues}</ol>
        </Card>
    }
    .into_any()
}

fn issue(issue: Issue) -> impl IntoView {
    let place = issue.location.map(|name| view! { <strong class="break-words"><bdi>{name}</bdi></strong> });
    view! {
        <li>
            <p class="flex flex-wrap items-center gap-2"><Status kind=severity_light(issue.severity) word=issue.severity.label() pill=true/>{place}</p>
            <p class="finding-text">{issue.message}</p>
        </li>
    }
}
