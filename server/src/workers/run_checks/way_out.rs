//! Whether it is us who can't reach anybody.

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{EnvironmentId, OrgId};
use domain::report::{Outcome, Problem, ProblemKind, way_out_fails};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How long an environment that was reached, or wasn't, says something.
const LATELY: TimeDelta = TimeDelta::minutes(2);

/// What was reached lately; clones share it.
#[derive(Clone, Default)]
pub(super) struct WayOut(Arc<Mutex<HashMap<(OrgId, EnvironmentId), Looked>>>);

/// When it was looked, and whether the environment was reached.
type Looked = (DateTime<Utc>, bool);

impl WayOut {
    /// Notes whether an environment was reached. An unreachable page fails, unless no environment at all could be
    /// reached: then its check could not run.
    pub(super) fn judge(&self, environment: (OrgId, EnvironmentId), outcome: Outcome, now: DateTime<Utc>) -> Outcome {
        let is_unreachable = match &outcome {
            Outcome::Ran(run) => run.is_unreachable(),
            Outcome::CouldNotRun(problem) => problem.kind == ProblemKind::Unreachable,
        };
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(environment, (now, !is_unreachable));
        seen.retain(|_, (at, _)| now - *at < LATELY);
        let reached: Vec<bool> = seen.values().map(|(_, reached)| *reached).collect();
        match outcome {
            Outcome::Ran(_) if is_unreachable && way_out_fails(&reached) => {
                let words = "No environment can be reached from here, so this check could not run.";
                Outcome::CouldNotRun(Problem::new(ProblemKind::Unreachable, words))
            }
            outcome => outcome,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::report::{Finding, FindingKind, Run, Status};

    #[test]
    fn a_page_that_is_down_fails_unless_nobody_can_be_reached() {
        let down = || {
            Outcome::Ran(Run { findings: vec![Finding::new(FindingKind::NoConnection, "refused")], ..Run::default() })
        };
        let at = |second| DateTime::from_timestamp(second, 0).expect("an instant");
        let (way_out, place) = (WayOut::default(), |id| (OrgId(1), EnvironmentId(id)));
        assert_eq!(way_out.judge(place(1), down(), at(0)).status(), Status::Fail, "one alone may be down");
        assert_eq!(way_out.judge(place(2), down(), at(1)).status(), Status::Unknown);
        assert_eq!(way_out.judge(place(3), Outcome::Ran(Run::default()), at(2)).status(), Status::Pass);
        assert_eq!(way_out.judge(place(2), down(), at(3)).status(), Status::Fail);
        assert_eq!(way_out.judge(place(1), down(), at(500)).status(), Status::Fail, "what was long ago says nothing");
    }
}
