//! The pulse strip: one bar a check, low for passed, higher for warned, full for failed.

use crate::settings::Dates;
use chrono::{DateTime, Utc};
use domain::report::Status;
use leptos::prelude::*;
use std::fmt::Write;
use store::health::StripEntry;

/// The last results of a dashboard; each with its time and reason on hover, all in words for those who don't see them.
pub(crate) fn strip(entries: &[StripEntry], class: &'static str, dates: Dates, now: DateTime<Utc>) -> AnyView {
    if entries.is_empty() {
        return view! { <span class="text-ink-3">"none yet"</span> }.into_any();
    }
    let bars = entries.iter().fold(String::new(), |mut bars, entry| {
        let (name, word) = if entry.is_missed { ("missed", "Missed") } else { name_and_word(entry.status) };
        let reason = entry.reason.as_deref().map(|reason| format!(": {}", escaped(reason))).unwrap_or_default();
        // Writing into a string can't fail.
        let _ = write!(bars, "<i class='{name}' title='{} {word}{reason}'></i>", dates.near_words(entry.at, now));
        bars
    });
    view! { <span class=class role="img" aria-label=sentence(entries) inner_html=bars></span> }.into_any()
}

/// The same results as a list, each the way to its report; for those who have no pointer to hold over a bar.
pub(crate) fn list(entries: &[StripEntry], is_open: bool, org: &str, dates: Dates, now: DateTime<Utc>) -> AnyView {
    if entries.is_empty() {
        return ().into_any();
    }
    let result = |entry: &StripEntry| {
        let (_, word) = if entry.is_missed { ("", "Missed") } else { name_and_word(entry.status) };
        let href = format!("/o/{org}/health/reports/{}", entry.check);
        let reason = entry.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
        view! { <li class="break-words"><a class="link link-text" href=href>{dates.near_words(entry.at, now)}</a>" "{word}{reason}</li> }
    };
    let results = entries.iter().rev().map(result).collect_view();
    view! {
        <details open=is_open>
            <summary class="link">"Each of these results"</summary>
            <ol class="strip-list pt-2 flex flex-col gap-1">{results}</ol>
        </details>
    }
    .into_any()
}

const fn name_and_word(status: Status) -> (&'static str, &'static str) {
    match status {
        Status::Pass => ("pass", "Passed"),
        Status::Warn => ("warn", "Warned"),
        Status::Fail => ("fail", "Failed"),
        Status::Unknown => ("unknown", "Unknown"),
    }
}

/// "Last 30 checks: 26 passed, 2 warned, 2 failed".
fn sentence(entries: &[StripEntry]) -> String {
    let count = |status| entries.iter().filter(|entry| !entry.is_missed && entry.status == status).count();
    let missed = entries.iter().filter(|entry| entry.is_missed).count();
    let counts = [
        (count(Status::Pass), "passed"),
        (count(Status::Warn), "warned"),
        (count(Status::Fail), "failed"),
        (count(Status::Unknown), "unknown"),
        (missed, "missed"),
    ];
    let words = counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    format!("Last {}: {}", super::words::counted(entries.len(), "check"), words.collect::<Vec<_>>().join(", "))
}

/// Text as the value of an attribute in single quotes.
fn escaped(text: &str) -> String {
    let text: String = text.chars().take(200).collect();
    text.replace('&', "&amp;").replace('\'', "&#39;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::CheckId;

    #[test]
    fn a_strip_is_said_in_words() {
        let entry = |status, is_missed| StripEntry {
            check: CheckId(1),
            at: DateTime::UNIX_EPOCH,
            status,
            is_missed,
            reason: None,
        };
        let entries = [entry(Status::Pass, false), entry(Status::Fail, false), entry(Status::Unknown, true)];
        assert_eq!(sentence(&entries), "Last 3 checks: 1 passed, 1 failed, 1 missed");
    }

    #[test]
    fn a_reason_stays_inside_its_attribute() {
        assert_eq!(escaped("'><script>"), "&#39;&gt;&lt;script&gt;");
    }
}
