//! Checks: planned, claimed under the cap of their environment, run, and each
//! ended by exactly one report.
//!
//! Any number of servers do this together. Planning is guarded by a row per
//! environment and by a unique constraint, running by places of which no two
//! checks can have the same, ending by one conditional update.

mod ask;
mod claim;
mod doubt;
pub(crate) mod expect;
mod finish;
mod incident;
mod job;
mod missed;
mod occurrence;
mod opinion;
mod plan;
mod problem;
mod prune;
mod record;
mod settle;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    id::{CheckId, DashboardId, EnvironmentId, OrgId, PolicyId},
    report::{Problem, Run},
};
use uuid::Uuid;

pub use ask::{ask_dashboard, ask_environment, ask_policy};
pub use claim::{claim, give_back, put_off, renew};
pub use doubt::mark_stale;
pub use finish::{Finished, finish};
pub use job::{Job, JobPolicy, WebConditions, job};
pub use opinion::note_opinion;
pub use plan::{Planned, due_environments, next_due, plan};
pub use prune::prune;

pub(crate) use plan::hold_plan;
pub(crate) use settle::facts;

/// How long the reports of a policy are kept that checks again and again.
const KEEP_FREQUENT: TimeDelta = TimeDelta::days(35);

/// A check that a worker runs now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Whose.
    pub org: OrgId,
    /// Which.
    pub check: CheckId,
    /// Where.
    pub environment: EnvironmentId,
    /// What.
    pub dashboard: DashboardId,
    /// By which policy; `None` if somebody asked for it.
    pub policy: Option<PolicyId>,
    /// When it was planned for.
    pub slot: DateTime<Utc>,
    /// Who runs it.
    pub holder: Uuid,
    /// Counts the claims; an older one's result is dropped.
    pub attempt: i16,
    /// How many workers have disappeared with it.
    pub losses: i16,
    /// What was seen before, where this is the second run.
    pub first_run: Option<Run>,
}

/// What a check ended with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// It ran: what counts, and what the first run saw, where there were two.
    Ran {
        /// What counts.
        run: Run,
        /// The first of two runs.
        first_run: Option<Run>,
    },
    /// It could not run, by a fault of the environment.
    CouldNotRun(Problem),
    /// It did not run, by nobody's fault there: its workers disappeared, or the
    /// dashboard was removed meanwhile.
    NotRun {
        /// Why, as a sentence.
        reason: String,
    },
}
