//! From a range to two instants, in a time zone.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use super::named::Shape;
use super::{Point, Range, RangeError, Span};
use crate::calendar::{local_date, start_of_day};

impl Range {
    /// The instants of this range as seen at `now` in a time zone.
    ///
    /// A range that reaches past now ends now, so that two ranges of equal
    /// elapsed length can be compared; one that lies ahead altogether stays
    /// as it was asked for, and is empty.
    pub fn resolve(&self, now: DateTime<Utc>, tz: Tz) -> Result<Span, RangeError> {
        let (start, end) = match *self {
            Self::Named(name) => shape(name.shape(), now, tz),
            Self::Custom(custom) => {
                let end = match custom.to {
                    Point::Date(date) => start_of_day(next(date), tz),
                    Point::Instant(instant) => instant,
                };
                let start = match custom.from {
                    Point::Date(date) => start_of_day(date, tz),
                    Point::Instant(instant) => instant,
                };
                (start, end)
            }
        };
        let (start, now) = (cut(start), cut(now));
        let end = if start < now { cut(end).min(now) } else { cut(end) };
        if start < end { Ok(Span { start, end, open: end >= now }) } else { self.empty(start) }
    }

    /// A custom range that holds nothing is a mistake. A named one can only
    /// be empty in the very instant that its first day begins.
    fn empty(&self, start: DateTime<Utc>) -> Result<Span, RangeError> {
        match self {
            Self::Named(_) => Ok(Span { start, end: start + TimeDelta::microseconds(1), open: true }),
            Self::Custom(_) => Err(RangeError::Reversed),
        }
    }
}

fn shape(shape: Shape, now: DateTime<Utc>, tz: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
    let today = local_date(now, tz);
    let since = |date| (start_of_day(date, tz), now);
    let month = first_of_month(today);
    match shape {
        Shape::Hours(hours) => (now - TimeDelta::hours(hours), now),
        Shape::Days(days) => since(before(today, days.saturating_sub(1))),
        Shape::Yesterday => (start_of_day(before(today, 1), tz), start_of_day(today, tz)),
        Shape::Week => since(before(today, u64::from(today.weekday().num_days_from_monday()))),
        Shape::Month => since(month),
        Shape::PreviousMonth => (start_of_day(first_of_month(before(month, 1)), tz), start_of_day(month, tz)),
    }
}

/// A clock and a custom range both stay far from the ends of the calendar.
const IN_CALENDAR: &str = "a range lies within the years 1969 to 9999";

fn before(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_sub_days(Days::new(days)).expect(IN_CALENDAR)
}

fn next(date: NaiveDate) -> NaiveDate {
    date.succ_opt().expect(IN_CALENDAR)
}

fn first_of_month(date: NaiveDate) -> NaiveDate {
    date.with_day(1).expect("every month has a first day")
}

fn cut(instant: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(instant.timestamp_micros()).unwrap_or(instant)
}

#[cfg(test)]
mod tests;
