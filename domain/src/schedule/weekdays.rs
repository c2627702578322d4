//! A set of weekdays, numbered as everywhere here: 0 is Sunday, 6 Saturday.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// At least one weekday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<u8>", into = "Vec<u8>")]
pub struct Weekdays {
    bits: u8,
}

/// Why numbers are no set of weekdays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeekdaysError {
    /// Nothing was chosen.
    #[error("Choose at least one weekday.")]
    Empty,
    /// A number beyond Saturday.
    #[error("Weekdays are numbered from 0 (Sunday) to 6 (Saturday).")]
    Unknown(u8),
}

const SHORT: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

impl Weekdays {
    /// All seven.
    pub const ALL: Self = Self { bits: 0b111_1111 };

    /// Reads numbers from 0 to 6, in any order, repeated or not.
    pub fn parse(numbers: &[u8]) -> Result<Self, WeekdaysError> {
        let mut bits = 0;
        for &number in numbers {
            if number > 6 {
                return Err(WeekdaysError::Unknown(number));
            }
            bits |= 1 << number;
        }
        if bits == 0 { Err(WeekdaysError::Empty) } else { Ok(Self { bits }) }
    }

    /// The numbers, from Sunday on.
    pub fn numbers(self) -> Vec<u8> {
        (0..7).filter(|&day| self.has(day)).collect()
    }

    /// How many they are.
    pub const fn count(self) -> u32 {
        self.bits.count_ones()
    }

    /// Whether a date falls on one of them.
    pub fn contains(self, date: NaiveDate) -> bool {
        self.has(number_of(date))
    }

    /// How many of these days there were before a date, counted from a Sunday
    /// long ago: a number that grows by one from each chosen day to the next.
    pub fn turn(self, date: NaiveDate) -> i64 {
        let sunday = i64::from(date.num_days_from_ce()) - i64::from(number_of(date));
        let earlier = (self.bits & ((1 << number_of(date)) - 1)).count_ones();
        sunday.div_euclid(7) * i64::from(self.count()) + i64::from(earlier)
    }

    const fn has(self, day: u8) -> bool {
        self.bits & (1 << day) != 0
    }
}

fn number_of(date: NaiveDate) -> u8 {
    u8::try_from(date.weekday().num_days_from_sunday()).expect("a week has seven days")
}

/// "every day", "Mon to Fri", or the days by name, Monday first.
impl fmt::Display for Weekdays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let order = [1, 2, 3, 4, 5, 6, 0];
        let chosen: Vec<usize> = (0..7).filter(|&place| self.has(order[place])).collect();
        let name = |place: usize| SHORT[usize::from(order[place])];
        let (first, last) = (chosen[0], chosen[chosen.len() - 1]);
        if chosen.len() == 7 {
            f.write_str("every day")
        } else if chosen.len() > 2 && last - first + 1 == chosen.len() {
            write!(f, "{} to {}", name(first), name(last))
        } else {
            f.write_str(&chosen.into_iter().map(name).collect::<Vec<_>>().join(", "))
        }
    }
}

impl TryFrom<Vec<u8>> for Weekdays {
    type Error = WeekdaysError;

    fn try_from(numbers: Vec<u8>) -> Result<Self, Self::Error> {
        Self::parse(&numbers)
    }
}

impl From<Weekdays> for Vec<u8> {
    fn from(days: Weekdays) -> Self {
        days.numbers()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn sets() {
        assert_eq!(Weekdays::parse(&[]), Err(WeekdaysError::Empty));
        assert_eq!(Weekdays::parse(&[1, 7]), Err(WeekdaysError::Unknown(7)));
        let days = Weekdays::parse(&[5, 1, 1]).expect("days");
        assert_eq!((days.numbers(), days.count()), (vec![1, 5], 2));
        // 22 November 2026 is a Sunday.
        assert!(Weekdays::parse(&[0]).is_ok_and(|sunday| sunday.contains(date("2026-11-22"))));
        assert!(Weekdays::parse(&[6]).is_ok_and(|saturday| saturday.contains(date("2026-11-21"))));
        assert!(!days.contains(date("2026-11-24")));
    }

    #[test]
    fn words() {
        let cases: [(&[u8], &str); 6] = [
            (&[0, 1, 2, 3, 4, 5, 6], "every day"),
            (&[1, 2, 3, 4, 5], "Mon to Fri"),
            (&[0, 6], "Sat, Sun"),
            (&[0, 5, 6], "Fri to Sun"),
            (&[1, 3, 5], "Mon, Wed, Fri"),
            (&[2], "Tue"),
        ];
        for (numbers, expected) in cases {
            assert_eq!(Weekdays::parse(numbers).expect("days").to_string(), expected);
        }
    }

    #[test]
    fn the_turn_grows_by_one_from_each_chosen_day_to_the_next() {
        for bits in 1..128_u8 {
            let days = Weekdays { bits };
            let mut expected = None;
            for date in date("2026-10-01").iter_days().take(60).filter(|date| days.contains(*date)) {
                let turn = days.turn(date);
                assert_eq!(turn, *expected.get_or_insert(turn), "{days} on {date}");
                expected = Some(turn + 1);
            }
        }
    }
}
