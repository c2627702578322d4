//! Until when a result is fresh.

use chrono::{DateTime, TimeDelta, Utc};

use super::Timetable;

impl Timetable {
    /// The instant from which a result of `checked_at` is stale: two of the
    /// expected intervals later. These are the two that follow, so that a
    /// policy of weekdays isn't stale on a Sunday; `None` where no further
    /// check is expected.
    pub fn stale_at(&self, checked_at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let after = |at| self.next(at + TimeDelta::microseconds(1));
        let own = self.latest(checked_at).map_or(checked_at, |occurrence| occurrence.start);
        let first = after(own)?;
        let second = after(first.start)?;
        Some(checked_at + (second.start - own))
    }
}
