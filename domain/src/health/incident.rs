//! Incidents: what they are about, when one of a dashboard opens, changes and
//! closes, and what its timeline is made of.

use crate::{
    policy::AlertCondition,
    report::{Finding, Severity, Status},
};

named! {
    /// What an incident is about. What is common to all kinds (when it opened,
    /// its timeline, when it was over) is in one place; another kind needs a
    /// name for its subject and a link to it.
    pub enum IncidentKind: "kind of incident" {
        /// A dashboard that fails.
        Dashboard = "dashboard",
        /// An environment that can't be checked.
        Environment = "environment",
    }
}

impl IncidentKind {
    /// As a person calls it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Dashboard => "Dashboard",
            Self::Environment => "Environment",
        }
    }
}

named! {
    /// What happened to an incident.
    pub enum IncidentEventKind: "incident event" {
        /// It began.
        Opened = "opened",
        /// It went on with another status, or with other failing charts.
        Changed = "changed",
        /// Somebody takes care of it.
        Acknowledged = "acknowledged",
        /// Somebody has it quiet until a time.
        Snoozed = "snoozed",
        /// Somebody has it quiet.
        Muted = "muted",
        /// Somebody ended what kept it quiet.
        Unmuted = "unmuted",
        /// It is over.
        Closed = "closed",
    }
}

/// The names of the charts that fail, each once, by name. What fails as a whole
/// names none; neither does a page, which has no charts.
pub fn failing_charts(findings: &[Finding]) -> Vec<String> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    let places = errors.filter_map(|finding| finding.location.as_ref());
    let mut names: Vec<String> =
        places.filter(|place| place.chart_id.is_some()).map(|place| place.name.clone()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// What of `after` is new, and what of `before` is no longer there.
pub fn difference<'a>(before: &'a [String], after: &'a [String]) -> (Vec<&'a str>, Vec<&'a str>) {
    let without = |these: &'a [String], those: &[String]| -> Vec<&'a str> {
        these.iter().filter(|name| !those.contains(name)).map(String::as_str).collect()
    };
    (without(after, before), without(before, after))
}

/// An incident that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenIncident {
    /// FAIL or WARN: what the dashboard had last.
    pub status: Status,
}

/// What a report does to the incident of its dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// One opens.
    Open(Status),
    /// It goes on, worse or better than before.
    Change(Status),
    /// It is over.
    Close,
}

/// The step that a confirmed report makes; `None` where everything stays as
/// it was. A check that could not run says nothing, so it neither opens nor
/// closes. From FAIL to WARN is a change: only a PASS is a recovery.
pub fn step(open: Option<OpenIncident>, status: Status, condition: AlertCondition) -> Option<Step> {
    match (open, status) {
        (_, Status::Unknown) | (None, Status::Pass) => None,
        (None, Status::Warn) if condition == AlertCondition::FailOnly => None,
        (None, status) => Some(Step::Open(status)),
        (Some(_), Status::Pass) => Some(Step::Close),
        (Some(open), status) => (open.status != status).then_some(Step::Change(status)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{FindingKind, Location};
    use AlertCondition::{Always, FailOnly, WarnAndFail};
    use Status::{Fail, Pass, Unknown, Warn};

    fn found(kind: FindingKind, chart: Option<&str>) -> Finding {
        let location = chart.map(|name| Location { chart_id: Some(7), name: name.to_owned(), link: None });
        Finding { location, ..Finding::new(kind, "it is so") }
    }

    #[test]
    fn charts_that_fail_are_named_once_and_by_name() {
        let findings = [
            found(FindingKind::QueryFailed, Some("Revenue")),
            found(FindingKind::NoRows, Some("Orders")),
            found(FindingKind::QueryTimedOut, Some("Churn")),
            found(FindingKind::ServerError, Some("Revenue")),
            found(FindingKind::LayoutBroken, None),
            Finding {
                location: Some(Location { chart_id: None, name: "https://a.test/".to_owned(), link: None }),
                ..found(FindingKind::UnexpectedStatus, None)
            },
        ];
        assert_eq!(failing_charts(&findings), ["Churn", "Revenue"]);
        let (before, after) = (["A", "B"].map(str::to_owned), ["B", "C"].map(str::to_owned));
        assert_eq!(difference(&before, &after), (vec!["C"], vec!["A"]));
        assert_eq!(difference(&after, &after), (vec![], vec![]));
    }

    #[test]
    fn incidents_open_at_the_first_failure_and_close_at_the_next_pass() {
        let cases = [
            (None, Pass, FailOnly, None),
            (None, Fail, FailOnly, Some(Step::Open(Fail))),
            (None, Warn, FailOnly, None),
            (None, Warn, WarnAndFail, Some(Step::Open(Warn))),
            (None, Warn, Always, Some(Step::Open(Warn))),
            (None, Unknown, Always, None),
            (Some(Fail), Fail, FailOnly, None),
            (Some(Fail), Warn, FailOnly, Some(Step::Change(Warn))),
            (Some(Warn), Fail, FailOnly, Some(Step::Change(Fail))),
            (Some(Fail), Unknown, FailOnly, None),
            (Some(Fail), Pass, FailOnly, Some(Step::Close)),
            (Some(Warn), Pass, WarnAndFail, Some(Step::Close)),
        ];
        for (open, status, condition, expected) in cases {
            let open = open.map(|status| OpenIncident { status });
            assert_eq!(step(open, status, condition), expected, "{open:?} {status} {condition}");
        }
    }
}
