//! When nobody is to hear of a failing dashboard.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

named! {
    /// The ways of keeping a dashboard quiet. Checks go on, and the light
    /// stays what it is.
    pub enum SilenceKind: "silence" {
        /// Somebody takes care of it: quiet until it passes again.
        Acknowledged = "acknowledged",
        /// Quiet until a time.
        Snoozed = "snoozed",
        /// Quiet until somebody ends it.
        Muted = "muted",
    }
}

/// One silence of a dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Silence {
    /// Which way.
    pub kind: SilenceKind,
    /// From when on.
    pub since: DateTime<Utc>,
    /// The first instant after, for one that is snoozed.
    pub until: Option<DateTime<Utc>>,
    /// When it ended: by hand, or at the PASS that an acknowledgement waits for.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Silence {
    /// Whether it keeps the dashboard quiet at `now`.
    pub fn holds(&self, now: DateTime<Utc>) -> bool {
        self.since <= now
            && self.ended_at.is_none_or(|end| now < end)
            && (self.kind != SilenceKind::Snoozed || self.until.is_some_and(|until| now < until))
    }
}

/// Whether nobody is to hear of a dashboard at `now`.
pub fn is_silent(silences: &[Silence], is_in_maintenance: bool, now: DateTime<Utc>) -> bool {
    is_in_maintenance || silences.iter().any(|silence| silence.holds(now))
}

#[cfg(test)]
mod tests {
    use super::{SilenceKind::*, *};

    fn minute(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::TimeDelta::minutes(minute)
    }

    #[test]
    fn silences_hold_from_their_beginning_to_their_end() {
        let cases = [
            (Acknowledged, None, None, true),
            (Acknowledged, None, Some(10), false),
            (Acknowledged, None, Some(11), true),
            (Snoozed, Some(11), None, true),
            (Snoozed, Some(10), None, false),
            (Snoozed, Some(30), Some(5), false),
            // A snooze without an end would be a mute that nobody asked for.
            (Snoozed, None, None, false),
            (Muted, None, None, true),
            (Muted, None, Some(9), false),
        ];
        for (kind, until, ended, expected) in cases {
            let (until, ended_at) = (until.map(minute), ended.map(minute));
            let silence = Silence { kind, since: minute(0), until, ended_at };
            assert_eq!(silence.holds(minute(10)), expected, "{silence:?}");
            assert!(!silence.holds(minute(-1)));
            assert_eq!(is_silent(&[silence], false, minute(10)), expected);
            assert!(is_silent(&[silence], true, minute(10)));
        }
        assert!(!is_silent(&[], false, minute(0)));
    }
}
