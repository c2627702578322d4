//! A schedule together with the rules of its time zone.

use chrono::{DateTime, Days, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{Occurrence, occurrence::DAYS_AROUND};
use crate::{calendar::local_date, schedule::Schedule, zone::ZoneError};

/// A schedule that can be asked for instants.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timetable {
    schedule: Schedule,
    tz: Tz,
}

impl Timetable {
    /// Looks the zone up. It fails only for a schedule whose zone was never
    /// checked.
    pub fn new(schedule: Schedule) -> Result<Self, ZoneError> {
        let tz = schedule.zone().to_tz()?;
        Ok(Self { schedule, tz })
    }

    /// The schedule.
    pub fn schedule(&self) -> &Schedule {
        &self.schedule
    }

    /// The zone.
    pub fn tz(&self) -> Tz {
        self.tz
    }

    /// Whether checks run in a window, rather than again and again.
    pub fn is_window(&self) -> bool {
        matches!(self.schedule, Schedule::Window(_))
    }

    /// The occurrences that share an instant with `[from, to)`, in order.
    pub fn overlapping(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Occurrence> {
        let shares = |occurrence: &Occurrence| occurrence.start < to && from < occurrence.end;
        match &self.schedule {
            Schedule::Window(window) => {
                let first = local_date(from, self.tz) - DAYS_AROUND;
                let last = local_date(to, self.tz) + DAYS_AROUND;
                window.occurrences(first, last, self.tz).filter(shares).collect()
            }
            Schedule::Every(every) => (every.number(from)..=every.number(to))
                .filter_map(|number| every.occurrence(number, self.tz))
                .filter(|occurrence| shares(occurrence) && every.touches(occurrence, self.tz))
                .collect(),
        }
    }

    /// The first occurrence that starts at `at` or later.
    pub fn next(&self, at: DateTime<Utc>) -> Option<Occurrence> {
        match &self.schedule {
            Schedule::Window(window) => {
                let first = local_date(at, self.tz) - DAYS_AROUND;
                let last = local_date(at, self.tz) + Days::new(10);
                window.occurrences(first, last, self.tz).find(|occurrence| occurrence.start >= at)
            }
            Schedule::Every(every) => {
                let soonest = every.number(at - TimeDelta::nanoseconds(1)) + 1;
                let of = |number| every.occurrence(number, self.tz);
                let candidate = of(soonest)?;
                if every.touches(&candidate, self.tz) {
                    return Some(candidate);
                }
                every.beginnings(candidate.start, self.tz).find_map(|begins| of(every.number(begins)))
            }
        }
    }

    /// The last occurrence that started at `at` or before.
    pub fn latest(&self, at: DateTime<Utc>) -> Option<Occurrence> {
        match &self.schedule {
            Schedule::Window(window) => {
                let first = local_date(at, self.tz) - Days::new(10);
                let last = local_date(at, self.tz) + DAYS_AROUND;
                window.occurrences(first, last, self.tz).filter(|occurrence| occurrence.start <= at).last()
            }
            Schedule::Every(every) => every.occurrence(every.number(at), self.tz),
        }
    }

    /// Whether a slot may lie at an instant.
    pub(super) fn allows(&self, at: DateTime<Utc>) -> bool {
        match &self.schedule {
            Schedule::Window(_) => true,
            Schedule::Every(every) => every.allows(at, self.tz),
        }
    }
}
