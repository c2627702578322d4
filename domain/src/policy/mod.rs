//! Policies: which dashboards are checked when, within which limits, and who
//! hears of it.
//!
//! When is a `schedule`; the instants that follow from it are the matter of
//! `plan`.

mod channel;
mod input;
#[cfg(feature = "zones")]
mod parse;

use serde::{Deserialize, Serialize};

use crate::{
    id::{DashboardId, EnvironmentId},
    name::DisplayName,
    schedule::Schedule,
};

pub use channel::{Channel, ChannelError, ChannelKind};
pub use input::{ChannelInput, PolicyInput};

named! {
    /// Which reports of a policy are told to people.
    pub enum AlertCondition: "alert condition" {
        /// Failures, and their end.
        FailOnly = "FAIL_ONLY",
        /// Warnings too.
        WarnAndFail = "WARN_AND_FAIL",
        /// Every report.
        Always = "ALWAYS",
    }
}

/// Which dashboards of the environment a policy checks. What it means is
/// looked up anew whenever a window opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Scope {
    /// Those that were selected; never none.
    Selected {
        /// Which.
        dashboards: Vec<DashboardId>,
    },
    /// Those with any of these tags; never none.
    Tagged {
        /// Which tags.
        tags: Vec<String>,
    },
    /// All of them.
    All,
}

/// What a check of this policy holds dashboards to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// From this time on a chart is slow, in milliseconds.
    pub slow_ms: u32,
    /// How old the newest data may be.
    pub freshness: Option<Freshness>,
    /// Whether a FAIL that differs from the last status is confirmed by a
    /// second run before it counts.
    pub confirm: bool,
}

/// How old the newest data in a time column may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freshness {
    /// The time column, by its name in the data source.
    pub column: String,
    /// The greatest age, in seconds.
    pub seconds: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { slow_ms: 10_000, freshness: None, confirm: true }
    }
}

/// A policy that may be saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyDraft {
    /// Its name, unique in the organization.
    pub name: DisplayName,
    /// Where its dashboards are.
    pub environment: EnvironmentId,
    /// Which dashboards.
    pub scope: Scope,
    /// When.
    pub schedule: Schedule,
    /// What they are held to.
    pub limits: Limits,
    /// What is told to people.
    pub condition: AlertCondition,
    /// Whether the owners of a dashboard hear of it.
    pub notify_owners: bool,
    /// Whether owners who are no members do, too, at the address that the BI
    /// tool gives.
    pub notify_outside: bool,
    /// After how many hours a trouble that nobody cares for is told again.
    pub remind_hours: Option<u16>,
    /// Who else does.
    pub channels: Vec<Channel>,
}
