//! The interval of checks that run again and again.

use std::fmt;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// Whole seconds, from [`Interval::SHORTEST`] to [`Interval::LONGEST`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Interval {
    seconds: u32,
}

/// The interval is too short or too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Choose an interval from 30 seconds to 24 hours.")]
pub struct IntervalError;

impl Interval {
    /// The shortest interval, in seconds.
    pub const SHORTEST: u32 = 30;
    /// The longest interval, in seconds: a day.
    pub const LONGEST: u32 = 24 * 3_600;

    /// An interval of so many seconds.
    pub const fn from_seconds(seconds: u32) -> Result<Self, IntervalError> {
        if seconds >= Self::SHORTEST && seconds <= Self::LONGEST { Ok(Self { seconds }) } else { Err(IntervalError) }
    }

    /// Its seconds.
    pub const fn seconds(self) -> u32 {
        self.seconds
    }

    /// Its length.
    pub fn length(self) -> TimeDelta {
        TimeDelta::seconds(i64::from(self.seconds))
    }
}

/// "30 s", "5 min", "1 h 30 min".
impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::words::length(self.length()))
    }
}

impl TryFrom<u32> for Interval {
    type Error = IntervalError;

    fn try_from(seconds: u32) -> Result<Self, Self::Error> {
        Self::from_seconds(seconds)
    }
}

impl From<Interval> for u32 {
    fn from(interval: Interval) -> Self {
        interval.seconds
    }
}
