//! The form as it was typed: from the address, from a refused form, from a stored policy; and on to what is checked.

use domain::policy::{AlertCondition, ChannelInput, PolicyDraft, PolicyInput, Scope};
use domain::schedule::{FieldError, ScheduleInput};
use store::policy::Policy;

/// Every field by the name it is sent under; lists have one entry for each value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Typed(pub(super) Vec<(String, String)>);

impl Typed {
    /// What a new policy begins with.
    pub(super) fn new(environment: Option<i32>, zone: &str) -> Self {
        let mut typed = Self::default();
        typed.put("environment_id", environment.map(|id| id.to_string()).unwrap_or_default());
        for (name, value) in [
            ("scope", "all"),
            ("kind", "window"),
            ("start", "01:00"),
            ("end", "05:00"),
            ("every_seconds", "300"),
            ("zone", zone),
            ("slow_ms", "10000"),
            ("confirm_failures", "yes"),
            ("condition", AlertCondition::FailOnly.as_str()),
            ("notify_owners", "yes"),
        ] {
            typed.put(name, value);
        }
        for day in 1..=5 {
            typed.put("weekdays[]", day.to_string());
        }
        typed
    }

    /// A stored policy.
    pub(super) fn of(policy: &Policy) -> Self {
        let mut typed = Self::default();
        typed.put("name", policy.name.as_str());
        typed.put("environment_id", policy.environment.to_string());
        match &policy.scope {
            Scope::All => typed.put("scope", "all"),
            Scope::Selected { dashboards } => {
                typed.put("scope", "selected");
                for id in dashboards {
                    typed.put("dashboards[]", id.to_string());
                }
            }
            Scope::Tagged { tags } => {
                typed.put("scope", "tagged");
                typed.put("tags", tags.join(", "));
            }
        }
        let ScheduleInput { kind, weekdays, start, end, every_seconds, zone } = policy.schedule.to_input();
        typed.put("kind", kind);
        for day in weekdays {
            typed.put("weekdays[]", day.to_string());
        }
        typed.put("start", start);
        typed.put("end", end);
        typed.put("every_seconds", every_seconds.map_or_else(|| "300".to_owned(), |seconds| seconds.to_string()));
        typed.put("zone", zone);
        typed.put("slow_ms", policy.limits.slow_ms.to_string());
        if let Some(freshness) = &policy.limits.freshness {
            typed.put("freshness_column", freshness.column.as_str());
            typed.put(
                "freshness_hours",
                domain::figure::number(f64::from(freshness.seconds) / 3_600.0).replace(',', ""),
            );
        }
        if policy.limits.confirm {
            typed.put("confirm_failures", "yes");
        }
        typed.put("condition", policy.condition.as_str());
        for (field, is_set) in [("notify_owners", policy.notify_owners), ("notify_outside", policy.notify_outside)] {
            if is_set {
                typed.put(field, "yes");
            }
        }
        typed.put("remind_hours", policy.remind_hours.map(|hours| hours.to_string()).unwrap_or_default());
        for channel in &policy.channels {
            typed.put("providers[]", format!("{}:{}", channel.kind, channel.provider_id));
            typed.put("targets[]", channel.target.as_str());
        }
        typed
    }

    pub(super) fn put(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }

