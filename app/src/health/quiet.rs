//! Who keeps a dashboard quiet, until when, and what they wrote.

use crate::settings::Dates;
use chrono::{DateTime, Utc};
use domain::health::SilenceKind;
use leptos::prelude::*;
use store::health::Held;

/// A tag for each silence that holds, with its note beside it.
pub(crate) fn quiet(silences: &[Held], dates: Dates, now: DateTime<Utc>) -> AnyView {
    let one = |held: &Held| {
        let note =
            (!held.note.is_empty()).then(|| view! { " "<q class="break-words"><bdi>{held.note.clone()}</bdi></q> });
        view! { <span class="block text-meta text-ink-2"><span class="tag">{words(held, dates, now)}</span>{note}</span> }
    };
    silences.iter().map(one).collect_view().into_any()
}

/// "acknowledged by Ana", "snoozed until 14:00 by Ana".
fn words(held: &Held, dates: Dates, now: DateTime<Utc>) -> String {
    let by = held.by.as_deref().map(|name| format!(" by {name}")).unwrap_or_default();
    let until = held.until.map(|until| format!(" until {}", dates.near_words(until, now))).unwrap_or_default();
    let word = match held.kind {
        SilenceKind::Acknowledged => "acknowledged",
        SilenceKind::Snoozed => "snoozed",
        SilenceKind::Muted => "muted",
    };
    format!("{word}{until}{by}")
}
