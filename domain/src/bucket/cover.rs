//! The edges of buckets over a span, right across clock changes.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{BucketError, BucketSize, MAX_BUCKETS};
use crate::calendar::{local_date, offset_change, offset_seconds, start_of_day};
use crate::range::Span;

/// A span cut into buckets, without gap or overlap.
///
/// Edges lie on local time: full hours of the zone, local midnights, Mondays,
/// firsts of a month. The first and the last bucket are clipped to the span,
/// so that the buckets add up to exactly the span. Below a day there is an
/// edge at each change of the clocks as well: within a bucket the offset is
/// one, and the hour that clocks repeat is two buckets, not one of double
/// length. A local day that never was has no bucket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Buckets {
    /// One edge more than there are buckets; bucket `i` is `[edges[i], edges[i + 1])`.
    pub edges: Vec<DateTime<Utc>>,
    /// How long a full bucket is.
    pub size: BucketSize,
    /// Whether the first bucket started before the span.
    pub partial_first: bool,
    /// Whether the last bucket goes on after the span.
    pub partial_last: bool,
}

impl Buckets {
    /// Cuts a span into buckets of a size.
    pub fn cover(span: &Span, size: BucketSize, tz: Tz) -> Result<Self, BucketError> {
        if span.start >= span.end {
            return Err(BucketError::Empty);
        }
        let mut edges = vec![span.start];
        let mut edge = span.start;
        let partial_last = loop {
            edge = next_edge(edge, size, tz);
            if edge >= span.end {
                edges.push(span.end);
                break edge > span.end;
            }
            edges.push(edge);
            if edges.len() > MAX_BUCKETS {
                return Err(BucketError::TooMany { size });
            }
        };
        Ok(Self { edges, size, partial_first: !is_edge(span.start, size, tz), partial_last })
    }

    /// How many buckets there are; at least one.
    #[expect(clippy::len_without_is_empty, reason = "a span is never empty, nor are its buckets")]
    pub fn len(&self) -> usize {
        self.edges.len() - 1
    }

    /// The start and end of each bucket.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (DateTime<Utc>, DateTime<Utc>)> + '_ {
        self.edges.windows(2).map(|pair| (pair[0], pair[1]))
    }

    /// The start of each bucket.
    pub fn starts(&self) -> &[DateTime<Utc>] {
        &self.edges[..self.len()]
    }

    /// The bucket that an instant falls into, if it is in the span.
    pub fn index_of(&self, instant: DateTime<Utc>) -> Option<usize> {
        let after = self.edges.partition_point(|edge| *edge <= instant);
        after.checked_sub(1).filter(|index| *index < self.len())
    }
}

/// Whether a bucket starts at an instant of its own accord. The bucket just
/// before tells: it ends there.
fn is_edge(instant: DateTime<Utc>, size: BucketSize, tz: Tz) -> bool {
    let before = instant - chrono::TimeDelta::microseconds(1);
    next_edge(before, size, tz) == instant
}

/// The first edge after an instant.
fn next_edge(instant: DateTime<Utc>, size: BucketSize, tz: Tz) -> DateTime<Utc> {
    match size.seconds() {
        Some(seconds) => next_within_day(instant, seconds, tz),
        None => next_by_date(instant, size, tz),
    }
}

fn next_within_day(instant: DateTime<Utc>, seconds: i64, tz: Tz) -> DateTime<Utc> {
    let offset = offset_seconds(instant, tz);
    let local = instant.timestamp() + offset;
    let next = local - local.rem_euclid(seconds) + seconds - offset;
    let next = DateTime::from_timestamp(next, 0).expect("an edge is at most hours from an instant");
    offset_change(instant, next, tz).unwrap_or(next)
}

fn next_by_date(instant: DateTime<Utc>, size: BucketSize, tz: Tz) -> DateTime<Utc> {
    let mut date = first_date(local_date(instant, tz), size);
    loop {
        date = date_after(date, size);
        let edge = start_of_day(date, tz);
        // Not after the instant only where clocks went back over midnight, or
        // the day was left out.
        if edge > instant {
            return edge;
        }
    }
}

/// The date on which the bucket of a date starts.
fn first_date(date: NaiveDate, size: BucketSize) -> NaiveDate {
    match size {
        BucketSize::Week => date - Days::new(u64::from(date.weekday().num_days_from_monday())),
        BucketSize::Month => date.with_day(1).expect("every month has a first day"),
        _ => date,
    }
}

fn date_after(date: NaiveDate, size: BucketSize) -> NaiveDate {
    match size {
        BucketSize::Week => date + Days::new(7),
        BucketSize::Month => date + Months::new(1),
        _ => date + Days::new(1),
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
