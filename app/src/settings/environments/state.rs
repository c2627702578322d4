//! How an environment is, in words and lights.

use super::super::dates::Dates;
use crate::ui::{LightKind, Status};
use chrono::{DateTime, Utc};
use domain::health::EnvironmentKind;
use leptos::prelude::*;
use store::environment::{Environment, Maintenance};

/// What an environment is called by its kind.
pub(super) const fn kind_label(kind: EnvironmentKind) -> &'static str {
    match kind {
        EnvironmentKind::Superset => "Superset",
        EnvironmentKind::Web => "Web pages",
    }
}

/// Whether checks can run there, and since when not.
pub(super) fn state(environment: &Environment, pauses: &[Maintenance], dates: Dates, now: DateTime<Utc>) -> AnyView {
    let current =
        pauses.iter().find(|one| one.environment == environment.id && one.starts_at <= now && now < one.ends_at);
    if let Some(pause) = current {
        let text = format!("Maintenance until {}", dates.near_words(pause.ends_at, now));
        return view! { <Status kind=LightKind::Unknown word=text/> }.into_any();
    }
    if let Some(problem) = environment.problem.clone().or_else(|| environment.sync_problem.clone()) {
        let since = environment.problem_since.map(|at| format!(" since {}", dates.near_words(at, now)));
        return view! {
            <Status kind=LightKind::Fail word=format!("Can’t be checked{}", since.unwrap_or_default()) pill=true/>
            <div class="text-meta text-ink-2 break-words mt-1">{problem}</div>
        }
        .into_any();
    }
    if environment.kind == EnvironmentKind::Superset && environment.synced_at.is_none() {
        return view! { <Status kind=LightKind::Unknown word="Waiting for the first sync"/> }.into_any();
    }
    view! { <Status kind=LightKind::Pass word="Works"/> }.into_any()
}
