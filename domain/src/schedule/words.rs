//! A schedule as lists and previews say it.

use std::fmt;

use chrono::TimeDelta;

use super::{Every, Hours, Schedule, Window};

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Window(window) => window.fmt(f),
            Self::Every(every) => every.fmt(f),
        }
    }
}

/// "Mon to Fri, 01:00 to 05:00 Europe/Berlin".
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {} to {} {}", self.weekdays, self.start, self.end, self.zone)
    }
}

/// "every 5 min", and when only.
impl fmt::Display for Every {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "every {}", self.interval)?;
        if self.is_unrestricted() {
            return Ok(());
        }
        write!(f, ", {}", self.weekdays)?;
        if let Some(Hours { start, end }) = self.hours {
            write!(f, ", {start} to {end}")?;
        }
        write!(f, " {}", self.zone)
    }
}

/// A length of time in its two largest units that aren't zero: "16 min",
/// "2 min 30 s", "1 h 30 min", "4.5 s", "60 ms". Nothing is rounded up.
pub fn length(length: TimeDelta) -> String {
    let millis = length.num_milliseconds();
    if millis < 1_000 {
        return format!("{millis} ms");
    }
    if millis < 60_000 {
        let tenths = millis / 100;
        let (seconds, rest) = (tenths / 10, tenths % 10);
        return if rest == 0 { format!("{seconds} s") } else { format!("{seconds}.{rest} s") };
    }
    let seconds = millis / 1_000;
    let units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let largest = units.iter().position(|(unit, _)| seconds >= *unit).unwrap_or(units.len() - 1);
    let mut rest = seconds;
    let mut words = Vec::new();
    for (unit, name) in &units[largest..units.len().min(largest + 2)] {
        if rest / unit > 0 {
            words.push(format!("{} {name}", rest / unit));
        }
        rest %= unit;
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths() {
        let cases = [
            (60, "60 ms"),
            (4_500, "4.5 s"),
            (5_000, "5 s"),
            (59_990, "59.9 s"),
            (60_000, "1 min"),
            (150_000, "2 min 30 s"),
            (960_000, "16 min"),
            (5_400_000, "1 h 30 min"),
            (86_400_000, "1 d"),
            (90_000_000, "1 d 1 h"),
        ];
        for (millis, expected) in cases {
            assert_eq!(length(TimeDelta::milliseconds(millis)), expected);
        }
    }
}
