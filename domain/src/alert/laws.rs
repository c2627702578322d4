//! What holds for every receiver, whatever happens.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::{FLAPPING_OVER, FLAPPING_WITHIN, Notice, Rules, Story, Trouble};
use crate::{policy::AlertCondition, report::Status};

/// One report: how long after the one before, what it saw, and whether it is quiet then.
fn reports() -> impl Strategy<Value = Vec<(i64, Option<Trouble>, bool)>> {
    let failing = prop::collection::btree_set("[ab]", 0..2);
    let trouble = (prop::sample::select(vec![Status::Fail, Status::Warn]), failing);
    let seen = prop::option::of(trouble.prop_map(|(status, failing)| Trouble { status, failing }));
    prop::collection::vec((1..1_500_i64, seen, prop::bool::weighted(0.2)), 0..80)
}

fn condition() -> impl Strategy<Value = AlertCondition> {
    prop::sample::select(AlertCondition::ALL.to_vec())
}

struct Step {
    at: DateTime<Utc>,
    is_silent: bool,
    notice: Option<Notice>,
    after: Story,
}

fn play(reports: &[(i64, Option<Trouble>, bool)], condition: AlertCondition) -> Vec<Step> {
    let rules = Rules { condition, remind_after: None };
    let (mut at, mut story) = (DateTime::UNIX_EPOCH, Story::default());
    let mut steps = Vec::new();
    for (minutes, seen, is_silent) in reports {
        at += TimeDelta::minutes(*minutes);
        let notice;
        (story, notice) = story.hear(seen.clone(), *is_silent, rules, at);
        steps.push(Step { at, is_silent: *is_silent, notice, after: story.clone() });
    }
    steps
}

proptest! {
    #[test]
    fn silence_is_silent(reports in reports(), condition in condition()) {
        for step in play(&reports, condition) {
            prop_assert!(!step.is_silent || step.notice.is_none());
        }
    }

    #[test]
    fn a_receiver_knows_what_was_seen_unless_it_is_quiet_or_flaps(reports in reports(), condition in condition()) {
        for step in play(&reports, condition) {
            if !step.is_silent && !step.after.is_flapping {
                prop_assert_eq!(&step.after.told, &step.after.seen);
            }
        }
    }

    #[test]
    fn the_same_again_says_nothing(reports in reports(), condition in condition()) {
        prop_assume!(condition != AlertCondition::Always);
        let twice: Vec<_> = reports.iter().flat_map(|report| [report.clone(), (1, report.1.clone(), report.2)]).collect();
        for pair in play(&twice, condition).chunks(2) {
            // Flapping may come to rest in between.
            if !pair[0].after.is_flapping {
                prop_assert_eq!(pair[1].notice, None);
            }
        }
    }

    #[test]
    fn nobody_drowns(reports in reports(), condition in condition()) {
        let steps = play(&reports, condition);
        for (first, step) in steps.iter().enumerate() {
            let within = steps[first..].iter().take_while(|later| later.at < step.at + FLAPPING_WITHIN);
            let told: Vec<_> = within.filter_map(|later| later.notice).filter(|n| *n != Notice::Report).collect();
            let flaps = told.iter().filter(|notice| **notice == Notice::Flaps).count();
            prop_assert!(flaps <= 1, "{told:?}");
            prop_assert!(told.len() - flaps <= FLAPPING_OVER, "{told:?}");
        }
    }

    #[test]
    fn each_recovery_has_its_opening(reports in reports(), condition in condition()) {
        let mut is_open = false;
        for step in play(&reports, condition) {
            match step.notice {
                Some(Notice::Opened) => prop_assert!(!std::mem::replace(&mut is_open, true)),
                Some(Notice::Recovered) => prop_assert!(std::mem::replace(&mut is_open, false)),
                Some(Notice::Worsened | Notice::Eased | Notice::SetChanged) => prop_assert!(is_open),
                _ => {}
            }
        }
    }

    #[test]
    fn who_wants_every_report_gets_every_report(reports in reports()) {
        for step in play(&reports, AlertCondition::Always) {
            prop_assert!(step.is_silent || step.notice.is_some());
        }
    }

    #[test]
    fn a_story_stays_small_and_survives_its_table(reports in reports(), condition in condition()) {
        for step in play(&reports, condition) {
            prop_assert!(step.after.changes.len() <= FLAPPING_OVER + 1);
            let json = serde_json::to_string(&step.after).expect("it is JSON");
            prop_assert_eq!(serde_json::from_str::<Story>(&json).ok(), Some(step.after));
        }
    }
}
