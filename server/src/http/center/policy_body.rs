//! Policies as requests bring them and as they are answered.

use domain::policy::{Channel, ChannelInput, Freshness, Limits, PolicyInput, Scope};
use domain::schedule::ScheduleInput;
use serde::{Deserialize, Serialize};
use store::policy::Policy;
use utoipa::ToSchema;

/// A policy as a program sends it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "a body has the fields that are documented")]
pub struct PolicyBody {
    /// For a preview, the policy that it would change.
    pub(super) id: Option<i32>,
    /// Whether it is saved in spite of warnings.
    pub(super) accept_warnings: bool,
    /// Pauses it or has it go on.
    pub(super) is_active: Option<bool>,
    /// Its name, unique in the organization.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// The environment of its dashboards.
    environment_id: Option<i32>,
    /// `all`, `selected` with `dashboards`, or `tagged` with `tags`.
    #[schema(pattern = "^(all|selected|tagged)$")]
    scope: String,
    /// Ids of dashboards, for `selected`.
    dashboards: Vec<i32>,
    /// Tags, for `tagged`.
    tags: Vec<String>,
    /// When.
    schedule: ScheduleBody,
    /// From which time on a chart is slow, in milliseconds; 10000 when left out.
    #[schema(minimum = 1, maximum = 300_000)]
    slow_ms: Option<u32>,
    /// The time column whose age is watched; blank for none.
    freshness_column: String,
    /// The greatest age of its newest value, in seconds.
    freshness_seconds: Option<u32>,
    /// Whether a failure counts at once, unconfirmed.
    skip_confirmation: bool,
    /// Which reports are told; `FAIL_ONLY` when left out.
    #[schema(pattern = "^(FAIL_ONLY|WARN_AND_FAIL|ALWAYS)$")]
    condition: String,
    /// Whether owners hear of it.
    notify_owners: bool,
    /// Whether owners who are no members do, too, at the address that the BI tool gives.
    notify_outside: bool,
    /// After how many hours a trouble that nobody cares for is told again; never when left out.
    #[schema(minimum = 1, maximum = 720)]
    remind_hours: Option<u32>,
    /// Who else does.
    channels: Vec<ChannelBody>,
}

/// When a policy checks.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub struct ScheduleBody {
    /// `window` or `every`.
    #[schema(pattern = "^(window|every)$")]
    kind: String,
    /// From 0 for Sunday to 6 for Saturday. For `every`, none means all.
    weekdays: Vec<u8>,
    /// `HH:MM`; for `every` blank where checks run around the clock.
    #[schema(examples("01:00"))]
    start: String,
    /// `HH:MM`; at or before the start means on the next day.
    #[schema(examples("05:00"))]
    end: String,
    /// For `every`: how often.
    #[schema(minimum = 30, maximum = 86_400)]
    every_seconds: Option<u32>,
    /// The name of a time zone.
    #[schema(examples("Europe/Berlin"))]
    zone: String,
}

/// Who hears of it besides the owners.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub struct ChannelBody {
    /// `smtp`, `slack`, `telegram` or `webhook`.
    #[serde(rename = "type")]
    kind: String,
    /// The provider's id.
    provider_id: i32,
    /// To whom, in the form of the type.
    target: String,
}

impl PolicyBody {
    /// As it is checked.
    pub(super) fn input(&self) -> PolicyInput {
        let schedule = self.schedule.clone();
        let channel = |one: &ChannelBody| ChannelInput {
            kind: one.kind.clone(),
            provider_id: one.provider_id,
            target: one.target.clone(),
        };
        PolicyInput {
            name: self.name.clone(),
            environment_id: self.environment_id,
            scope: self.scope.clone(),
            dashboards: self.dashboards.clone(),
            tags: self.tags.clone(),
            schedule: ScheduleInput {
                kind: schedule.kind,
                weekdays: schedule.weekdays,
                start: schedule.start,
                end: schedule.end,
                every_seconds: schedule.every_seconds,
                zone: schedule.zone,
            },
            slow_ms: self.slow_ms,
            freshness_column: self.freshness_column.clone(),
            freshness_seconds: self.freshness_seconds,
            skip_confirmation: self.skip_confirmation,
            condition: self.condition.clone(),
            notify_owners: self.notify_owners,
            notify_outside: self.notify_outside,
            remind_hours: self.remind_hours,
            channels: self.channels.iter().map(channel).collect(),
        }
    }
}

