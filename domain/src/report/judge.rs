//! What follows from figures: too slow, far fewer rows than usual, nothing in
//! it, too old.
//!
//! Each rule takes what was measured and what was usual, and answers with a
//! finding or with nothing. The place is added by who knows it.

use chrono::{DateTime, TimeDelta, Utc};

use super::{Finding, FindingKind};
use crate::figure;

/// How many of the last checks say what is usual.
pub const USUAL_CHECKS: usize = 10;
/// How many there have to be before anything is called unusual.
pub const FEWEST_CHECKS: usize = 3;
/// What a chart may take where nobody said otherwise, in milliseconds.
pub const SLOW_MS: i64 = 10_000;
/// How many times the usual time is much slower than usual.
pub const SLOWER_TIMES: i64 = 3;
/// Below this many milliseconds nothing is slower than usual: a machine that is
/// busy for a moment makes three times of almost nothing.
pub const SLOWER_FROM_MS: i64 = 1_000;
/// Rows fell when at most this many percent of the usual rows are left.
pub const ROWS_LEFT_PERCENT: i64 = 10;

/// What the last conclusive checks measured of one chart, the newest first.
/// Only the first [`USUAL_CHECKS`] of each are looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Past {
    /// How long it took, in milliseconds.
    pub durations_ms: Vec<i64>,
    /// How many rows it had.
    pub rows: Vec<i64>,
}

/// A finding when an answer took longer than `limit_ms`, or several times
/// longer than it usually does.
pub fn slow(duration_ms: i64, limit_ms: i64, past: &Past) -> Option<Finding> {
    let took = figure::milliseconds(duration_ms);
    if duration_ms > limit_ms {
        let limit = figure::milliseconds(limit_ms);
        return Some(Finding::new(FindingKind::Slow, format!("It took {took}; the limit is {limit}.")));
    }
    let usual = usual(&past.durations_ms)?;
    let is_slower = duration_ms >= SLOWER_FROM_MS && duration_ms > usual.saturating_mul(SLOWER_TIMES);
    is_slower.then(|| {
        let usual = figure::milliseconds(usual);
        Finding::new(FindingKind::Slow, format!("It took {took}; it usually takes {usual}."))
    })
}

/// A finding when more than 90 % of the usual rows are gone. No rows at all
/// are the business of [`emptiness`].
pub fn rows_fell(rows: i64, past: &Past) -> Option<Finding> {
    let usual = usual(&past.rows)?;
    let has_fallen = rows > 0 && rows.saturating_mul(100) < usual.saturating_mul(ROWS_LEFT_PERCENT);
    has_fallen.then(|| {
        let (rows, usual) = (figure::count(rows), figure::count(usual));
        Finding::new(FindingKind::RowsFell, format!("Its rows fell to {rows}; there are usually {usual}."))
    })
}

/// A finding when an answer has no rows, or one row with nothing in it: a big
/// number without data answers so.
pub fn emptiness(rows: i64, has_only_nulls: bool) -> Option<Finding> {
    match (rows, has_only_nulls) {
        (0, _) => Some(Finding::new(FindingKind::NoRows, "It has no rows.")),
        (1, true) => Some(Finding::new(FindingKind::OnlyNulls, "It has one row, and nothing in it.")),
        _ => None,
    }
}

/// A finding when the newest value of the time column `column` is older than
/// `limit`. Without any value there is nothing to say: the charts are empty then.
pub fn stale(column: &str, newest: Option<DateTime<Utc>>, now: DateTime<Utc>, limit: TimeDelta) -> Option<Finding> {
    let newest = newest?;
    let age = now.signed_duration_since(newest);
    (age > limit).then(|| {
        let words = |span: TimeDelta| figure::duration(span.num_seconds().unsigned_abs());
        let message = format!(
            "The newest {column} is {}, {} ago; the limit is {}.",
            newest.format("%Y-%m-%d %H:%M UTC"),
            words(age),
            words(limit)
        );
        Finding::new(FindingKind::StaleData, message)
    })
}

/// The lower median of the last checks, where there are enough of them.
fn usual(newest_first: &[i64]) -> Option<i64> {
    let mut last: Vec<i64> = newest_first.iter().copied().take(USUAL_CHECKS).collect();
    if last.len() < FEWEST_CHECKS {
        return None;
    }
    last.sort_unstable();
    last.get((last.len() - 1) / 2).copied()
}

#[cfg(test)]
mod tests;
