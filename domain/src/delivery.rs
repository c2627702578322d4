//! One message to one target: when it is tried again, and when no more.

use chrono::{DateTime, TimeDelta, Utc};

named! {
    /// How far a delivery is.
    pub enum DeliveryState: "state of a delivery" {
        /// It waits for its turn.
        Waiting = "waiting",
        /// Somebody sends it now.
        Sending = "sending",
        /// The other side took it.
        Sent = "sent",
        /// The other side will never take it.
        Refused = "refused",
        /// It was tried for a day.
        Dead = "dead",
    }
}

/// How long a delivery is tried.
pub const TRIED_FOR: TimeDelta = TimeDelta::hours(24);

/// The first and the longest wait between two tries.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(10);
const LONGEST_WAIT: TimeDelta = TimeDelta::hours(1);

/// The longest answer that is kept, in characters.
pub const ANSWER_CHARS: usize = 500;

/// What came of one try. The answer is in words, without secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The other side took it.
    Sent {
        /// What it said.
        answer: String,
    },
    /// It may work later.
    Later {
        /// What was wrong.
        answer: String,
        /// How long the other side wants to be left alone.
        after: Option<TimeDelta>,
    },
    /// It will never work: a wrong token, an unknown chat, a mailbox that doesn't exist.
    Refused {
        /// Why.
        answer: String,
    },
}

impl Verdict {
    /// What the other side said, or why it could not be asked.
    pub fn answer(&self) -> &str {
        match self {
            Self::Sent { answer } | Self::Later { answer, .. } | Self::Refused { answer } => answer,
        }
    }
}

/// What becomes of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It ends like this.
    End(DeliveryState),
    /// It is tried again.
    Again(DateTime<Utc>),
}

/// What becomes of a delivery after a try. `attempts` counts the tries, this
/// one too; `since` is when the first was due; `unit` is a random number from
/// 0 up to 1, so that what failed together isn't tried together.
pub fn after_try(verdict: &Verdict, attempts: u32, since: DateTime<Utc>, unit: f64, now: DateTime<Utc>) -> Next {
    let after = match verdict {
        Verdict::Sent { .. } => return Next::End(DeliveryState::Sent),
        Verdict::Refused { .. } => return Next::End(DeliveryState::Refused),
        Verdict::Later { after, .. } => after.unwrap_or_default(),
    };
    let at = now + wait(attempts, unit).max(after);
    if at < since + TRIED_FOR { Next::Again(at) } else { Next::End(DeliveryState::Dead) }
}

/// Doubles from 10 s to an hour; up to half of it is taken off at random.
fn wait(attempts: u32, unit: f64) -> TimeDelta {
    let doubled = FIRST_WAIT * 2_i32.pow(attempts.saturating_sub(1).min(12));
    let whole = doubled.min(LONGEST_WAIT);
    let half = i32::try_from(whole.num_milliseconds() / 2).expect("half an hour at most");
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds of half an hour")]
    let off = (f64::from(half) * unit.clamp(0.0, 1.0)) as i64;
    (whole - TimeDelta::milliseconds(off)).max(FIRST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn second(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    fn later(after: Option<i64>) -> Verdict {
        Verdict::Later { answer: "busy".to_owned(), after: after.map(TimeDelta::seconds) }
    }

    #[test]
    fn tries_get_rarer_and_end_after_a_day() {
        let start = second(0);
        let cases = [(1, 10), (2, 20), (3, 40), (9, 2_560), (10, 3_600), (40, 3_600)];
        for (attempts, seconds) in cases {
            assert_eq!(after_try(&later(None), attempts, start, 0.0, start), Next::Again(second(seconds)));
        }
        assert_eq!(after_try(&later(None), 10, start, 1.0, start), Next::Again(second(1_800)));
        assert_eq!(after_try(&later(Some(120)), 1, start, 0.5, start), Next::Again(second(120)));
        assert_eq!(after_try(&later(Some(1)), 3, start, 0.0, start), Next::Again(second(40)));
        let day = 24 * 3_600;
        assert_eq!(after_try(&later(None), 30, start, 0.0, second(day - 3_600)), Next::End(DeliveryState::Dead));
        assert_eq!(after_try(&later(None), 30, start, 0.0, second(day - 3_601)), Next::Again(second(day - 1)));
        assert_eq!(after_try(&later(Some(day)), 1, start, 0.0, start), Next::End(DeliveryState::Dead));
    }

    #[test]
    fn ends() {
        let answer = "no".to_owned();
        let now = second(7);
        let sent = Verdict::Sent { answer: answer.clone() };
        assert_eq!(after_try(&sent, 1, now, 0.0, now), Next::End(DeliveryState::Sent));
        assert_eq!(after_try(&Verdict::Refused { answer }, 1, now, 0.0, now), Next::End(DeliveryState::Refused));
    }

    proptest! {
        #[test]
        fn a_delivery_ends_within_a_day(units in prop::collection::vec(0.0..1.0_f64, 400)) {
            let (start, mut now) = (second(0), second(0));
            let mut ended = false;
            for (attempts, unit) in (1..).zip(units) {
                match after_try(&later(None), attempts, start, unit, now) {
                    Next::Again(at) => {
                        prop_assert!(at >= now + FIRST_WAIT && at <= now + LONGEST_WAIT);
                        now = at;
                    }
                    Next::End(state) => {
                        prop_assert_eq!(state, DeliveryState::Dead);
                        ended = true;
                        break;
                    }
                }
            }
            prop_assert!(ended && now > start + TimeDelta::hours(22));
        }
    }
}
