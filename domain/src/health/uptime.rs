//! The part of the time in which a dashboard worked.

use chrono::{DateTime, TimeDelta, Utc};

use crate::report::Status;

/// A change of a dashboard's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// When it was seen.
    pub at: DateTime<Utc>,
    /// The status from then on.
    pub status: Status,
}

/// The part of `[from, to)` in which the dashboard worked, from 0 to 1, with
/// or without warnings. Time of which nothing is known doesn't count, nor
/// does maintenance; `None` where no time is left. `changes` are in order and
/// begin with the one that holds at `from`, if there was one.
pub fn uptime(
    changes: &[Change],
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    maintenance: &[(DateTime<Utc>, DateTime<Utc>)],
) -> Option<f64> {
    let maintenance = merged(maintenance);
    let (mut up, mut known) = (TimeDelta::zero(), TimeDelta::zero());
    for (place, change) in changes.iter().enumerate() {
        let start = change.at.max(from);
        let end = changes.get(place + 1).map_or(to, |next| next.at).min(to);
        if start >= end || change.status == Status::Unknown {
            continue;
        }
        let paused = maintenance.iter().map(|(pause, resume)| shared(start, end, *pause, *resume)).sum();
        let counted = (end - start) - paused;
        known += counted;
        if change.status != Status::Fail {
            up += counted;
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of a month are exact in a double")]
    let part = up.num_milliseconds() as f64 / known.num_milliseconds() as f64;
    (known > TimeDelta::zero()).then_some(part)
}

/// The time that two spans share.
fn shared(start: DateTime<Utc>, end: DateTime<Utc>, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
    (end.min(to) - start.max(from)).max(TimeDelta::zero())
}

/// Spans that overlap count once.
fn merged(spans: &[(DateTime<Utc>, DateTime<Utc>)]) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let mut sorted = spans.to_vec();
    sorted.sort_unstable();
    let mut merged: Vec<(DateTime<Utc>, DateTime<Utc>)> = Vec::new();
    for (start, end) in sorted {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(hour: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::hours(hour)
    }

    #[test]
    fn hours_that_worked() {
        use Status::{Fail, Pass, Unknown, Warn};
        type Case<'a> = (&'a [(i64, Status)], &'a [(i64, i64)], Option<f64>);
        let cases: [Case<'_>; 9] = [
            (&[], &[], None),
            (&[(-5, Pass)], &[], Some(1.0)),
            (&[(-5, Fail)], &[], Some(0.0)),
            (&[(0, Pass), (9, Fail)], &[], Some(0.9)),
            (&[(0, Warn), (5, Fail), (7, Pass)], &[], Some(0.8)),
            // Nobody knows about the first half.
            (&[(0, Unknown), (5, Fail)], &[], Some(0.0)),
            (&[(0, Unknown)], &[], None),
            // It failed in maintenance only, which was entered twice.
            (&[(0, Pass), (4, Fail), (6, Pass)], &[(4, 6), (3, 5)], Some(1.0)),
            (&[(0, Fail)], &[(-1, 11)], None),
        ];
        for (changes, maintenance, expected) in cases {
            let changed: Vec<_> =
                changes.iter().map(|(at, status)| Change { at: hour(*at), status: *status }).collect();
            let paused: Vec<_> = maintenance.iter().map(|(from, to)| (hour(*from), hour(*to))).collect();
            assert_eq!(uptime(&changed, hour(0), hour(10), &paused), expected, "{changes:?} {maintenance:?}");
        }
    }
}
