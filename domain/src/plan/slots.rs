//! The arithmetic of slots.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

/// The place of a policy among those whose windows overlap: `φ = (rank + ½) / of`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Phase {
    rank: i128,
    of: i128,
}

impl Phase {
    /// A policy that nothing overlaps: `φ = ½`.
    pub const ALONE: Self = Self { rank: 0, of: 1 };

    pub(super) fn new(rank: usize, of: usize) -> Self {
        let wide = |number| i128::try_from(number).expect("policies are countable");
        Self { rank: wide(rank), of: wide(of) }
    }
}

/// `count` instants that divide `[start, end)` evenly, to the microsecond.
/// None where nothing is left between the two.
pub fn instants(start: DateTime<Utc>, end: DateTime<Utc>, phase: Phase, count: usize) -> Vec<DateTime<Utc>> {
    let start = start.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(start);
    let length = (end - start).num_microseconds().map_or(0, i128::from);
    let count = i128::try_from(count).expect("dashboards are countable");
    if length <= 0 {
        return Vec::new();
    }
    let parts = 2 * phase.of * count;
    (0..count)
        .map(|place| {
            let offset = length * (2 * phase.of * place + 2 * phase.rank + 1) / parts;
            start + TimeDelta::microseconds(i64::try_from(offset).expect("a slot lies within its window"))
        })
        .collect()
}
