//! What one receiver was told about one subject.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{FLAPPING_OVER, FLAPPING_WITHIN, Notice};
use crate::{
    policy::AlertCondition,
    report::{Finding, Severity, Status},
};

/// What is wrong with a subject. None of it is what passes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// FAIL or WARN; UNKNOWN for an environment that can't be reached.
    pub status: Status,
    /// What fails in it: each chart by its id, or the place by its name.
    pub failing: BTreeSet<String>,
}

impl Trouble {
    /// What a confirmed report found; `None` for one that passes. A report
    /// that is UNKNOWN says nothing about its subject and has no place here.
    pub fn of(findings: &[Finding]) -> Option<Self> {
        let status = Status::of(findings);
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
        let places = errors.map(|finding| match &finding.location {
            Some(location) => location.chart_id.map_or_else(|| location.name.clone(), |id| id.to_string()),
            None => String::new(),
        });
        (status != Status::Pass).then(|| Self { status, failing: places.collect() })
    }

    /// An environment that can't be reached.
    pub fn outage() -> Self {
        Self { status: Status::Unknown, failing: BTreeSet::new() }
    }
}

/// What a receiver wants to hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Which reports.
    pub condition: AlertCondition,
    /// After which time a trouble is told again.
    pub remind_after: Option<TimeDelta>,
}

/// What one receiver was told about one subject, and what happened since.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Story {
    /// What was told last; `None` where the receiver thinks that it passes.
    pub told: Option<Trouble>,
    /// What was seen last, told or not.
    pub seen: Option<Trouble>,
    /// When something was told last.
    pub told_at: Option<DateTime<Utc>>,
    /// When it changed, as far as that counts towards flapping.
    pub changes: Vec<DateTime<Utc>>,
    /// Whether single changes are no longer told.
    pub is_flapping: bool,
    /// When flapping was told last.
    pub flaps_told_at: Option<DateTime<Utc>>,
}

impl Story {
    /// Takes what a confirmed report saw, and says what the receiver hears of
    /// it. `is_silent` is what acknowledging, snoozing, muting and maintenance
    /// add up to: then nothing is told, and what is still different when it
    /// ends is told by the next report.
    #[must_use]
    pub fn hear(
        mut self,
        seen: Option<Trouble>,
        is_silent: bool,
        rules: Rules,
        now: DateTime<Utc>,
    ) -> (Self, Option<Notice>) {
        let seen = self.of_interest(seen, rules.condition);
        let has_changed = difference(self.seen.as_ref(), seen.as_ref()).is_some();
        self.seen = seen;
        self.changes.retain(|at| now < *at + FLAPPING_WITHIN);
        if is_silent {
            return (self, None);
        }
        let notice = self.notice(has_changed, now);
        let wants_all = rules.condition == AlertCondition::Always;
        let notice = notice.or_else(|| wants_all.then_some(Notice::Report));
        if notice.is_some() {
            self.told_at = Some(now);
        }
        (self, notice)
    }

    /// Whether the receiver has to be reminded: still in trouble, and nothing
    /// was told for as long as the rules say.
    #[must_use]
    pub fn remind(mut self, is_silent: bool, rules: Rules, now: DateTime<Utc>) -> (Self, Option<Notice>) {
        let is_told = self.told.is_some() && self.seen.is_some() && !self.is_flapping && !is_silent;
        let is_due = rules.remind_after.zip(self.told_at).is_some_and(|(after, told_at)| told_at + after <= now);
        if !is_told || !is_due {
            return (self, None);
        }
        self.told_at = Some(now);
        (self, Some(Notice::Reminder))
    }

    /// A warning is none of the business of who wants failures, unless it is
    /// what became of a failure.
    fn of_interest(&self, seen: Option<Trouble>, condition: AlertCondition) -> Option<Trouble> {
        let is_only_warning = seen.as_ref().is_some_and(|trouble| trouble.status == Status::Warn);
        seen.filter(|_| !(is_only_warning && self.told.is_none() && condition == AlertCondition::FailOnly))
    }

    fn notice(&mut self, has_changed: bool, now: DateTime<Utc>) -> Option<Notice> {
        if self.is_flapping {
            if has_changed {
                self.note_change(now);
            }
            // One more is left for telling where it came to rest.
            if self.changes.len() >= FLAPPING_OVER {
                return None;
            }
            self.is_flapping = false;
        }
        let difference = difference(self.told.as_ref(), self.seen.as_ref())?;
        if self.changes.last() != Some(&now) {
            self.note_change(now);
        }
        if self.changes.len() <= FLAPPING_OVER {
            self.told.clone_from(&self.seen);
            return Some(difference);
        }
        self.is_flapping = true;
        let is_told = self.flaps_told_at.is_some_and(|at| now < at + FLAPPING_WITHIN);
        if is_told {
            return None;
        }
        self.flaps_told_at = Some(now);
        Some(Notice::Flaps)
    }

    /// More than one too many say nothing more.
    fn note_change(&mut self, now: DateTime<Utc>) {
        self.changes.push(now);
        if self.changes.len() > FLAPPING_OVER + 1 {
            self.changes.remove(0);
        }
    }
}

/// What has become of one trouble, as a notice.
fn difference(before: Option<&Trouble>, after: Option<&Trouble>) -> Option<Notice> {
    match (before, after) {
        (None, None) => None,
        (None, Some(_)) => Some(Notice::Opened),
        (Some(_), None) => Some(Notice::Recovered),
        // Worst first, as they are sorted.
        (Some(before), Some(after)) if after.status < before.status => Some(Notice::Worsened),
        (Some(before), Some(after)) if after.status > before.status => Some(Notice::Eased),
        (Some(before), Some(after)) => (before.failing != after.failing).then_some(Notice::SetChanged),
    }
}

#[cfg(test)]
mod tests;
