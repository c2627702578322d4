//! Digests: what is told together.
//!
//! The first notice of an occurrence goes out at once. What follows waits for
//! the end of the occurrence and is one message then, in which everything
//! that has one cause stands together, the first one too.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{Cause, Notice};

/// The longest wait of what came too late for its window, or is checked all the time.
const LONGEST: TimeDelta = TimeDelta::minutes(30);

/// What a notice of an occurrence is gathered under, and when the digest goes
/// out: at the end of a window; of what is checked all the time, at the end of
/// each half hour; of what comes too late for either, half an hour later.
pub fn gathering(
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    is_window: bool,
    now: DateTime<Utc>,
) -> (DateTime<Utc>, DateTime<Utc>) {
    let is_short = !is_window && end - start < LONGEST;
    let start = if is_short { half_hour(now) } else { start };
    let end = if is_short { start + LONGEST } else { end };
    let latest = if is_window { end } else { end.min(now + LONGEST) };
    (start, if now < latest { latest } else { now + LONGEST })
}

/// The half hour that an instant is in.
fn half_hour(now: DateTime<Utc>) -> DateTime<Utc> {
    now - TimeDelta::milliseconds(now.timestamp_millis().rem_euclid(LONGEST.num_milliseconds()))
        - TimeDelta::nanoseconds(i64::from(now.timestamp_subsec_nanos() % 1_000_000))
}

/// One dashboard in a digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Which dashboard, to tell whether two entries are about the same.
    pub subject: i64,
    /// Its title.
    pub title: String,
    /// What became of it.
    pub notice: Notice,
    /// Why; none for what passes.
    pub cause: Option<Cause>,
    /// Where its report is, after the address of this installation.
    pub path: String,
}

/// What has one cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The cause; none for what passes again.
    pub cause: Option<Cause>,
    /// The dashboards, by title.
    pub entries: Vec<Entry>,
}

/// The entries by cause, the largest group first, and what passes last. Of
/// several entries about one dashboard the last one counts.
pub fn grouped(entries: &[Entry]) -> Vec<Group> {
    let last: BTreeMap<i64, &Entry> = entries.iter().map(|entry| (entry.subject, entry)).collect();
    let mut groups: BTreeMap<Option<&Cause>, Vec<Entry>> = BTreeMap::new();
    for entry in last.into_values() {
        groups.entry(entry.cause.as_ref()).or_default().push(entry.clone());
    }
    let mut groups: Vec<_> = groups
        .into_iter()
        .map(|(cause, mut entries)| {
            entries.sort_by(|one, other| (&one.title, one.subject).cmp(&(&other.title, other.subject)));
            Group { cause: cause.cloned(), entries }
        })
        .collect();
    groups.sort_by_key(|group| (group.cause.is_none(), usize::MAX - group.entries.len()));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(subject: i64, cause: Option<&str>) -> Entry {
        let notice = if cause.is_some() { Notice::Opened } else { Notice::Recovered };
        let cause = cause.map(|words| Cause::from_stored(words.to_owned()));
        Entry { subject, title: format!("Dashboard {subject:02}"), notice, cause, path: format!("/r/{subject}") }
    }

    #[test]
    fn digests_wait_for_the_window_and_never_long_without_one() {
        let minute = |minute| DateTime::UNIX_EPOCH + TimeDelta::minutes(minute);
        let of = |start, end, is_window, now| {
            let (key, due) = gathering(minute(start), minute(end), is_window, minute(now));
            ((key - minute(0)).num_minutes(), (due - minute(0)).num_minutes())
        };
        assert_eq!(of(0, 240, true, 10), (0, 240), "a window");
        assert_eq!(of(0, 240, true, 240), (0, 270), "too late for it");
        assert_eq!(of(70, 71, false, 70), (60, 90), "every minute");
        assert_eq!(of(89, 90, false, 91), (90, 120), "every minute, late");
        assert_eq!(of(0, 1_440, false, 10), (0, 40), "every day");
        assert_eq!(of(0, 60, false, 45), (0, 60), "every hour, at its end");
    }

    #[test]
    fn one_dropped_table_behind_fifteen_dashboards_is_one_group() {
        let mut entries: Vec<_> = (1..=15).rev().map(|subject| entry(subject, Some("table gone"))).collect();
        entries.insert(3, entry(40, None));
        entries.insert(9, entry(41, Some("slow")));
        let groups = grouped(&entries);
        let shape: Vec<_> =
            groups.iter().map(|group| (group.cause.as_ref().map(Cause::as_str), group.entries.len())).collect();
        assert_eq!(shape, [(Some("table gone"), 15), (Some("slow"), 1), (None, 1)]);
        let titles: Vec<_> = groups[0].entries.iter().map(|entry| entry.title.as_str()).collect();
        assert!(titles.is_sorted(), "{titles:?}");
    }

    proptest! {
        #[test]
        fn every_dashboard_is_in_exactly_one_group(subjects in prop::collection::vec((0..20_i64, 0..4_u8), 0..60)) {
            let causes = [None, Some("a"), Some("b"), Some("c")];
            let entries: Vec<_> =
                subjects.iter().map(|(subject, cause)| entry(*subject, causes[usize::from(*cause)])).collect();
            let groups = grouped(&entries);
            let mut told: Vec<_> = groups.iter().flat_map(|group| &group.entries).map(|entry| entry.subject).collect();
            told.sort_unstable();
            let mut all: Vec<_> = subjects.iter().map(|(subject, _)| *subject).collect();
            all.sort_unstable();
            all.dedup();
            prop_assert_eq!(told, all);
            for group in &groups {
                prop_assert!(group.entries.iter().all(|entry| entry.cause == group.cause));
            }
        }
    }
}
