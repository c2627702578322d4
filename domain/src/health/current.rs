//! The status of a dashboard now.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::report::Status;

/// How the latest check ended, whether or not it says anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LastCheck {
    /// It ran.
    Ran,
    /// It could not run.
    CouldNotRun,
    /// It was never begun: nobody was there.
    Missed,
}

/// What is stored about a dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The latest report of a check that ran: its status, never UNKNOWN, and
    /// its time.
    pub conclusive: Option<(Status, DateTime<Utc>)>,
    /// How the latest check ended; `None` before the first.
    pub last: Option<LastCheck>,
    /// From when on the conclusive report is stale.
    pub stale_at: Option<DateTime<Utc>>,
}

/// What stands beside a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Note {
    /// There is no report.
    NeverChecked,
    /// The last check could not run; the status is older.
    CouldNotRun,
    /// The last check was missed; the status is older.
    Missed,
    /// The report is older than two expected intervals.
    Stale,
    /// It passed up to here, and nobody knows what came then.
    WasPassUntil {
        /// The time of the last PASS.
        until: DateTime<Utc>,
        /// Why nobody knows.
        doubt: Doubt,
    },
}

/// Why nobody knows whether what passed still does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Doubt {
    /// The last check could not run.
    CouldNotRun,
    /// The last check was missed.
    Missed,
    /// The report is older than two expected intervals.
    Stale,
}

impl Doubt {
    /// As it stands beside a status.
    pub const fn words(self) -> &'static str {
        match self {
            Self::CouldNotRun => "last check could not run",
            Self::Missed => "last check was missed",
            Self::Stale => "stale: older than two of its intervals",
        }
    }
}

impl Note {
    /// As it stands beside a status; `time` writes an instant.
    pub fn words(self, time: impl FnOnce(DateTime<Utc>) -> String) -> String {
        match self {
            Self::NeverChecked => "never checked".to_owned(),
            Self::CouldNotRun => Doubt::CouldNotRun.words().to_owned(),
            Self::Missed => Doubt::Missed.words().to_owned(),
            Self::Stale => Doubt::Stale.words().to_owned(),
            Self::WasPassUntil { until, doubt } => format!("was PASS until {}, {}", time(until), doubt.words()),
        }
    }
}

/// The status of a dashboard at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Current {
    /// The one colour that it counts in.
    pub status: Status,
    /// Why it is that, where the latest report alone doesn't say.
    pub note: Option<Note>,
    /// Whether it is older than two expected intervals.
    pub is_stale: bool,
    /// Whether its last check was missed.
    pub is_missed: bool,
}

impl Facts {
    /// The status at `now`.
    pub fn at(&self, now: DateTime<Utc>) -> Current {
        let is_missed = self.last == Some(LastCheck::Missed);
        let Some((seen, until)) = self.conclusive else {
            let note = match self.last {
                None | Some(LastCheck::Ran) => Note::NeverChecked,
                Some(LastCheck::CouldNotRun) => Note::CouldNotRun,
                Some(LastCheck::Missed) => Note::Missed,
            };
            return Current { status: Status::Unknown, note: Some(note), is_stale: false, is_missed };
        };
        let is_stale = self.stale_at.is_some_and(|stale_at| stale_at <= now);
        let doubt = match self.last {
            Some(LastCheck::CouldNotRun) => Some(Doubt::CouldNotRun),
            Some(LastCheck::Missed) => Some(Doubt::Missed),
            _ => is_stale.then_some(Doubt::Stale),
        };
        match (seen, doubt) {
            (Status::Pass, Some(doubt)) => {
                let note = Some(Note::WasPassUntil { until, doubt });
                Current { status: Status::Unknown, note, is_stale, is_missed }
            }
            _ => Current { status: seen, note: doubt.map(Note::from), is_stale, is_missed },
        }
    }
}

impl From<Doubt> for Note {
    fn from(doubt: Doubt) -> Self {
        match doubt {
            Doubt::CouldNotRun => Self::CouldNotRun,
            Doubt::Missed => Self::Missed,
            Doubt::Stale => Self::Stale,
        }
    }
}

/// How many dashboards there are of each status; each counts once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Passing.
    pub green: u32,
    /// With a warning.
    pub yellow: u32,
    /// Failing.
    pub red: u32,
    /// Nobody knows.
    pub unknown: u32,
    /// Of all of these, the stale.
    pub stale: u32,
    /// Of all of these, those whose last check was missed.
    pub missed: u32,
}

