//! A range between two points that a person entered.

use std::fmt;

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};

use super::RangeError;

/// A start and an end; the end is not before the start, as far as that can be
/// told without a time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustomRange {
    /// Where it starts.
    pub from: Point,
    /// Where it ends: an instant is not part of the range, a date is.
    pub to: Point,
}

/// A local date, or an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Point {
    /// A day of the organization's time zone.
    Date(NaiveDate),
    /// An instant, the same in every time zone.
    Instant(DateTime<Utc>),
}

impl CustomRange {
    pub(super) fn parse(from: &str, to: &str) -> Result<Self, RangeError> {
        let from = Point::parse(from, "from")?;
        let to = Point::parse(to, "to")?;
        let is_reversed = match (from, to) {
            (Point::Date(from), Point::Date(to)) => from > to,
            (Point::Instant(from), Point::Instant(to)) => from >= to,
            // A date beside an instant: the zone decides.
            _ => false,
        };
        if is_reversed { Err(RangeError::Reversed) } else { Ok(Self { from, to }) }
    }

    pub(super) fn label(&self) -> String {
        if self.from == self.to { self.from.label() } else { format!("{} – {}", self.from.label(), self.to.label()) }
    }
}

impl Point {
    /// The years that a range may reach into. Storage has nothing before, and
    /// a year of five digits is a slip of the finger.
    const YEARS: std::ops::RangeInclusive<i32> = 1970..=9998;

    fn parse(text: &str, field: &'static str) -> Result<Self, RangeError> {
        let unreadable = || RangeError::Unreadable { field, value: text.chars().take(40).collect() };
        let (point, year) = if text.len() == "2026-11-21".len() {
            let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| unreadable())?;
            (Self::Date(date), date.year())
        } else {
            let instant = DateTime::parse_from_rfc3339(text).map_err(|_| unreadable())?.to_utc();
            (Self::Instant(instant), instant.year())
        };
        if Self::YEARS.contains(&year) { Ok(point) } else { Err(unreadable()) }
    }

    fn label(self) -> String {
        match self {
            Self::Date(date) => date.format("%-d %b %Y").to_string(),
            Self::Instant(instant) => instant.format("%-d %b %Y, %H:%M UTC").to_string(),
        }
    }
}

/// The text that reads as the same point again.
impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => write!(f, "{}", date.format("%Y-%m-%d")),
            Self::Instant(instant) => f.write_str(&instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
        }
    }
}
