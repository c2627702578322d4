//! Which source answers for which part of a range: hours, minutes or samples.
//! Pure, so that its edges can be tested without a database.

use chrono::{DateTime, TimeDelta, Utc};

use super::rollup::start_of;

const MINUTE: TimeDelta = TimeDelta::minutes(1);
const HOUR: TimeDelta = TimeDelta::hours(1);

/// How far the rollups of a machine reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    /// Minutes before this are closed.
    pub(super) minutes_until: DateTime<Utc>,
    /// Hours before this are closed.
    pub(super) hours_until: DateTime<Utc>,
    /// Samples before this are gone.
    pub(super) samples_since: DateTime<Utc>,
    /// Minutes before this are gone.
    pub(super) minutes_since: DateTime<Utc>,
}

/// Where a part of a range is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Hours,
    Minutes,
    Samples,
}

/// A half-open part of a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) source: Source,
    pub(super) start: DateTime<Utc>,
    pub(super) end: DateTime<Utc>,
}

/// Cuts the range between the first and the last edge into parts, each read
/// from the coarsest source that is exact for it. Where the exact source is
/// gone already, the next coarser one answers: an hour or minute then counts
/// for the bucket that it starts in.
pub(super) fn segments(edges: &[DateTime<Utc>], marks: Marks) -> Vec<Segment> {
    let (Some(&first), Some(&last)) = (edges.first(), edges.last()) else {
        return Vec::new();
    };
    let inner = &edges[1..edges.len().max(2) - 1];
    let align = |grain| inner.iter().all(|&edge| start_of(grain, edge) == edge);
    let hours = covered(first, last, align(HOUR).then_some(HOUR), marks.hours_until, marks.minutes_since);
    let minutes = covered(first, last, align(MINUTE).then_some(MINUTE), marks.minutes_until, marks.samples_since);

    let mut cuts = vec![first, last, hours.0, hours.1, minutes.0, minutes.1];
    cuts.sort_unstable();
    cuts.dedup();
    let contains = |(start, end), at| start <= at && at < end;
    cuts.windows(2)
        .map(|cut| {
            let source = if contains(hours, cut[0]) {
                Source::Hours
            } else if contains(minutes, cut[0]) {
                Source::Minutes
            } else {
                Source::Samples
            };
            Segment { source, start: cut[0], end: cut[1] }
        })
        .collect()
}

/// The part of `[first, last)` that rollups of one grain answer for: whole
/// spans that are closed, where the grain fits the buckets at all, and
/// everything before `finer_since`, where nothing finer is left.
fn covered(
    first: DateTime<Utc>,
    last: DateTime<Utc>,
    grain: Option<TimeDelta>,
    closed_until: DateTime<Utc>,
    finer_since: DateTime<Utc>,
) -> (DateTime<Utc>, DateTime<Utc>) {
    let mut start = last;
    let mut end = last;
    if let Some(grain) = grain {
        let floor = start_of(grain, first);
        start = if floor == first { first } else { floor + grain };
        end = start_of(grain, last).min(closed_until);
    }
    if finer_since > first {
        end = finer_since.min(last).max(if start < end { end } else { first });
        start = first;
    }
    if start < end { (start, end) } else { (last, last) }
}

#[cfg(test)]
mod tests;
