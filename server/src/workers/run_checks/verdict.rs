//! What follows from an examination: the end, or a second run.

use chrono::TimeDelta;
use domain::report::{CONFIRM_SECONDS, Outcome, Run, Status, confirmed};
use store::check::{Ending, Job};

/// What to do with a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It ends like this.
    End(Ending),
    /// It failed, and didn't before: its failing charts run once more.
    Confirm {
        /// What was seen.
        first_run: Run,
        /// How much later.
        after: TimeDelta,
    },
}

/// Judges an outcome. A failure that nobody has seen before has to be seen twice, unless the policy wants to hear of
/// it at once; a second run ends the check, whatever it saw.
pub(super) fn judge(first_run: Option<&Run>, job: &Job, outcome: Outcome) -> Verdict {
    if let Some(first) = first_run {
        // That nobody was reached the first time either was our own doing then.
        if let (true, Outcome::CouldNotRun(problem)) = (first.is_unreachable(), &outcome) {
            return Verdict::End(Ending::CouldNotRun(problem.clone()));
        }
        let run = confirmed(first, &outcome, CONFIRM_SECONDS);
        return Verdict::End(Ending::Ran { run, first_run: Some(first.clone()) });
    }
    match outcome {
        Outcome::CouldNotRun(problem) => Verdict::End(Ending::CouldNotRun(problem)),
        Outcome::Ran(run) => {
            let confirms = job.policy.as_ref().is_none_or(|policy| policy.limits.confirm);
            if confirms && run.status() == Status::Fail && job.last_status != Some(Status::Fail) {
                Verdict::Confirm { first_run: run, after: TimeDelta::seconds(i64::from(CONFIRM_SECONDS)) }
            } else {
                Verdict::End(Ending::Ran { run, first_run: None })
            }
        }
    }
}
