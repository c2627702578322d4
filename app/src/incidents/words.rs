//! Incidents in words.

use crate::health::words::{counted, silence_verb};
use domain::health::{IncidentEventKind, IncidentKind, difference};
use domain::report::Status;
use store::incident::{Incident, IncidentEvent};

/// Charts that are named; more are counted.
const NAMED: usize = 6;

/// Where what an incident is about is looked at.
pub(super) fn subject(incident: &Incident, org: &str) -> String {
    match (incident.kind, incident.dashboard) {
        (IncidentKind::Dashboard, Some(dashboard)) => format!("/o/{org}/health?dashboard={dashboard}#dashboard"),
        (IncidentKind::Dashboard | IncidentKind::Environment, _) => {
            format!("/o/{org}/health?environment={}#dashboards", incident.environment)
        }
    }
}

/// How it is, in a word or two.
pub(super) fn state(incident: &Incident) -> &'static str {
    match (incident.closed_at, incident.kind) {
        (Some(_), _) => "Over",
        (None, IncidentKind::Environment) => "Can’t be checked",
        (None, IncidentKind::Dashboard) => incident.status.label(),
    }
}

/// What happened, and which charts it is about, `before` being what held until then.
pub(super) fn told(event: &IncidentEvent, before: Option<&IncidentEvent>) -> (String, Option<String>) {
    let by = event.by.as_deref().map(|name| format!(" by {name}")).unwrap_or_default();
    let headline = match (event.kind, event.status) {
        (IncidentEventKind::Opened, Some(Status::Unknown) | None) => "Opened".to_owned(),
        (IncidentEventKind::Opened, Some(status)) => format!("Opened: {}", status.label()),
        (IncidentEventKind::Changed, status) if status == before.and_then(|event| event.status) => {
            "Other charts fail".to_owned()
        }
        (IncidentEventKind::Changed, status) => format!("Now: {}", status.map_or("changed", Status::label)),
        (IncidentEventKind::Acknowledged, _) => format!("Acknowledged{by}"),
        (IncidentEventKind::Snoozed, _) => format!("Snoozed{by}"),
        (IncidentEventKind::Muted, _) => format!("Muted{by}"),
        (IncidentEventKind::Unmuted, _) => {
            format!("{}{by}", event.ended.map_or("Heard again", silence_verb))
        }
        (IncidentEventKind::Closed, Some(Status::Pass)) => "Recovered".to_owned(),
        (IncidentEventKind::Closed, _) => "Closed".to_owned(),
    };
    (headline, charts(event, before))
}

/// The charts that fail; where that was known before, what is new and what is no longer so.
fn charts(event: &IncidentEvent, before: Option<&IncidentEvent>) -> Option<String> {
    let failing = event.failing.as_deref()?;
    let known = before.and_then(|event| event.failing.as_deref());
    let (joined, left) = difference(known.unwrap_or_default(), failing);
    let sentence = |words: &str, names: &[&str]| (!names.is_empty()).then(|| format!("{words}: {}.", named(names)));
    let parts = match known {
        None => [sentence("Fails", &joined), None],
        Some(_) => [sentence("Fails now", &joined), sentence("No longer fails", &left)],
    };
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// "Churn, Revenue", "A, B, C, D, E, F and 2 charts more".
pub(super) fn named(names: &[&str]) -> String {
    let shown = names.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(NAMED) {
        0 => shown,
        more => format!("{shown} and {} more", counted(more, "chart")),
    }
}

/// The event before that says something about status and charts.
pub(super) fn checked_before(events: &[IncidentEvent], at: usize) -> Option<&IncidentEvent> {
    events[..at].iter().rev().find(|event| event.status.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use domain::health::SilenceKind;

    fn event(kind: IncidentEventKind, status: Option<Status>, failing: Option<&[&str]>) -> IncidentEvent {
        IncidentEvent {
            at: DateTime::UNIX_EPOCH,
            kind,
            status,
            check: None,
            by: None,
            note: None,
            failing: failing.map(|names| names.iter().map(|name| (*name).to_owned()).collect()),
            until: None,
            ended: None,
        }
    }

    #[test]
    fn a_timeline_says_what_changed() {
        use IncidentEventKind::{Acknowledged, Changed, Closed, Opened, Unmuted};
        let events = [
            event(Opened, Some(Status::Fail), Some(&["Revenue", "Churn"])),
            IncidentEvent { by: Some("Ana".to_owned()), ..event(Acknowledged, None, None) },
            event(Changed, Some(Status::Fail), Some(&["Churn", "Orders"])),
            event(Changed, Some(Status::Warn), Some(&[])),
            IncidentEvent { ended: Some(SilenceKind::Snoozed), ..event(Unmuted, None, None) },
            event(Closed, Some(Status::Pass), Some(&[])),
            event(Closed, None, None),
        ];
        let told: Vec<_> = (0..events.len()).map(|at| told(&events[at], checked_before(&events, at))).collect();
        let words: Vec<_> = told.iter().map(|(headline, charts)| (headline.as_str(), charts.as_deref())).collect();
        let expected = [
            ("Opened: Failing", Some("Fails: Revenue, Churn.")),
            ("Acknowledged by Ana", None),
            ("Other charts fail", Some("Fails now: Orders. No longer fails: Revenue.")),
            ("Now: Warning", Some("No longer fails: Churn, Orders.")),
            ("Snooze ended", None),
            ("Recovered", None),
            ("Closed", None),
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn many_charts_are_counted() {
        assert_eq!(named(&["a"; 7]), "a, a, a, a, a, a and 1 chart more");
    }
}
