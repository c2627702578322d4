//! From what was typed to a schedule, with everything that is wrong at once.

use super::{ClockTime, Every, FieldError, Hours, Interval, IntervalError, Schedule, ScheduleInput, Weekdays, Window};
use crate::zone::ZoneName;

impl Schedule {
    /// Checks a schedule. All fields are looked at, so that nobody corrects
    /// one mistake only to be told of the next.
    pub fn parse(input: &ScheduleInput) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let zone = keep(&mut errors, "zone", ZoneName::parse(&input.zone));
        let schedule = match input.kind.as_str() {
            "window" => window(input, zone, &mut errors),
            "every" => every(input, zone, &mut errors),
            _ => {
                errors.push(FieldError::new("kind", "Choose a window or an interval."));
                None
            }
        };
        schedule.filter(|_| errors.is_empty()).ok_or(errors)
    }

    /// The same schedule as a form shows it.
    pub fn to_input(&self) -> ScheduleInput {
        match self {
            Self::Window(window) => ScheduleInput {
                kind: "window".to_owned(),
                weekdays: window.weekdays.numbers(),
                start: window.start.to_string(),
                end: window.end.to_string(),
                every_seconds: None,
                zone: window.zone.to_string(),
            },
            Self::Every(every) => ScheduleInput {
                kind: "every".to_owned(),
                weekdays: every.weekdays.numbers(),
                start: every.hours.map(|hours| hours.start.to_string()).unwrap_or_default(),
                end: every.hours.map(|hours| hours.end.to_string()).unwrap_or_default(),
                every_seconds: Some(every.interval.seconds()),
                zone: every.zone.to_string(),
            },
        }
    }
}

fn window(input: &ScheduleInput, zone: Option<ZoneName>, errors: &mut Vec<FieldError>) -> Option<Schedule> {
    let weekdays = keep(errors, "weekdays", Weekdays::parse(&input.weekdays));
    let times = times(input, errors);
    let (weekdays, (start, end), zone) = (weekdays?, times?, zone?);
    Some(Schedule::Window(Window { weekdays, start, end, zone }))
}

fn every(input: &ScheduleInput, zone: Option<ZoneName>, errors: &mut Vec<FieldError>) -> Option<Schedule> {
    let interval = input.every_seconds.ok_or(IntervalError).and_then(Interval::from_seconds);
    let interval = keep(errors, "every_seconds", interval);
    let weekdays = match input.weekdays.as_slice() {
        [] => Some(Weekdays::ALL),
        numbers => keep(errors, "weekdays", Weekdays::parse(numbers)),
    };
    let hours = if input.start.trim().is_empty() && input.end.trim().is_empty() {
        Some(None)
    } else {
        times(input, errors).map(|(start, end)| Some(Hours { start, end }))
    };
    let (interval, weekdays, hours, zone) = (interval?, weekdays?, hours?, zone?);
    Some(Schedule::Every(Every { interval, weekdays, hours, zone }))
}

fn times(input: &ScheduleInput, errors: &mut Vec<FieldError>) -> Option<(ClockTime, ClockTime)> {
    let start = keep(errors, "start", ClockTime::parse(&input.start));
    let end = keep(errors, "end", ClockTime::parse(&input.end));
    let (start, end) = (start?, end?);
    if start == end {
        errors.push(FieldError::new("end", "The end has to be another time than the start."));
        return None;
    }
    Some((start, end))
}

fn keep<T, E: ToString>(errors: &mut Vec<FieldError>, field: &str, result: Result<T, E>) -> Option<T> {
    result.map_err(|error| errors.push(FieldError::new(field, error.to_string()))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nightly() -> ScheduleInput {
        ScheduleInput {
            kind: "window".to_owned(),
            weekdays: vec![1, 2, 3, 4, 5],
            start: "01:00".to_owned(),
            end: "05:00".to_owned(),
            every_seconds: None,
            zone: "Europe/Berlin".to_owned(),
        }
    }

    fn steady() -> ScheduleInput {
        ScheduleInput {
            kind: "every".to_owned(),
            every_seconds: Some(300),
            zone: "UTC".to_owned(),
            ..Default::default()
        }
    }

    fn fields(input: &ScheduleInput) -> Vec<String> {
        let errors = Schedule::parse(input).err().unwrap_or_default();
        errors.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn schedules_in_words() {
        let cases = [
            (nightly(), "Mon to Fri, 01:00 to 05:00 Europe/Berlin"),
            (steady(), "every 5 min"),
            (ScheduleInput { weekdays: vec![1], ..steady() }, "every 5 min, Mon UTC"),
            (
                ScheduleInput { start: "22:00".to_owned(), end: "06:00".to_owned(), ..steady() },
                "every 5 min, every day, 22:00 to 06:00 UTC",
            ),
        ];
        for (input, expected) in cases {
            let schedule = Schedule::parse(&input).expect("a schedule");
            assert_eq!(schedule.to_string(), expected);
            assert_eq!(Schedule::parse(&schedule.to_input()), Ok(schedule));
        }
    }

    #[test]
    fn each_mistake_is_told_at_its_field_and_all_at_once() {
        let cases: [(ScheduleInput, &[&str]); 10] = [
            (ScheduleInput { weekdays: vec![], ..nightly() }, &["weekdays"]),
            (ScheduleInput { weekdays: vec![9], ..nightly() }, &["weekdays"]),
            (ScheduleInput { end: "01:00".to_owned(), ..nightly() }, &["end"]),
            (ScheduleInput { start: "25:00".to_owned(), ..nightly() }, &["start"]),
            (ScheduleInput { zone: "Europe/Atlantis".to_owned(), ..nightly() }, &["zone"]),
            (ScheduleInput { kind: "cron".to_owned(), ..nightly() }, &["kind"]),
            (ScheduleInput { every_seconds: None, ..steady() }, &["every_seconds"]),
            (ScheduleInput { every_seconds: Some(29), ..steady() }, &["every_seconds"]),
            (ScheduleInput { start: "08:00".to_owned(), ..steady() }, &["end"]),
            (
                ScheduleInput { kind: "window".to_owned(), ..ScheduleInput::default() },
                &["zone", "weekdays", "start", "end"],
            ),
        ];
        for (input, expected) in cases {
            assert_eq!(fields(&input), expected, "{input:?}");
        }
    }
}