/// A policy.
#[derive(Debug, Serialize, ToSchema)]
pub struct PolicyAnswer {
    /// Its id.
    id: i32,
    /// Its name.
    name: String,
    /// The environment of its dashboards.
    environment_id: i32,
    /// Which of them.
    scope: ScopeAnswer,
    /// When, as it is sent.
    schedule: ScheduleBody,
    /// When, in words.
    when: String,
    /// What dashboards are held to.
    limits: LimitsAnswer,
    /// `FAIL_ONLY`, `WARN_AND_FAIL` or `ALWAYS`.
    condition: String,
    /// Whether owners hear of it.
    notify_owners: bool,
    /// Whether owners who are no members do, too.
    notify_outside: bool,
    /// After how many hours a trouble that nobody cares for is told again.
    remind_hours: Option<u16>,
    /// Who else does.
    channels: Vec<ChannelBody>,
    /// Whether it plans checks; otherwise it is paused.
    is_active: bool,
}

/// Which dashboards a policy checks.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct ScopeAnswer {
    /// `all`, `selected` or `tagged`.
    kind: &'static str,
    /// Ids, for `selected`.
    #[serde(skip_serializing_if = "Option::is_none")]
    dashboards: Option<Vec<i32>>,
    /// Tags, for `tagged`.
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<Vec<String>>,
}

impl From<&Scope> for ScopeAnswer {
    fn from(scope: &Scope) -> Self {
        match scope {
            Scope::All => Self { kind: "all", ..Self::default() },
            Scope::Selected { dashboards } => {
                let ids = dashboards.iter().map(|id| id.0).collect();
                Self { kind: "selected", dashboards: Some(ids), ..Self::default() }
            }
            Scope::Tagged { tags } => Self { kind: "tagged", tags: Some(tags.clone()), ..Self::default() },
        }
    }
}

/// What a check holds dashboards to.
#[derive(Debug, Serialize, ToSchema)]
pub struct LimitsAnswer {
    /// From this time on a chart is slow, in milliseconds.
    slow_ms: u32,
    /// How old the newest data may be.
    freshness: Option<FreshnessAnswer>,
    /// Whether a new failure is confirmed by a second run before it counts.
    confirm: bool,
}

/// How old the newest data in a time column may be.
#[derive(Debug, Serialize, ToSchema)]
pub struct FreshnessAnswer {
    /// The time column.
    column: String,
    /// The greatest age, in seconds.
    seconds: u32,
}

impl From<&Limits> for LimitsAnswer {
    fn from(limits: &Limits) -> Self {
        let freshness = |one: &Freshness| FreshnessAnswer { column: one.column.clone(), seconds: one.seconds };
        Self { slow_ms: limits.slow_ms, freshness: limits.freshness.as_ref().map(freshness), confirm: limits.confirm }
    }
}

impl From<&Policy> for PolicyAnswer {
    fn from(policy: &Policy) -> Self {
        let ScheduleInput { kind, weekdays, start, end, every_seconds, zone } = policy.schedule.to_input();
        let channel = |one: &Channel| ChannelBody {
            kind: one.kind.to_string(),
            provider_id: one.provider_id,
            target: one.target.clone(),
        };
        Self {
            id: policy.id.0,
            name: policy.name.to_string(),
            environment_id: policy.environment.0,
            scope: ScopeAnswer::from(&policy.scope),
            schedule: ScheduleBody { kind, weekdays, start, end, every_seconds, zone },
            when: policy.schedule.to_string(),
            limits: LimitsAnswer::from(&policy.limits),
            condition: policy.condition.to_string(),
            notify_owners: policy.notify_owners,
            notify_outside: policy.notify_outside,
            remind_hours: policy.remind_hours,
            channels: policy.channels.iter().map(channel).collect(),
            is_active: policy.is_active,
        }
    }
}
