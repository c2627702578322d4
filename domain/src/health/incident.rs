//! When an incident of a dashboard opens, changes and closes.

use crate::{policy::AlertCondition, report::Status};

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
    use AlertCondition::{Always, FailOnly, WarnAndFail};
    use Status::{Fail, Pass, Unknown, Warn};

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
