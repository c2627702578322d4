//! The health of a dashboard: what its reports add up to.
//!
//! A status is never better than what was seen. The latest report of a check
//! that ran decides; a check that could not run, was missed or is long ago
//! takes a PASS away, and hides no failure.

mod current;
mod incident;
mod silence;
mod uptime;

pub use current::{Current, Doubt, Facts, LastCheck, Note, Tally};
pub use incident::{IncidentEventKind, IncidentKind, OpenIncident, Step, difference, failing_charts, step};
pub use silence::{Silence, SilenceKind, is_silent};
pub use uptime::{Change, uptime};

named! {
    /// What an environment is.
    pub enum EnvironmentKind: "kind of environment" {
        /// An Apache Superset.
        Superset = "superset",
        /// Some web pages.
        Web = "web",
    }
}
