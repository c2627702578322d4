//! Who hears what, and when: an incident seen by one receiver.
//!
//! A receiver hears once per change. [`Story`] is what one receiver was told
//! about one subject, a dashboard or a whole environment; it takes what was
//! seen and answers with the notice that is due, if any. What is due doesn't
//! always go out alone: [`grouped`] puts what has one cause together.
//!
//! Nothing here knows channels or texts; those are the matter of `message`
//! and `provider`.

mod act;
mod cause;
mod gather;
#[cfg(test)]
mod laws;
mod maximum;
mod story;
mod watch;

pub use act::{ACT_LIFETIME, Act, Purpose};
pub use cause::{Cause, cause};
pub use gather::{Entry, Group, gathering, grouped};
pub use maximum::{FLAPPING_OVER, FLAPPING_WITHIN};
pub use story::{Rules, Story, Trouble};
pub use watch::{Pipeline, Seen, Side, Threshold, daemon, metric, pipeline};

named! {
    /// What a receiver is told.
    pub enum Notice: "notice" {
        /// It fails, or warns, and didn't before.
        Opened = "opened",
        /// From a warning to a failure.
        Worsened = "worsened",
        /// From a failure to a warning: a change, not a recovery.
        Eased = "eased",
        /// Other charts fail than before.
        SetChanged = "set_changed",
        /// It passes again.
        Recovered = "recovered",
        /// It still fails, and nobody takes care of it.
        Reminder = "reminder",
        /// It changes all the time; single changes are no longer told.
        Flaps = "flaps",
        /// A report like the one before, for those who want every one.
        Report = "report",
    }
}
