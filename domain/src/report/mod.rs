//! What a check found: findings, what each chart did, and the status that
//! follows from them.
//!
//! A validator fills a [`Run`] with facts and findings; nothing here asks
//! anybody anything. What is planned, stored or told to whom is not known here.

mod clean;
mod confirm;
mod finding;
mod judge;
mod opinion;
mod outcome;
mod result;
mod severity;
mod status;
mod way_out;

pub use clean::{clean, one_line, shorten};
pub use confirm::{CONFIRM_SECONDS, confirmed};
pub use finding::{Finding, FindingKind, Location};
pub use judge::{Past, SLOW_MS, emptiness, rows_fell, slow, stale};
pub use opinion::{Issue, Opinion, OpinionError};
pub use outcome::{Outcome, Problem, ProblemKind, Run};
pub use result::{ChartOutcome, ChartResult};
pub use severity::Severity;
pub use status::Status;
pub use way_out::way_out_fails;
