//! A policy as a form or a request brings it, before it is checked.

use serde::{Deserialize, Serialize};

use crate::schedule::ScheduleInput;

/// What was typed, so that nothing of it is lost when something is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PolicyInput {
    /// The name.
    pub name: String,
    /// The environment's id.
    pub environment_id: Option<i32>,
    /// `selected`, `tagged` or `all`.
    pub scope: String,
    /// Ids, for `selected`.
    pub dashboards: Vec<i32>,
    /// Tags, for `tagged`.
    pub tags: Vec<String>,
    /// When.
    pub schedule: ScheduleInput,
    /// From which time on a chart is slow; none is ten seconds.
    pub slow_ms: Option<u32>,
    /// The time column whose age is watched; blank for none.
    pub freshness_column: String,
    /// The greatest age of its newest value, in seconds.
    pub freshness_seconds: Option<u32>,
    /// Whether a failure counts at once, unconfirmed.
    pub skip_confirmation: bool,
    /// Which reports are told; blank is `FAIL_ONLY`.
    pub condition: String,
    /// Whether owners hear of it.
    pub notify_owners: bool,
    /// Whether owners who are no members do, too.
    pub notify_outside: bool,
    /// After how many hours a trouble that nobody cares for is told again;
    /// none is never.
    pub remind_hours: Option<u32>,
    /// Who else does: kind, provider and target.
    pub channels: Vec<ChannelInput>,
}

/// A receiver as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChannelInput {
    /// The kind's name.
    #[serde(rename = "type")]
    pub kind: String,
    /// The provider's id.
    pub provider_id: i32,
    /// To whom.
    pub target: String,
}
