//! What is wrong with a pipeline, a daemon or a metric, from what is known of
//! it and one instant.
//!
//! A dashboard is looked at by a check, and its report says what it saw. These
//! are watched: what they sent is there, and time passes. Each function here
//! answers with what a [`Story`](super::Story) hears; from there on they are
//! incidents like any other. What isn't known is told to nobody: it neither
//! opens an incident nor ends one.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use super::Trouble;
use crate::report::Status;

/// What is seen of something that is watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// Nothing is wrong.
    Fine,
    /// Something is.
    Wrong(Trouble),
    /// It can't be told.
    Unknown,
}

impl Seen {
    /// What a story hears of it; `None` where it hears nothing.
    pub fn told(self) -> Option<Option<Trouble>> {
        match self {
            Self::Fine => Some(None),
            Self::Wrong(trouble) => Some(Some(trouble)),
            Self::Unknown => None,
        }
    }
}

/// What is known of a pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pipeline {
    /// Whether the execution that ended last failed; none before the first.
    pub last_failed: Option<bool>,
    /// When one succeeded last.
    pub succeeded_at: Option<DateTime<Utc>>,
    /// How long it may be without a success; none is for ever.
    pub success_within: Option<TimeDelta>,
    /// Since when it is watched: nobody is late before.
    pub watched_since: DateTime<Utc>,
}

/// An execution that failed, and a success that is overdue. Both are one
/// incident of the pipeline; when one of them goes or comes, its set changes.
pub fn pipeline(known: &Pipeline, now: DateTime<Utc>) -> Seen {
    let from = known.succeeded_at.map_or(known.watched_since, |at| at.max(known.watched_since));
    let is_overdue = known.success_within.is_some_and(|within| from + within <= now);
    let wrong = [("execution", known.last_failed == Some(true)), ("overdue", is_overdue)];
    let failing: BTreeSet<_> = wrong.iter().filter(|(_, is)| *is).map(|(what, _)| (*what).to_owned()).collect();
    match (failing.is_empty(), known.last_failed) {
        (false, _) => Seen::Wrong(Trouble { status: Status::Fail, failing }),
        (true, Some(_)) => Seen::Fine,
        (true, None) => Seen::Unknown,
    }
}

/// A daemon that was heard of last at `heard_at`, or never since it is
/// watched, and may be silent for a time. Silence says that nobody answers,
/// not what is wrong.
pub fn daemon(
    heard_at: Option<DateTime<Utc>>,
    watched_since: DateTime<Utc>,
    silent_for: TimeDelta,
    now: DateTime<Utc>,
) -> Seen {
    let from = heard_at.map_or(watched_since, |at| at.max(watched_since));
    match heard_at {
        _ if from + silent_for <= now => Seen::Wrong(Trouble::outage()),
        Some(_) => Seen::Fine,
        None => Seen::Unknown,
    }
}

/// The side of a limit that is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// More than the limit.
    Above,
    /// Less than the limit.
    Below,
}

/// From when on a metric is wrong.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// The limit, which is not wrong itself.
    pub limit: f64,
    /// Which side of it is.
    pub side: Side,
    /// For how long it has to be beyond the limit.
    pub lasting: TimeDelta,
}

impl Threshold {
    /// Whether a value is wrong. What is no number is not.
    pub fn is_beyond(&self, value: f64) -> bool {
        match self.side {
            Side::Above => value > self.limit,
            Side::Below => value < self.limit,
        }
    }
}

/// A metric of a host or of a product, by its samples in the order of time,
/// from twice the threshold's duration ago. It is wrong once all samples of so
/// long are beyond the limit, and fine with the first that isn't. Between two
/// samples that are farther apart than that nothing is known, and nothing is
/// known once the last one is older.
pub fn metric(threshold: &Threshold, samples: &[(DateTime<Utc>, f64)], now: DateTime<Utc>) -> Seen {
    let Some((last, value)) = samples.last().filter(|(at, _)| now < *at + threshold.lasting) else {
        return Seen::Unknown;
    };
    if !threshold.is_beyond(*value) {
        return Seen::Fine;
    }
    let mut begin = *last;
    for (at, value) in samples.iter().rev().skip(1) {
        if begin - *at > threshold.lasting {
            break;
        }
        if !threshold.is_beyond(*value) {
            let has_lasted = *last - begin >= threshold.lasting;
            return if has_lasted { wrong() } else { Seen::Fine };
        }
        begin = *at;
    }
    // Whether it was fine before is not known.
    if *last - begin >= threshold.lasting { wrong() } else { Seen::Unknown }
}

fn wrong() -> Seen {
    Seen::Wrong(Trouble { status: Status::Fail, failing: BTreeSet::new() })
}
