//! What a link in a message lets its reader do, without signing in.
//!
//! A link says one thing that may be done to one dashboard until an instant.
//! How it is protected from being made up is the store's matter: the text of
//! an [`Act`] is sealed with the keys that only servers have. Opening the link
//! changes nothing; a person confirms first.

use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};

use crate::id::{DashboardId, OrgId};

/// How long a link works.
pub const ACT_LIFETIME: TimeDelta = TimeDelta::hours(24);

named! {
    /// What a link does.
    pub enum Purpose: "purpose" {
        /// Quiet until it passes again.
        Acknowledge = "acknowledge",
        /// Quiet for four hours.
        Snooze = "snooze",
    }
}

impl Purpose {
    /// How long a snooze by link is.
    pub const SNOOZE: TimeDelta = TimeDelta::hours(4);

    /// What the link says.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Acknowledge => "Acknowledge",
            Self::Snooze => "Snooze for 4 hours",
        }
    }
}

/// What a link lets its reader do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// In which organization.
    pub org: OrgId,
    /// What.
    pub purpose: Purpose,
    /// To which dashboard.
    pub dashboard: DashboardId,
    /// The first instant at which it no longer works.
    pub expires_at: DateTime<Utc>,
}

impl Act {
    /// Reads what [`Display`](fmt::Display) wrote, if it still works at `now`.
    pub fn parse(text: &str, now: DateTime<Utc>) -> Option<Self> {
        let mut parts = text.split(' ');
        let mut next = || parts.next();
        let org = OrgId(next()?.parse().ok()?);
        let purpose = next()?.parse().ok()?;
        let dashboard = DashboardId(next()?.parse().ok()?);
        let expires_at = DateTime::from_timestamp(next()?.parse().ok()?, 0)?;
        (next().is_none() && now < expires_at).then_some(Self { org, purpose, dashboard, expires_at })
    }
}

/// "3 acknowledge 17 1795000000"
impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { org, purpose, dashboard, expires_at } = self;
        write!(f, "{org} {purpose} {dashboard} {}", expires_at.timestamp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn second(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).expect("in range")
    }

    #[test]
    fn only_whole_acts_in_time_are_read() {
        let act = Act { org: OrgId(3), purpose: Purpose::Snooze, dashboard: DashboardId(17), expires_at: second(100) };
        let text = act.to_string();
        assert_eq!(text, "3 snooze 17 100");
        assert_eq!(Act::parse(&text, second(99)), Some(act));
        assert_eq!(Act::parse(&text, second(100)), None, "too late");
        for text in ["", "3 snooze 17", "3 mute 17 100", "3 snooze 17 100 1", "x snooze 17 100", "3 snooze 17 1e9"] {
            assert_eq!(Act::parse(text, second(0)), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn acts_survive_their_text(org: i32, dashboard: i32, expires in 1..4_000_000_000_i64, snooze: bool) {
            let purpose = if snooze { Purpose::Snooze } else { Purpose::Acknowledge };
            let (org, dashboard) = (OrgId(org), DashboardId(dashboard));
            let act = Act { org, purpose, dashboard, expires_at: second(expires) };
            prop_assert_eq!(Act::parse(&act.to_string(), second(0)), Some(act));
        }
    }
}
