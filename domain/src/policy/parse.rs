//! From what was typed to a policy, with everything that is wrong at once.
//! Whether dashboards exist and a name is free, only the store knows.

use std::collections::BTreeSet;

use super::{AlertCondition, Channel, ChannelInput, Freshness, Limits, PolicyDraft, PolicyInput, Scope};
use crate::{
    id::{DashboardId, EnvironmentId},
    name::DisplayName,
    schedule::{FieldError, Schedule},
};

/// The most channels of one policy.
const CHANNELS: usize = 20;
/// The longest time between two reminders, in hours.
const REMIND_HOURS: u16 = 720;
/// The longest tag, in characters.
const TAG_CHARS: usize = 100;

impl PolicyDraft {
    /// Checks a policy.
    pub fn parse(input: &PolicyInput) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let name = DisplayName::parse(&input.name).map_err(|e| errors.push(FieldError::new("name", e))).ok();
        let environment = input.environment_id.map(EnvironmentId);
        if environment.is_none() {
            errors.push(FieldError::new("environment_id", "Choose an environment."));
        }
        let scope = scope(input, &mut errors);
        let schedule = Schedule::parse(&input.schedule).map_err(|found| errors.extend(found)).ok();
        let limits = limits(input, &mut errors);
        let condition = match input.condition.as_str() {
            "" => Some(AlertCondition::FailOnly),
            text => text.parse().map_err(|e| errors.push(FieldError::new("condition", e))).ok(),
        };
        let channels = input.channels.iter().enumerate().filter_map(|(place, typed)| {
            channel(typed).map_err(|text| errors.push(FieldError::new(&format!("channels[{place}]"), text))).ok()
        });
        let channels: Vec<_> = channels.collect();
        if input.channels.len() > CHANNELS {
            errors.push(FieldError::new("channels", format!("A policy has at most {CHANNELS} channels.")));
        }
        let remind_hours = remind_hours(input, &mut errors);
        if let (true, Some(name), Some(environment), Some(scope), Some(schedule), Some(limits), Some(condition)) =
            (errors.is_empty(), name, environment, scope, schedule, limits, condition)
        {
            return Ok(Self {
                name,
                environment,
                scope,
                schedule,
                limits,
                condition,
                notify_owners: input.notify_owners,
                notify_outside: input.notify_owners && input.notify_outside,
                remind_hours,
                channels,
            });
        }
        Err(errors)
    }
}

fn scope(input: &PolicyInput, errors: &mut Vec<FieldError>) -> Option<Scope> {
    match input.scope.as_str() {
        "all" => Some(Scope::All),
        "selected" => {
            let dashboards: BTreeSet<_> = input.dashboards.iter().copied().map(DashboardId).collect();
            if dashboards.is_empty() {
                errors.push(FieldError::new("dashboards", "Choose at least one dashboard."));
                return None;
            }
            Some(Scope::Selected { dashboards: dashboards.into_iter().collect() })
        }
        "tagged" => {
            let tags: BTreeSet<_> = input.tags.iter().map(|tag| tag.trim().to_owned()).collect();
            let tags: Vec<_> = tags.into_iter().filter(|tag| !tag.is_empty()).collect();
            if tags.is_empty() {
                errors.push(FieldError::new("tags", "Name at least one tag."));
                return None;
            }
            if tags.iter().any(|tag| tag.chars().count() > TAG_CHARS) {
                errors.push(FieldError::new("tags", "A tag has at most 100 characters."));
                return None;
            }
            Some(Scope::Tagged { tags })
        }
        _ => {
            errors.push(FieldError::new("scope", "Choose which dashboards are checked."));
            None
        }
    }
}

fn limits(input: &PolicyInput, errors: &mut Vec<FieldError>) -> Option<Limits> {
    let before = errors.len();
    let slow_ms = input.slow_ms.unwrap_or(Limits::default().slow_ms);
    if !(1..=300_000).contains(&slow_ms) {
        errors.push(FieldError::new("slow_ms", "Choose a limit from 1 ms to 5 minutes."));
    }
    let column = input.freshness_column.trim();
    let freshness = if column.is_empty() {
        None
    } else {
        if column.chars().count() > 200 {
            errors.push(FieldError::new("freshness_column", "A column's name has at most 200 characters."));
        }
        let seconds = input.freshness_seconds.filter(|seconds| (1..=31_536_000).contains(seconds));
        if seconds.is_none() {
            errors.push(FieldError::new("freshness_seconds", "Choose an age from 1 second to 365 days."));
        }
        seconds.map(|seconds| Freshness { column: column.to_owned(), seconds })
    };
    (errors.len() == before).then_some(Limits { slow_ms, freshness, confirm: !input.skip_confirmation })
}

