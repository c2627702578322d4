//! When the dashboards of a policy are checked: in a window of some
//! weekdays, or every so often.
//!
//! Here are the values and their words; which instants follow from them is
//! the matter of `plan`.

mod clock_time;
mod input;
mod interval;
#[cfg(feature = "zones")]
mod parse;
mod weekdays;
mod words;

use serde::Serialize;

use crate::zone::ZoneName;

pub use clock_time::{ClockTime, ClockTimeError};
pub use input::{FieldError, ScheduleInput};
pub use interval::{Interval, IntervalError};
pub use weekdays::{Weekdays, WeekdaysError};
pub use words::length;

/// When checks run, in a time zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Schedule {
    /// Once in a window on each of some days, spread over it.
    Window(Window),
    /// Again and again, spread over the interval.
    Every(Every),
}

/// A window on some weekdays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Window {
    /// On which days it opens.
    pub weekdays: Weekdays,
    /// When it opens.
    pub start: ClockTime,
    /// When it closes; at or before the start means on the next day.
    pub end: ClockTime,
    /// Whose clocks these are.
    pub zone: ZoneName,
}

/// A steady interval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Every {
    /// The interval.
    pub interval: Interval,
    /// On which days; for hours that pass midnight, the days they begin on.
    pub weekdays: Weekdays,
    /// Inside which hours of the day; `None` is around the clock.
    pub hours: Option<Hours>,
    /// Whose days and hours these are.
    pub zone: ZoneName,
}

/// Hours of a day, `[start, end)`; an end before the start is on the next day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Hours {
    /// The first minute.
    pub start: ClockTime,
    /// The first minute after.
    pub end: ClockTime,
}

impl Schedule {
    /// The zone whose clocks it follows.
    pub fn zone(&self) -> &ZoneName {
        match self {
            Self::Window(window) => &window.zone,
            Self::Every(every) => &every.zone,
        }
    }
}

impl Every {
    /// Whether it runs on all days around the clock.
    pub fn is_unrestricted(&self) -> bool {
        self.hours.is_none() && self.weekdays == Weekdays::ALL
    }
}
