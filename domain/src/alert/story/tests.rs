use super::*;
use AlertCondition::{Always, FailOnly, WarnAndFail};
use Notice::{Eased, Flaps, Opened, Recovered, Reminder, Report, SetChanged, Worsened};

const FAILURES: Rules = Rules { condition: FailOnly, remind_after: None };

fn minute(minute: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
}

#[expect(clippy::unnecessary_wraps, reason = "what was seen may be nothing, and reads so in the cases")]
fn fails(charts: &[&str]) -> Option<Trouble> {
    let failing = charts.iter().map(|chart| (*chart).to_owned()).collect();
    Some(Trouble { status: Status::Fail, failing })
}

#[expect(clippy::unnecessary_wraps, reason = "as for failures")]
fn warns() -> Option<Trouble> {
    Some(Trouble { status: Status::Warn, failing: BTreeSet::new() })
}

/// Plays what was seen each hour, and whether it was silent then.
fn told(rules: Rules, seen: &[(Option<Trouble>, bool)]) -> Vec<Option<Notice>> {
    let mut story = Story::default();
    let mut notices = Vec::new();
    for (hour, (trouble, is_silent)) in (0..).zip(seen) {
        let notice;
        (story, notice) = story.hear(trouble.clone(), *is_silent, rules, minute(60 * hour));
        notices.push(notice);
    }
    notices
}

fn loud(seen: &[Option<Trouble>]) -> Vec<(Option<Trouble>, bool)> {
    seen.iter().map(|trouble| (trouble.clone(), false)).collect()
}

#[test]
fn a_receiver_hears_once_per_change() {
    let a = || fails(&["a"]);
    let seen = loud(&[None, a(), a(), fails(&["a", "b"]), warns(), a(), None, None]);
    let four = [None, Some(Opened), None, Some(SetChanged), Some(Eased), Some(Worsened), Some(Flaps), None];
    assert_eq!(told(FAILURES, &seen), four);
    assert_eq!(told(FAILURES, &loud(&[a(), warns(), None])), [Some(Opened), Some(Eased), Some(Recovered)]);
}

#[test]
fn a_warning_concerns_those_who_want_it() {
    let seen = loud(&[warns(), warns(), None, warns(), fails(&["a"])]);
    assert_eq!(told(FAILURES, &seen), [None, None, None, None, Some(Opened)]);
    let rules = Rules { condition: WarnAndFail, ..FAILURES };
    assert_eq!(told(rules, &seen), [Some(Opened), None, Some(Recovered), Some(Opened), Some(Worsened)]);
    let rules = Rules { condition: Always, ..FAILURES };
    let all = [Some(Report), Some(Opened), Some(Report), Some(Recovered), Some(Report)];
    assert_eq!(told(rules, &loud(&[None, warns(), warns(), None, None])), all);
}

#[test]
fn what_silence_hid_is_told_after_it_if_it_is_still_so() {
    let a = || fails(&["a"]);
    let muted = [(a(), false), (fails(&["a", "b"]), true), (a(), true), (a(), false)];
    assert_eq!(told(FAILURES, &muted), [Some(Opened), None, None, None]);
    let began_in_maintenance = [(a(), true), (a(), true), (a(), false)];
    assert_eq!(told(FAILURES, &began_in_maintenance), [None, None, Some(Opened)]);
    let began_and_ended_in_it = [(a(), true), (None, true), (None, false)];
    assert_eq!(told(FAILURES, &began_and_ended_in_it), [None, None, None]);
    let ended_while_snoozed = [(a(), false), (None, true), (None, false)];
    assert_eq!(told(FAILURES, &ended_while_snoozed), [Some(Opened), None, Some(Recovered)]);
}

#[test]
fn what_flaps_is_said_to_and_where_it_comes_to_rest_too() {
    let a = || fails(&["a"]);
    let seen = loud(&[a(), None, a(), None, a(), None, a(), a()]);
    let four = [Some(Opened), Some(Recovered), Some(Opened), Some(Recovered)];
    let notices = told(FAILURES, &seen);
    assert_eq!(notices[..4], four);
    assert_eq!(notices[4..], [Some(Flaps), None, None, None]);
    let quiet_day: Vec<_> = seen.into_iter().chain(vec![(a(), false); 24]).collect();
    let notices = told(FAILURES, &quiet_day);
    // Five changes are remembered, of hours 2 to 6. The second is forgotten 24 hours later: then three are left.
    let later: Vec<_> = (8..).zip(&notices[8..]).filter_map(|(hour, notice)| Some((hour, (*notice)?))).collect();
    assert_eq!(later, [(27, Opened)]);
}

#[test]
fn reminders_come_while_nobody_cares() {
    let rules = Rules { remind_after: Some(TimeDelta::hours(4)), ..FAILURES };
    let (story, _) = Story::default().hear(fails(&["a"]), false, rules, minute(0));
    let remind = |story: &Story, is_silent, at| story.clone().remind(is_silent, rules, minute(at)).1;
    assert_eq!(remind(&story, false, 239), None);
    assert_eq!(remind(&story, false, 240), Some(Reminder));
    assert_eq!(remind(&story, true, 240), None);
    let (reminded, _) = story.clone().remind(false, rules, minute(240));
    assert_eq!(remind(&reminded, false, 479), None);
    assert_eq!(remind(&reminded, false, 480), Some(Reminder));
    let (over, _) = reminded.hear(None, false, rules, minute(300));
    assert_eq!(remind(&over, false, 1_000), None);
    assert_eq!(story.remind(false, FAILURES, minute(9_999)).1, None);
}

#[test]
fn an_outage_is_told_once_and_its_end_too() {
    let out = Some(Trouble::outage());
    let seen = loud(&[out.clone(), out.clone(), None]);
    assert_eq!(told(FAILURES, &seen), [Some(Opened), None, Some(Recovered)]);
}

#[test]
fn trouble_is_read_from_findings() {
    use crate::report::{FindingKind, Location};
    let place = |id, name: &str| Location { chart_id: id, name: name.to_owned(), link: None };
    let failed = Finding::new(FindingKind::QueryFailed, "no").at(place(Some(7), "Revenue"));
    let page = Finding::new(FindingKind::NoConnection, "no").at(place(None, "https://x.test"));
    let slow = Finding::new(FindingKind::Slow, "slow").at(place(Some(8), "Costs"));
    assert_eq!(Trouble::of(&[]), None);
    assert_eq!(Trouble::of(std::slice::from_ref(&slow)), warns());
    assert_eq!(Trouble::of(&[failed, page, slow]), fails(&["7", "https://x.test"]));
}
