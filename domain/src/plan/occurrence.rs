//! The occurrences of windows and of intervals.

use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;

use super::Occurrence;
use crate::{
    calendar::{instant_of, last_instant_of, local_date, local_time},
    schedule::{ClockTime, Every, Window},
};

/// A window of a date may begin on the date before or after as others see it,
/// and end on the next.
pub(super) const DAYS_AROUND: Days = Days::new(2);

impl Window {
    /// The opening of a date. A start that clocks skip is the instant of the
    /// skip, one that they show twice the earlier; an end likewise, but the
    /// later. Where that leaves nothing, the window keeps its length.
    pub(super) fn occurrence(&self, date: NaiveDate, tz: Tz) -> Option<Occurrence> {
        let last_day = if self.end <= self.start { date.checked_add_days(Days::new(1))? } else { date };
        let (opens, closes) = (date.and_time(self.start.to_time()), last_day.and_time(self.end.to_time()));
        let start = instant_of(opens, tz);
        let end = last_instant_of(closes, tz);
        let end = if start < end { end } else { start + (closes - opens) };
        Some(Occurrence { start, end, turn: self.weekdays.turn(date) })
    }

    /// The openings of the chosen days from one date to another, both of them
    /// part of it.
    pub(super) fn occurrences(&self, first: NaiveDate, last: NaiveDate, tz: Tz) -> impl Iterator<Item = Occurrence> {
        let dates = first.iter_days().take_while(move |date| *date <= last);
        dates.filter(|date| self.weekdays.contains(*date)).filter_map(move |date| self.occurrence(date, tz))
    }
}

impl Every {
    /// The number of the interval that an instant lies in, from 1970 on.
    pub(super) fn number(&self, at: DateTime<Utc>) -> i64 {
        at.timestamp().div_euclid(i64::from(self.interval.seconds()))
    }

    /// The interval of a number; `None` beyond the calendar.
    pub(super) fn occurrence(&self, number: i64, tz: Tz) -> Option<Occurrence> {
        let seconds = i64::from(self.interval.seconds());
        let start = DateTime::from_timestamp(number.checked_mul(seconds)?, 0)?;
        let end = start.checked_add_signed(self.interval.length())?;
        Some(Occurrence { start, end, turn: self.turn(number, start, tz) })
    }

    /// Around the clock the number of the interval. Otherwise a number that
    /// also grows by one from each chosen day to the next at the same hour:
    /// where an interval is as long as the hours, or longer, only some slots
    /// fall into them, and they must not belong to the same dashboards always.
    fn turn(&self, number: i64, start: DateTime<Utc>, tz: Tz) -> i64 {
        if self.is_unrestricted() {
            return number;
        }
        let local = local_time(start, tz);
        let of_day = (local - local.date().and_time(ClockTime::MIDNIGHT.to_time())).num_seconds();
        self.weekdays.turn(local.date()) + of_day.div_euclid(i64::from(self.interval.seconds()))
    }

    /// Whether an instant lies on the days and inside the hours. Hours that
    /// pass midnight belong to the day they begin on.
    pub(super) fn allows(&self, at: DateTime<Utc>, tz: Tz) -> bool {
        if self.is_unrestricted() {
            return true;
        }
        let local = local_time(at, tz);
        let Some(hours) = self.hours else { return self.weekdays.contains(local.date()) };
        let (start, end, time) = (hours.start.to_time(), hours.end.to_time(), local.time());
        let yesterday = local.date().pred_opt().unwrap_or(local.date());
        if start < end {
            start <= time && time < end && self.weekdays.contains(local.date())
        } else if time >= start {
            self.weekdays.contains(local.date())
        } else {
            time < end && self.weekdays.contains(yesterday)
        }
    }

    /// Whether any instant of an interval lies on the days and in the hours.
    pub(super) fn touches(&self, occurrence: &Occurrence, tz: Tz) -> bool {
        self.allows(occurrence.start, tz)
            || self.beginnings(occurrence.start, tz).take_while(|at| *at < occurrence.end).next().is_some()
    }

    /// The instants after `after` at which the hours of a chosen day begin,
    /// for a little more than a week.
    pub(super) fn beginnings(&self, after: DateTime<Utc>, tz: Tz) -> impl Iterator<Item = DateTime<Utc>> {
        let time = self.hours.map_or(ClockTime::MIDNIGHT, |hours| hours.start).to_time();
        let dates = (local_date(after, tz) - Days::new(1)).iter_days().take(10);
        dates
            .filter(|date| self.weekdays.contains(*date))
            .map(move |date| instant_of(date.and_time(time), tz))
            .filter(move |at| *at > after)
    }
}
