//! A time of day as clocks show it, to the minute.

use std::{fmt, str::FromStr};

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

/// Hours and minutes, from 00:00 to 23:59.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClockTime {
    minutes: u16,
}

/// The text is no time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Enter a time such as 01:30.")]
pub struct ClockTimeError;

impl ClockTime {
    /// Midnight, where a day begins.
    pub const MIDNIGHT: Self = Self { minutes: 0 };

    /// The time so many minutes after midnight; `None` from 24 hours on.
    pub const fn from_minutes(minutes: u16) -> Option<Self> {
        if minutes < 24 * 60 { Some(Self { minutes }) } else { None }
    }

    /// Minutes since midnight.
    pub const fn minutes(self) -> u16 {
        self.minutes
    }

    /// Reads `HH:MM`; the hour may have one digit, and seconds may follow if
    /// they are zero, as some browsers send them.
    pub fn parse(text: &str) -> Result<Self, ClockTimeError> {
        let text = text.trim();
        let text = text.strip_suffix(":00").filter(|rest| rest.contains(':')).unwrap_or(text);
        let (hour, minute) = text.split_once(':').ok_or(ClockTimeError)?;
        let number = |part: &str, longest: usize| {
            let is_number = (1..=longest).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            if is_number { part.parse::<u16>().map_err(|_| ClockTimeError) } else { Err(ClockTimeError) }
        };
        let (hour, minutes) = (number(hour, 2)?, number(minute, 2)?);
        if hour > 23 || minutes > 59 || minute.len() != 2 {
            return Err(ClockTimeError);
        }
        Ok(Self { minutes: hour * 60 + minutes })
    }

    /// The same for the calendar.
    pub fn to_time(self) -> NaiveTime {
        let seconds = u32::from(self.minutes) * 60;
        NaiveTime::from_num_seconds_from_midnight_opt(seconds, 0).expect("a clock time lies within a day")
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.minutes / 60, self.minutes % 60)
    }
}

impl FromStr for ClockTime {
    type Err = ClockTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<String> for ClockTime {
    type Error = ClockTimeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl From<ClockTime> for String {
    fn from(time: ClockTime) -> Self {
        time.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        let cases = [
            ("00:00", Some(0)),
            ("1:05", Some(65)),
            (" 01:30 ", Some(90)),
            ("23:59", Some(1439)),
            ("05:00:00", Some(300)),
            ("05:30:00", Some(330)),
            ("24:00", None),
            ("12:60", None),
            ("12:5", None),
            ("12", None),
            ("", None),
            ("aa:bb", None),
            ("-1:00", None),
            ("+1:00", None),
            ("05:00:01", None),
            ("123:00", None),
        ];
        for (text, expected) in cases {
            assert_eq!(ClockTime::parse(text).ok().map(ClockTime::minutes), expected, "{text:?}");
        }
    }

    #[test]
    fn every_time_round_trips() {
        for minutes in 0..24 * 60 {
            let time = ClockTime::from_minutes(minutes).expect("within a day");
            assert_eq!(time.to_string().parse(), Ok(time));
        }
        assert_eq!(ClockTime::from_minutes(24 * 60), None);
    }
}