    /// The first value of a field; empty where there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
    }

    /// All values of a list.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|one| one == value)
    }

    /// The rows of the form in which something stands: kind and provider as one word, and the target.
    pub(super) fn channels(&self) -> Vec<(&str, &str)> {
        let rows = self.all("providers[]").zip(self.all("targets[]").map(str::trim));
        rows.filter(|(provider, target)| !provider.is_empty() || !target.is_empty()).collect()
    }

    /// Checks everything that needs no database.
    pub(super) fn draft(&self) -> Result<PolicyDraft, Vec<FieldError>> {
        let hours = self.get("freshness_hours").replace(',', ".").parse::<f64>().ok();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range is looked at first")]
        let seconds =
            hours.filter(|hours| (0.0..=8_760.0).contains(hours)).map(|hours| (hours * 3_600.0).round() as u32);
        let slow = self.get("slow_ms").trim();
        let input = PolicyInput {
            name: self.get("name").to_owned(),
            environment_id: self.get("environment_id").parse().ok(),
            scope: self.get("scope").to_owned(),
            dashboards: self.all("dashboards[]").filter_map(|id| id.parse().ok()).collect(),
            tags: self.get("tags").split(',').map(str::to_owned).collect(),
            schedule: ScheduleInput {
                kind: self.get("kind").to_owned(),
                weekdays: self.all("weekdays[]").filter_map(|day| day.parse().ok()).collect(),
                start: self.hours("start"),
                end: self.hours("end"),
                every_seconds: self.get("every_seconds").parse().ok(),
                zone: self.get("zone").to_owned(),
            },
            // What is no number is out of range too.
            slow_ms: if slow.is_empty() { None } else { Some(slow.parse().unwrap_or(0)) },
            freshness_column: self.get("freshness_column").to_owned(),
            freshness_seconds: seconds,
            skip_confirmation: self.get("confirm_failures").is_empty(),
            condition: self.get("condition").to_owned(),
            notify_owners: !self.get("notify_owners").is_empty(),
            notify_outside: !self.get("notify_outside").is_empty(),
            // What is no number is out of range too.
            remind_hours: Some(self.get("remind_hours").trim())
                .filter(|text| !text.is_empty())
                .map(|text| text.parse().unwrap_or(0)),
            channels: self.channels().into_iter().map(channel).collect(),
        };
        PolicyDraft::parse(&input).map_err(|errors| {
            let renamed = |error: FieldError| match error.field.as_str() {
                "freshness_seconds" => {
                    FieldError::new("freshness_hours", "Choose an age from 1 second to 365 days, in hours.")
                }
                place if place.starts_with("channels[") && self.lacks_provider(place) => {
                    FieldError::new(place, "Choose a provider, or empty the target.")
                }
                _ => error,
            };
            errors.into_iter().map(renamed).collect()
        })
    }

    /// Whether the row that `channels[3]` names has a target and nothing to reach it by.
    fn lacks_provider(&self, place: &str) -> bool {
        let place = place.trim_start_matches("channels[").trim_end_matches(']').parse::<usize>();
        place.is_ok_and(|place| self.channels().get(place).is_some_and(|(provider, _)| provider.is_empty()))
    }

    /// Times of the form; "around the clock" of an interval has none.
    fn hours(&self, name: &str) -> String {
        let is_around_the_clock = self.get("kind") == "every" && self.get("only_hours").is_empty();
        if is_around_the_clock { String::new() } else { self.get(name).to_owned() }
    }
}

/// A row of the form, whose provider is "telegram:3".
fn channel((provider, target): (&str, &str)) -> ChannelInput {
    let (kind, id) = provider.split_once(':').unwrap_or((provider, ""));
    ChannelInput { kind: kind.to_owned(), provider_id: id.parse().unwrap_or(0), target: target.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_form_lacks_only_what_nobody_can_guess() {
        let typed = Typed::new(Some(1), "Europe/Berlin");
        let errors = typed.draft().expect_err("it has no name");
        assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), ["name"]);
        let mut named = typed;
        named.put("name", "Nightly");
        assert!(named.draft().is_ok());
    }

    #[test]
    fn an_interval_runs_around_the_clock_unless_hours_are_chosen() {
        let mut typed = Typed::new(Some(1), "UTC");
        typed.put("name", "Often");
        typed.0.retain(|(name, _)| name != "kind");
        typed.put("kind", "every");
        let hours = |typed: &Typed| match typed.draft().map(|draft| draft.schedule) {
            Ok(domain::schedule::Schedule::Every(every)) => every.hours.is_some(),
            other => panic!("{other:?}"),
        };
        assert!(!hours(&typed));
        typed.put("only_hours", "yes");
        assert!(hours(&typed));
    }
    #[test]
    fn rows_in_which_nothing_stands_are_no_channels_and_half_a_row_is_told_at_its_place() {
        let mut typed = Typed::new(Some(1), "UTC");
        typed.put("name", "Told");
        for (provider, target) in
            [("", " "), ("smtp:3", "ana@example.test"), ("", ""), ("", "#ops"), ("slack:x", "#ops")]
        {
            typed.put("providers[]", provider);
            typed.put("targets[]", target);
        }
        let errors = typed.draft().expect_err("a row has no provider");
        let errors: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.text.as_str())).collect();
        assert_eq!(errors, [("channels[1]", "Choose a provider, or empty the target.")]);
        typed.0.retain(|(name, value)| name != "targets[]" || value != "#ops");
        let draft = typed.draft().expect("a policy");
        assert_eq!(draft.channels.iter().map(ToString::to_string).collect::<Vec<_>>(), ["smtp ana@example.test"]);
    }
}
