//! The assistant: from a question in words to a typed query.
//!
//! A deterministic parser; nothing outside is asked, and the same words always
//! mean the same. The answers are computed by the code behind the pages, never
//! here. What isn't understood is said so, with what is.

mod list;
mod parse;
mod text;
#[cfg(feature = "zones")]
mod when;

use serde::{Deserialize, Serialize};

use crate::range::RangeName;

pub use parse::{in_environment, parse};

/// A question that was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Question {
    /// Which dashboards are, or were, in a state.
    Dashboards {
        /// The state; `None` is any.
        state: Option<State>,
        /// In which environment, as the person calls it.
        environment: Option<String>,
        /// When; `None` is now.
        when: Option<When>,
    },
    /// How many there are of each colour.
    Summary {
        /// In which environment.
        environment: Option<String>,
    },
    /// Who owns a dashboard.
    OwnerOf {
        /// The dashboard, as the person calls it.
        dashboard: String,
    },
    /// Which dashboards somebody owns.
    OwnedBy {
        /// A name or an address.
        owner: String,
    },
    /// How a dashboard is, and why.
    StatusOf {
        /// The dashboard.
        dashboard: String,
    },
    /// When a dashboard was and will be checked.
    ChecksOf {
        /// The dashboard.
        dashboard: String,
    },
    /// The dashboards whose checks took longest.
    Slowest {
        /// In which environment.
        environment: Option<String>,
        /// When; `None` is the last seven days.
        when: Option<When>,
    },
}

named! {
    /// A state that dashboards can be asked for.
    pub enum State: "state" {
        /// FAIL.
        Failing = "failing",
        /// WARN.
        Warning = "warning",
        /// FAIL or WARN.
        Unhealthy = "unhealthy",
        /// UNKNOWN.
        Unknown = "unknown",
        /// PASS.
        Passing = "passing",
        /// Older than two expected intervals.
        Stale = "stale",
        /// Whose last check was missed.
        Missed = "missed",
    }
}

/// A time that was named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// From six in the evening to eight in the morning, or to now.
    LastNight,
    /// Since midnight, up to noon.
    ThisMorning,
    /// One of the offered ranges.
    Range(RangeName),
}

/// The words mean nothing to the parser.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("I don't understand that. Try one of these.")]
pub struct NotUnderstood;

/// Questions that are understood, to be offered.
pub const EXAMPLES: [&str; 8] = [
    "Which dashboards failed last night?",
    "failing dashboards in prod",
    "what is stale",
    "who owns Sales Executive",
    "what does ana@example.com own",
    "slowest dashboards this week",
    "status of Sales Executive",
    "when is Sales Executive checked",
];

#[cfg(test)]
mod tests;
