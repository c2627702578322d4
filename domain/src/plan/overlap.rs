//! What is worth a warning before a policy is saved.

use std::collections::HashSet;

use chrono::{DateTime, Days, TimeDelta, Utc};

use super::{Occurrence, Timetable};
use crate::id::{DashboardId, PolicyId};

/// How far ahead overlaps are looked for: each weekday, and a change of
/// clocks.
const AHEAD: Days = Days::new(9);

/// Another policy that checks some of the same dashboards at the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overlap {
    /// The other policy.
    pub policy: PolicyId,
    /// The first instant that both windows share.
    pub start: DateTime<Utc>,
    /// The first instant after.
    pub end: DateTime<Utc>,
    /// The dashboards that both check, by id.
    pub dashboards: Vec<DashboardId>,
}

/// The first overlap with each of the other active policies, from `now` on.
/// Policies that check again and again overlap with everything by their
/// nature and are passed over.
pub fn overlaps<'a>(
    timetable: &Timetable,
    dashboards: &[DashboardId],
    others: impl IntoIterator<Item = (PolicyId, &'a Timetable, &'a [DashboardId])>,
    now: DateTime<Utc>,
) -> Vec<Overlap> {
    if !timetable.is_window() {
        return Vec::new();
    }
    let own: HashSet<DashboardId> = dashboards.iter().copied().collect();
    let openings = timetable.overlapping(now, now + AHEAD);
    let mut found = Vec::new();
    for (policy, other, theirs) in others {
        let mut shared: Vec<_> = theirs.iter().copied().filter(|id| own.contains(id)).collect();
        if shared.is_empty() || !other.is_window() {
            continue;
        }
        if let Some((start, end)) = first_shared(&openings, &other.overlapping(now, now + AHEAD)) {
            shared.sort_unstable();
            shared.dedup();
            found.push(Overlap { policy, start, end, dashboards: shared });
        }
    }
    found
}

fn first_shared(ours: &[Occurrence], theirs: &[Occurrence]) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let pairs = ours.iter().flat_map(|own| theirs.iter().map(move |other| (own, other)));
    pairs
        .filter(|(own, other)| own.overlaps(other))
        .map(|(own, other)| (own.start.max(other.start), own.end.min(other.end)))
        .min()
}

/// Whether the slots of an occurrence are far enough apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// From one slot to the next.
    pub spacing: TimeDelta,
    /// The shortest length, in whole minutes, that is enough; `None` where
    /// this one is.
    pub needed: Option<TimeDelta>,
}

impl Room {
    /// The room of `count` checks in an occurrence; `None` for no checks.
    pub fn of(occurrence: &Occurrence, count: usize, minimum_gap: TimeDelta) -> Option<Self> {
        let count = i32::try_from(count).ok().filter(|count| *count > 0)?;
        let length = occurrence.end - occurrence.start;
        let sufficient = minimum_gap * count;
        let minutes = (sufficient.num_milliseconds() + 59_999).div_euclid(60_000);
        let needed = (length < sufficient).then(|| TimeDelta::minutes(minutes));
        Some(Self { spacing: length / count, needed })
    }
}