impl Tally {
    /// Counts a dashboard.
    pub fn add(&mut self, current: &Current) {
        *match current.status {
            Status::Pass => &mut self.green,
            Status::Warn => &mut self.yellow,
            Status::Fail => &mut self.red,
            Status::Unknown => &mut self.unknown,
        } += 1;
        self.stale += u32::from(current.is_stale);
        self.missed += u32::from(current.is_missed);
    }

    /// How many there are.
    pub const fn total(&self) -> u32 {
        self.green + self.yellow + self.red + self.unknown
    }

    /// "13 Green, 0 Yellow, 2 Red", and what else there is to say.
    pub fn sentence(&self) -> String {
        let unknown = if self.unknown > 0 { format!(", {} Unknown", self.unknown) } else { String::new() };
        let beside: Vec<String> = [(self.stale, "stale"), (self.missed, "missed")]
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        let beside = if beside.is_empty() { String::new() } else { format!(" (of which {})", beside.join(", ")) };
        format!("{} Green, {} Yellow, {} Red{unknown}{beside}", self.green, self.yellow, self.red)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    #[test]
    fn a_status_is_never_better_than_what_was_seen_and_doubt_hides_no_failure() {
        use LastCheck::{CouldNotRun, Missed, Ran};
        use Status::{Fail, Pass, Unknown, Warn};
        let seen = at("2026-11-20T01:08:00Z");
        let was_pass = |doubt| Some(Note::WasPassUntil { until: seen, doubt });
        let (fresh, stale) = ("2026-11-22T01:07:59Z", "2026-11-22T01:08:00Z");
        let cases = [
            (None, None, fresh, Unknown, Some(Note::NeverChecked), false),
            (None, Some(CouldNotRun), fresh, Unknown, Some(Note::CouldNotRun), false),
            (None, Some(Missed), stale, Unknown, Some(Note::Missed), false),
            (Some(Pass), Some(Ran), fresh, Pass, None, false),
            (Some(Pass), Some(CouldNotRun), fresh, Unknown, was_pass(Doubt::CouldNotRun), false),
            (Some(Pass), Some(Missed), fresh, Unknown, was_pass(Doubt::Missed), false),
            (Some(Pass), Some(Ran), stale, Unknown, was_pass(Doubt::Stale), true),
            (Some(Warn), Some(Ran), fresh, Warn, None, false),
            (Some(Warn), Some(Missed), fresh, Warn, Some(Note::Missed), false),
            (Some(Fail), Some(Ran), fresh, Fail, None, false),
            (Some(Fail), Some(CouldNotRun), stale, Fail, Some(Note::CouldNotRun), true),
            (Some(Fail), Some(Ran), stale, Fail, Some(Note::Stale), true),
        ];
        for (status, last, now, expected, note, is_stale) in cases {
            let stale_at = Some(at(stale));
            let facts = Facts { conclusive: status.map(|status| (status, seen)), last, stale_at };
            let is_missed = last == Some(Missed);
            assert_eq!(
                facts.at(at(now)),
                Current { status: expected, note, is_stale, is_missed },
                "{facts:?} at {now}"
            );
        }
    }

    #[test]
    fn a_note_says_why_nobody_knows() {
        let until = at("2026-11-20T01:08:00Z");
        let words = |doubt| Note::WasPassUntil { until, doubt }.words(|at| at.format("%H:%M").to_string());
        assert_eq!(words(Doubt::CouldNotRun), "was PASS until 01:08, last check could not run");
        assert_eq!(words(Doubt::Missed), "was PASS until 01:08, last check was missed");
        assert_eq!(words(Doubt::Stale), "was PASS until 01:08, stale: older than two of its intervals");
    }

    #[test]
    fn without_an_expectation_nothing_is_stale() {
        let seen = at("2020-01-01T00:00:00Z");
        let facts = Facts { conclusive: Some((Status::Pass, seen)), last: Some(LastCheck::Ran), stale_at: None };
        assert_eq!(facts.at(at("2026-01-01T00:00:00Z")).status, Status::Pass);
    }

    #[test]
    fn a_tally_counts_each_once() {
        let mut tally = Tally { green: 13, red: 2, ..Tally::default() };
        assert_eq!(tally.sentence(), "13 Green, 0 Yellow, 2 Red");
        tally.add(&Current { status: Status::Unknown, note: None, is_stale: true, is_missed: true });
        assert_eq!(tally.total(), 16);
        assert_eq!(tally.sentence(), "13 Green, 0 Yellow, 2 Red, 1 Unknown (of which 1 stale, 1 missed)");
    }
}
