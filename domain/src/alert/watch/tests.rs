use proptest::prelude::*;

use super::*;
use crate::{
    alert::{Notice, Rules, Story},
    policy::AlertCondition,
};

const RULES: Rules = Rules { condition: AlertCondition::FailOnly, remind_after: None };

fn minute(minute: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
}

/// What a receiver is told when this is seen, minute by minute.
fn told(seen: impl IntoIterator<Item = Seen>) -> Vec<(i64, Notice)> {
    let (mut story, mut notices) = (Story::default(), Vec::new());
    for (at, seen) in (0..).zip(seen) {
        let Some(trouble) = seen.told() else { continue };
        let notice;
        (story, notice) = story.hear(trouble, false, RULES, minute(at));
        notices.extend(notice.map(|notice| (at, notice)));
    }
    notices
}

fn known(last_failed: Option<bool>, succeeded_at: Option<i64>) -> Pipeline {
    let success_within = Some(TimeDelta::hours(6));
    Pipeline { last_failed, succeeded_at: succeeded_at.map(minute), success_within, watched_since: minute(0) }
}

fn failing(seen: Seen) -> Vec<String> {
    match seen {
        Seen::Wrong(trouble) => trouble.failing.into_iter().collect(),
        Seen::Fine | Seen::Unknown => Vec::new(),
    }
}

#[test]
fn a_pipeline_fails_with_its_last_execution_and_without_a_success_in_time() {
    let six = 6 * 60;
    assert_eq!(pipeline(&known(None, None), minute(six - 1)), Seen::Unknown, "it has never run");
    assert_eq!(failing(pipeline(&known(None, None), minute(six))), ["overdue"]);
    assert_eq!(pipeline(&known(Some(false), Some(10)), minute(10 + six - 1)), Seen::Fine);
    assert_eq!(failing(pipeline(&known(Some(false), Some(10)), minute(10 + six))), ["overdue"]);
    assert_eq!(failing(pipeline(&known(Some(true), Some(10)), minute(20))), ["execution"]);
    assert_eq!(failing(pipeline(&known(Some(true), Some(10)), minute(10 + six))), ["execution", "overdue"]);
    assert_eq!(failing(pipeline(&known(Some(false), Some(-900)), minute(1))), [""; 0], "it was not watched then");
    let for_ever = Pipeline { success_within: None, ..known(Some(false), Some(0)) };
    assert_eq!(pipeline(&for_ever, minute(1_000_000)), Seen::Fine);
}

#[test]
fn a_pipeline_is_told_once_for_each_change() {
    // It fails in minute 20, is overdue from minute 370 on, and succeeds in minute 400.
    let seen = (0..=500).map(|at| match at {
        0..20 => pipeline(&known(Some(false), Some(10)), minute(at)),
        20..400 => pipeline(&known(Some(true), Some(10)), minute(at)),
        _ => pipeline(&known(Some(false), Some(400)), minute(at)),
    });
    assert_eq!(told(seen), [(20, Notice::Opened), (370, Notice::SetChanged), (400, Notice::Recovered)]);
}

#[test]
fn a_daemon_may_be_silent_for_a_while() {
    let silent_for = TimeDelta::minutes(5);
    let seen = (0..40).map(|at| {
        let heard_at = if (11..30).contains(&at) { 10 } else { at };
        daemon(Some(minute(heard_at)), minute(0), silent_for, minute(at))
    });
    assert_eq!(told(seen), [(15, Notice::Opened), (30, Notice::Recovered)]);
    assert_eq!(daemon(None, minute(0), silent_for, minute(4)), Seen::Unknown);
    assert_eq!(daemon(None, minute(0), silent_for, minute(5)), Seen::Wrong(Trouble::outage()));
}

const HOT: Threshold = Threshold { limit: 90.0, side: Side::Above, lasting: TimeDelta::minutes(5) };

/// Values at minutes.
type Sent<'a> = &'a [(i64, f64)];

fn samples(values: Sent<'_>) -> Vec<(DateTime<Utc>, f64)> {
    values.iter().map(|(at, value)| (minute(*at), *value)).collect()
}

#[test]
fn a_metric_has_to_stay_beyond_its_limit() {
    let wrong = wrong();
    let cases: [(&str, Sent<'_>, i64, Seen); 9] = [
        ("nothing was sent", &[], 10, Seen::Unknown),
        ("below", &[(9, 90.0)], 10, Seen::Fine),
        ("no number", &[(9, f64::NAN)], 10, Seen::Fine),
        ("not for long enough", &[(4, 10.0), (6, 95.0), (10, 95.0)], 10, Seen::Fine),
        ("long enough", &[(4, 10.0), (5, 95.0), (8, 95.0), (10, 95.0)], 10, wrong.clone()),
        ("it dipped", &[(1, 95.0), (5, 95.0), (8, 10.0), (10, 95.0)], 10, Seen::Fine),
        ("a gap in between", &[(1, 95.0), (10, 95.0)], 10, Seen::Unknown),
        ("the first ones", &[(8, 95.0), (10, 95.0)], 10, Seen::Unknown),
        ("the last one is old", &[(1, 95.0), (5, 95.0)], 10, Seen::Unknown),
    ];
    for (name, values, now, expected) in cases {
        assert_eq!(metric(&HOT, &samples(values), minute(now)), expected, "{name}");
    }
    let cold = Threshold { side: Side::Below, ..HOT };
    assert_eq!(metric(&cold, &samples(&[(0, 1.0), (5, 2.0)]), minute(5)), wrong);
}

proptest! {
    /// Minute by minute against the plainest reading of the words.
    #[test]
    fn a_metric_opens_after_its_time_and_ends_with_the_first_good_value(beyond in prop::collection::vec(any::<bool>(), 1..120)) {
        let all: Vec<_> = beyond.iter().zip(0..).map(|(is, at)| (minute(at), if *is { 99.0 } else { 1.0 })).collect();
        for (place, (now, _)) in all.iter().enumerate() {
            let lasting = place >= 5 && beyond[place - 5..=place].iter().all(|is| *is);
            let seen = metric(&HOT, &all[..=place], *now);
            match seen {
                Seen::Wrong(_) => prop_assert!(lasting),
                Seen::Fine => prop_assert!(!lasting),
                Seen::Unknown => prop_assert!(place < 5 && beyond[..=place].iter().all(|is| *is)),
            }
        }
    }

    #[test]
    fn what_is_not_known_is_told_to_nobody(values in prop::collection::vec((1..20_i64, 0.0..100.0_f64), 0..40)) {
        let mut at = 0;
        let mut sent = Vec::new();
        let mut story = Story::default();
        for (later, value) in values {
            at += later;
            sent.push((minute(at), value));
            for now in at..at + 12 {
                let seen = metric(&HOT, &sent, minute(now));
                let before = story.clone();
                if let Some(trouble) = seen.clone().told() {
                    story = story.hear(trouble, false, RULES, minute(now)).0;
                }
                if seen == Seen::Unknown {
                    prop_assert_eq!(&story, &before);
                }
            }
        }
    }
}