fn remind_hours(input: &PolicyInput, errors: &mut Vec<FieldError>) -> Option<u16> {
    let hours = input.remind_hours?;
    let found = u16::try_from(hours).ok().filter(|hours| (1..=REMIND_HOURS).contains(hours));
    if found.is_none() {
        errors.push(FieldError::new("remind_hours", "Choose 1 hour to 30 days, or leave it empty."));
    }
    found
}

fn channel(typed: &ChannelInput) -> Result<Channel, String> {
    let kind = typed.kind.parse().map_err(|error: crate::UnknownName| error.to_string())?;
    Channel::parse(kind, typed.provider_id, &typed.target).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schedule::ScheduleInput;

    fn nightly() -> PolicyInput {
        PolicyInput {
            name: "Nightly Critical Prod".to_owned(),
            environment_id: Some(1),
            scope: "selected".to_owned(),
            dashboards: vec![3, 1, 3],
            schedule: ScheduleInput {
                kind: "window".to_owned(),
                weekdays: vec![1, 2],
                start: "01:00".to_owned(),
                end: "05:00".to_owned(),
                every_seconds: None,
                zone: "Europe/Berlin".to_owned(),
            },
            ..PolicyInput::default()
        }
    }

    #[test]
    fn a_policy_with_its_defaults() {
        let policy = PolicyDraft::parse(&nightly()).expect("a policy");
        assert_eq!(policy.scope, Scope::Selected { dashboards: vec![DashboardId(1), DashboardId(3)] });
        assert_eq!((policy.limits, policy.condition), (Limits::default(), AlertCondition::FailOnly));
        assert!(!policy.notify_owners && policy.channels.is_empty() && policy.remind_hours.is_none());
        let outside = PolicyInput { notify_outside: true, ..nightly() };
        assert!(!PolicyDraft::parse(&outside).expect("a policy").notify_outside, "strangers hear only as owners");
    }

    #[test]
    fn each_mistake_is_told_at_its_field() {
        let fields = |input: &PolicyInput| {
            let errors = PolicyDraft::parse(input).err().unwrap_or_default();
            errors.into_iter().map(|error| error.field).collect::<Vec<_>>()
        };
        let bad_channel = ChannelInput { kind: "smtp".to_owned(), provider_id: 1, target: "nobody".to_owned() };
        let no_days = ScheduleInput { weekdays: vec![], ..nightly().schedule };
        let too_many = vec![ChannelInput { kind: "webhook".to_owned(), ..ChannelInput::default() }; 21];
        let cases: [(PolicyInput, &[&str]); 12] = [
            (PolicyInput { name: " ".to_owned(), ..nightly() }, &["name"]),
            (PolicyInput { environment_id: None, ..nightly() }, &["environment_id"]),
            (PolicyInput { dashboards: vec![], ..nightly() }, &["dashboards"]),
            (PolicyInput { scope: "tagged".to_owned(), tags: vec![" ".to_owned()], ..nightly() }, &["tags"]),
            (PolicyInput { scope: String::new(), ..nightly() }, &["scope"]),
            (PolicyInput { schedule: no_days, ..nightly() }, &["weekdays"]),
            (
                PolicyInput { condition: "SOMETIMES".to_owned(), slow_ms: Some(0), ..nightly() },
                &["slow_ms", "condition"],
            ),
            (PolicyInput { freshness_column: "ts".to_owned(), ..nightly() }, &["freshness_seconds"]),
            (PolicyInput { channels: vec![bad_channel], ..nightly() }, &["channels[0]"]),
            (PolicyInput { channels: too_many, ..nightly() }, &["channels"]),
            (PolicyInput { remind_hours: Some(0), ..nightly() }, &["remind_hours"]),
            (PolicyInput { remind_hours: Some(100_000), ..nightly() }, &["remind_hours"]),
        ];
        for (input, expected) in cases {
            assert_eq!(fields(&input), expected, "{input:?}");
        }
    }
}
