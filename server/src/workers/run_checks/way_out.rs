//! Whether it is us who can't reach anybody.

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{DashboardId, EnvironmentId, OrgId};
use domain::report::{Outcome, Problem, ProblemKind, way_out_fails};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How long what was reached, or wasn't, says something.
const LATELY: TimeDelta = TimeDelta::minutes(2);

/// One thing that is checked: an environment is reached when one of its own is.
type Target = (OrgId, EnvironmentId, DashboardId);

/// What was reached lately, and what wasn't; clones share it.
#[derive(Clone, Default)]
pub(super) struct WayOut(Arc<Mutex<BTreeMap<Target, Looked>>>);

/// When it was looked, and whether the target was reached.
type Looked = (DateTime<Utc>, bool);

impl WayOut {
    /// Notes whether a target was reached. An unreachable page fails, unless no environment at all could be
    /// reached: then its check could not run.
    pub(super) fn judge(&self, target: Target, outcome: Outcome, now: DateTime<Utc>) -> Outcome {
        let is_unreachable = match &outcome {
            Outcome::Ran(run) => run.is_unreachable(),
            Outcome::CouldNotRun(problem) => problem.kind == ProblemKind::Unreachable,
        };
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(target, (now, !is_unreachable));
        seen.retain(|_, (at, _)| now - *at < LATELY);
        let mut environments: BTreeMap<(OrgId, EnvironmentId), bool> = BTreeMap::new();
        for ((org, environment, _), (_, reached)) in seen.iter() {
            *environments.entry((*org, *environment)).or_default() |= *reached;
        }
        let reached: Vec<bool> = environments.into_values().collect();
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
        let (way_out, place) = (WayOut::default(), |id| (OrgId(1), EnvironmentId(id), DashboardId(id)));
        assert_eq!(way_out.judge(place(1), down(), at(0)).status(), Status::Fail, "one alone may be down");
        assert_eq!(way_out.judge(place(2), down(), at(1)).status(), Status::Unknown);
        assert_eq!(way_out.judge(place(3), Outcome::Ran(Run::default()), at(2)).status(), Status::Pass);
        assert_eq!(way_out.judge(place(2), down(), at(3)).status(), Status::Fail);
        assert_eq!(way_out.judge(place(1), down(), at(500)).status(), Status::Fail, "what was long ago says nothing");
    }

    #[test]
    fn a_dead_page_fails_while_another_of_its_environment_answers() {
        let down = || {
            Outcome::Ran(Run { findings: vec![Finding::new(FindingKind::NoConnection, "refused")], ..Run::default() })
        };
        let up = || Outcome::Ran(Run::default());
        let at = |second| DateTime::from_timestamp(second, 0).expect("an instant");
        let (way_out, page) = (WayOut::default(), |place, id| (OrgId(1), EnvironmentId(place), DashboardId(id)));
        for second in [0, 60, 120] {
            assert_eq!(way_out.judge(page(1, 1), up(), at(second)).status(), Status::Pass);
            assert_eq!(way_out.judge(page(2, 3), up(), at(second + 1)).status(), Status::Pass);
            // In each environment a dead page is what was asked last.
            assert_eq!(way_out.judge(page(1, 2), down(), at(second + 2)).status(), Status::Fail, "at {second}");
            assert_eq!(way_out.judge(page(2, 4), down(), at(second + 3)).status(), Status::Fail, "at {second}");
        }
        // A minute later nobody answers: by the second run it is known that it is us.
        for (place, id) in [(1, 1), (1, 2), (2, 3), (2, 4)] {
            way_out.judge(page(place, id), down(), at(180 + i64::from(id)));
        }
        assert_eq!(way_out.judge(page(1, 1), down(), at(241)).status(), Status::Unknown);
    }
}
