//! Windows and slots that a person can check by hand.

use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::schedule::{Schedule, ScheduleInput, length};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn dashboards(count: i32) -> Vec<DashboardId> {
    (1..=count).map(DashboardId).collect()
}

fn timetable(input: &ScheduleInput) -> Timetable {
    Timetable::new(Schedule::parse(input).expect("a schedule")).expect("a zone")
}

/// Every day from one time to another.
fn daily(zone: &str, start: &str, end: &str) -> Timetable {
    on(&[0, 1, 2, 3, 4, 5, 6], zone, start, end)
}

fn on(weekdays: &[u8], zone: &str, start: &str, end: &str) -> Timetable {
    timetable(&ScheduleInput {
        kind: "window".to_owned(),
        weekdays: weekdays.to_vec(),
        start: start.to_owned(),
        end: end.to_owned(),
        every_seconds: None,
        zone: zone.to_owned(),
    })
}

fn every(seconds: u32, zone: &str, weekdays: &[u8], hours: Option<(&str, &str)>) -> Timetable {
    let (start, end) = hours.unwrap_or_default();
    timetable(&ScheduleInput {
        kind: "every".to_owned(),
        weekdays: weekdays.to_vec(),
        start: start.to_owned(),
        end: end.to_owned(),
        every_seconds: Some(seconds),
        zone: zone.to_owned(),
    })
}

fn alone(timetable: &Timetable) -> Planner<'_> {
    Planner { policy: Some(PolicyId(1)), timetable, neighbours: &[] }
}

/// The opening that starts on a date, by the clocks of its zone.
fn opening(timetable: &Timetable, date: &str) -> (DateTime<Utc>, DateTime<Utc>) {
    let Schedule::Window(window) = timetable.schedule() else { panic!("a window") };
    let found = window.occurrence(date.parse().expect("a date"), timetable.tz()).expect("an opening");
    (found.start, found.end)
}

#[test]
fn windows_of_ordinary_and_odd_nights() {
    let cases = [
        // An ordinary night, in winter and in summer.
        ("Europe/Berlin", "01:00", "05:00", "2026-11-24", "2026-11-24T00:00:00Z", "2026-11-24T04:00:00Z"),
        ("Europe/Berlin", "01:00", "05:00", "2026-06-24", "2026-06-23T23:00:00Z", "2026-06-24T03:00:00Z"),
        // Across midnight, and up to it.
        ("Europe/Berlin", "22:00", "04:00", "2026-11-24", "2026-11-24T21:00:00Z", "2026-11-25T03:00:00Z"),
        ("Europe/Berlin", "20:00", "00:00", "2026-11-24", "2026-11-24T19:00:00Z", "2026-11-24T23:00:00Z"),
        ("Asia/Kathmandu", "00:00", "23:59", "2026-11-24", "2026-11-23T18:15:00Z", "2026-11-24T18:14:00Z"),
        // 29 March 2026: from 02:00 clocks go to 03:00.
        ("Europe/Berlin", "01:00", "05:00", "2026-03-29", "2026-03-29T00:00:00Z", "2026-03-29T03:00:00Z"),
        ("Europe/Berlin", "02:10", "04:00", "2026-03-29", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"),
        ("Europe/Berlin", "01:30", "02:30", "2026-03-29", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z"),
        // Nothing would be left: half an hour all the same.
        ("Europe/Berlin", "02:10", "02:40", "2026-03-29", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z"),
        ("Europe/Berlin", "02:00", "03:00", "2026-03-29", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"),
        // 25 October 2026: from 03:00 clocks go back to 02:00.
        ("Europe/Berlin", "02:10", "02:40", "2026-10-25", "2026-10-25T00:10:00Z", "2026-10-25T01:40:00Z"),
        ("Europe/Berlin", "01:00", "05:00", "2026-10-25", "2026-10-24T23:00:00Z", "2026-10-25T04:00:00Z"),
        ("Europe/Berlin", "22:00", "02:30", "2026-10-24", "2026-10-24T20:00:00Z", "2026-10-25T01:30:00Z"),
        // Lord Howe moves by half an hour, at 02:00.
        ("Australia/Lord_Howe", "02:10", "02:20", "2026-10-04", "2026-10-03T15:30:00Z", "2026-10-03T15:40:00Z"),
        ("Australia/Lord_Howe", "01:00", "05:00", "2026-10-04", "2026-10-03T14:30:00Z", "2026-10-03T18:00:00Z"),
        ("Australia/Lord_Howe", "01:40", "01:50", "2026-04-05", "2026-04-04T14:40:00Z", "2026-04-04T15:20:00Z"),
        // Apia left 30 December 2011 out.
        ("Pacific/Apia", "22:00", "04:00", "2011-12-29", "2011-12-30T08:00:00Z", "2011-12-30T10:00:00Z"),
        ("Pacific/Apia", "01:00", "05:00", "2011-12-30", "2011-12-30T10:00:00Z", "2011-12-30T14:00:00Z"),
        ("Pacific/Apia", "01:00", "05:00", "2011-12-31", "2011-12-30T11:00:00Z", "2011-12-30T15:00:00Z"),
    ];
    for (zone, start, end, date, opens, closes) in cases {
        let found = opening(&daily(zone, start, end), date);
        assert_eq!(found, (at(opens), at(closes)), "{start} to {end} on {date} in {zone}");
    }
}

#[test]
fn sixty_dashboards_in_an_hour_are_exactly_a_minute_apart() {
    let timetable = daily("Europe/Berlin", "01:00", "02:00");
    let occurrence = timetable.next(at("2026-11-23T23:00:00Z")).expect("tonight");
    let slots = alone(&timetable).plan(&occurrence, &dashboards(60));
    assert_eq!(slots.len(), 60);
    assert_eq!(slots[0].at, at("2026-11-24T00:00:30Z"));
    for pair in slots.windows(2) {
        assert_eq!(pair[1].at - pair[0].at, TimeDelta::minutes(1));
    }
}

#[test]
fn fifteen_dashboards_in_four_hours_are_sixteen_minutes_apart() {
    let timetable = on(&[2], "Europe/Berlin", "01:00", "05:00");
    let planner = alone(&timetable);
    let setting = Setting {
        now: at("2026-11-21T10:00:00Z"),
        minimum_gap: TimeDelta::seconds(5),
        duration: TimeDelta::seconds(40),
        cap: 2,
    };
    let preview = planner.preview(&dashboards(15), &[], setting).expect("a preview");
    assert_eq!(
        preview.sentence(),
        "15 checks between 01:00 and 05:00 Europe/Berlin, one every 16 min, next Tuesday 24 November 01:08"
    );
    assert_eq!((preview.room.needed, preview.peak), (None, 1));
    assert_eq!(planner.preview(&[], &[], setting), None);
}

#[test]
fn overlapping_windows_take_turns_by_rank() {
    let first = daily("UTC", "01:00", "02:00");
    let later = daily("UTC", "01:30", "02:30");
    let apart = daily("UTC", "02:30", "03:00");
    let neighbours: Vec<_> = [(4, &first), (7, &later), (9, &apart)]
        .map(|(id, timetable)| Neighbour { policy: PolicyId(id), timetable: timetable.clone() })
        .to_vec();
    let phase = |policy, timetable: &Timetable| {
        let planner = Planner { policy, timetable, neighbours: &neighbours };
        planner.phase(&timetable.next(at("2026-11-21T00:00:00Z")).expect("tonight"))
    };
    assert_eq!(phase(Some(PolicyId(4)), &first), Phase::new(0, 2));
    assert_eq!(phase(Some(PolicyId(7)), &later), Phase::new(1, 2));
    assert_eq!(phase(Some(PolicyId(9)), &apart), Phase::ALONE);
    // One that isn't saved comes after all that it overlaps.
    assert_eq!(phase(None, &first), Phase::new(2, 3));
    assert_eq!(phase(None, &apart), Phase::new(1, 2));
    // Intervals are alone, whatever runs beside them.
    assert_eq!(phase(Some(PolicyId(12)), &every(3_600, "UTC", &[], None)), Phase::ALONE);
}

#[test]
fn interleaved_slots_of_equal_windows_are_evenly_spaced() {
    let timetable = daily("UTC", "01:00", "02:00");
    let neighbours: Vec<_> =
        [1, 2, 3].map(|id| Neighbour { policy: PolicyId(id), timetable: timetable.clone() }).to_vec();
    let occurrence = timetable.next(at("2026-11-21T00:00:00Z")).expect("tonight");
    let mut all: Vec<_> = [1, 2, 3]
        .into_iter()
        .flat_map(|id| {
            let planner = Planner { policy: Some(PolicyId(id)), timetable: &timetable, neighbours: &neighbours };
            planner.plan(&occurrence, &dashboards(20))
        })
        .map(|slot| slot.at)
        .collect();
    all.sort();
    assert_eq!(all.len(), 60);
    assert!(all.windows(2).all(|pair| pair[1] - pair[0] == TimeDelta::minutes(1)), "{all:?}");
}

#[test]
fn the_rest_of_an_open_window_takes_those_that_are_left_in_their_order() {
    let timetable = daily("UTC", "01:00", "02:00");
    let occurrence = timetable.next(at("2026-11-21T00:00:00Z")).expect("tonight");
    let (planner, all) = (alone(&timetable), dashboards(60));
    let whole = planner.plan(&occurrence, &all);
    let begun: Vec<_> = whole[..20].iter().map(|slot| slot.dashboard).collect();
    let now = at("2026-11-21T01:40:00Z");
    let rest = planner.plan_rest(&occurrence, &all, now, |id| !begun.contains(&id));
    let order = |slots: &[Slot]| slots.iter().map(|slot| slot.dashboard).collect::<Vec<_>>();
    assert_eq!(order(&rest), order(&whole[20..]));
    assert_eq!((rest[0].at, rest[1].at), (at("2026-11-21T01:40:15Z"), at("2026-11-21T01:40:45Z")));
    assert_eq!(planner.plan_rest(&occurrence, &all, occurrence.end, |_| true), []);
}

#[test]
fn intervals_are_counted_from_the_epoch_and_stay_inside_their_hours() {
    let steady = every(60, "UTC", &[], None);
    let next = steady.next(at("2026-11-21T10:00:00.5Z")).expect("soon");
    assert_eq!((next.start, next.end), (at("2026-11-21T10:01:00Z"), at("2026-11-21T10:02:00Z")));
    let slots = alone(&steady).plan(&next, &dashboards(1_000));
    assert_eq!(slots.len(), 1_000);
    assert_eq!(slots[1].at - slots[0].at, TimeDelta::milliseconds(60));

    // Working hours in Berlin: an hour's interval that begins before them has half its slots inside.
    let working = every(3_600, "Europe/Berlin", &[1, 2, 3, 4, 5], Some(("08:30", "17:00")));
    let first = working.next(at("2026-11-20T16:00:00Z")).expect("Monday");
    assert_eq!(first.start, at("2026-11-23T07:00:00Z"), "Friday at 17:00 is over");
    let slots = alone(&working).plan(&first, &dashboards(10));
    assert_eq!(slots.len(), 5);
    assert_eq!(slots[0].at, at("2026-11-23T07:33:00Z"));

    // Hours past midnight belong to the evening before: Friday's end on Saturday morning.
    let nightly = every(3_600, "UTC", &[5], Some(("22:00", "02:00")));
    let hours: Vec<_> = nightly
        .overlapping(at("2026-11-19T00:00:00Z"), at("2026-11-23T00:00:00Z"))
        .iter()
        .map(|occurrence| occurrence.start.format("%d %H").to_string())
        .collect();
    assert_eq!(hours, ["20 22", "20 23", "21 00", "21 01"]);
}

#[test]
fn a_dashboard_whose_slots_fell_outside_the_hours_every_day_was_never_checked() {
    // Half an hour of each day, an interval of an hour: half the slots only.
    for (weekdays, count) in [(&[][..], 2), (&[][..], 24), (&[][..], 25), (&[3][..], 7), (&[1, 2, 3, 4, 5][..], 5)] {
        let timetable = every(3_600, "Europe/Berlin", weekdays, Some(("09:00", "09:30")));
        let planner = alone(&timetable);
        let from = at("2026-01-01T00:00:00Z");
        let mut missing: std::collections::BTreeSet<_> = dashboards(count).into_iter().collect();
        let mut next = timetable.next(from);
        for _ in 0..60 {
            let occurrence = next.expect("another one");
            for slot in planner.plan(&occurrence, &dashboards(count)) {
                missing.remove(&slot.dashboard);
            }
            next = timetable.next(occurrence.end);
        }
        assert!(missing.is_empty(), "{missing:?} of {count} on {weekdays:?}");
    }
}

#[test]
fn a_result_is_stale_after_the_two_intervals_that_follow_it() {
    let nightly = daily("UTC", "01:00", "05:00");
    let workdays = on(&[1, 2, 3, 4, 5], "UTC", "01:00", "05:00");
    let working = every(300, "UTC", &[1, 2, 3, 4, 5], Some(("09:00", "17:00")));
    let cases = [
        (&nightly, "2026-11-24T01:08:00Z", "2026-11-26T01:08:00Z"),
        // Friday to Tuesday.
        (&workdays, "2026-11-20T01:08:00Z", "2026-11-24T01:08:00Z"),
        // At noon, by hand: counted from the window before.
        (&nightly, "2026-11-24T12:00:00Z", "2026-11-26T12:00:00Z"),
        (&working, "2026-11-20T12:01:00Z", "2026-11-20T12:11:00Z"),
        (&working, "2026-11-20T16:58:00Z", "2026-11-23T09:08:00Z"),
    ];
    for (timetable, checked, expected) in cases {
        assert_eq!(timetable.stale_at(at(checked)), Some(at(expected)), "{}", timetable.schedule());
    }
}

#[test]
fn a_window_that_is_too_small_says_what_would_be_enough() {
    let timetable = daily("UTC", "01:00", "01:10");
    let occurrence = timetable.next(at("2026-11-21T00:00:00Z")).expect("tonight");
    let room = |count| Room::of(&occurrence, count, TimeDelta::seconds(5));
    assert_eq!(room(0), None);
    assert_eq!(room(120).and_then(|room| room.needed), None);
    let tight = room(121).expect("room");
    assert_eq!(tight.needed, Some(TimeDelta::minutes(11)));
    assert_eq!(length(tight.spacing), "4.9 s");
}

#[test]
fn overlaps_name_the_time_and_the_dashboards() {
    let own = daily("Europe/Berlin", "01:00", "05:00");
    let (same, part, apart) = (dashboards(3), vec![DashboardId(3), DashboardId(9)], vec![DashboardId(9)]);
    let later = on(&[2], "UTC", "03:00", "06:00");
    let others =
        [(PolicyId(2), &later, part.as_slice()), (PolicyId(3), &later, apart.as_slice()), (PolicyId(4), &own, &[][..])];
    let now = at("2026-11-21T10:00:00Z");
    let found = overlaps(&own, &same, others, now);
    assert_eq!(
        found,
        [Overlap {
            policy: PolicyId(2),
            start: at("2026-11-24T03:00:00Z"),
            end: at("2026-11-24T04:00:00Z"),
            dashboards: vec![DashboardId(3)],
        }]
    );
    let steady = every(300, "UTC", &[], None);
    assert_eq!(overlaps(&steady, &same, [(PolicyId(4), &own, same.as_slice())], now), []);
}

#[test]
fn the_peak_counts_what_runs_together_up_to_the_cap() {
    let minute = |minute: i64| at("2026-11-21T01:00:00Z") + TimeDelta::minutes(minute);
    let slots = [0, 1, 2, 10].map(minute);
    assert_eq!(peak(&slots, TimeDelta::minutes(1), 9), 1);
    assert_eq!(peak(&slots, TimeDelta::minutes(2), 9), 2);
    assert_eq!(peak(&slots, TimeDelta::minutes(5), 9), 3);
    assert_eq!(peak(&slots, TimeDelta::minutes(5), 2), 2);
    assert_eq!(peak(&[], TimeDelta::minutes(5), 2), 0);
}

#[test]
fn a_preview_shows_the_other_policies_of_the_same_night() {
    let (own, other) = (daily("UTC", "01:00", "02:00"), daily("UTC", "01:30", "02:30"));
    let neighbour = Neighbour { policy: PolicyId(4), timetable: other };
    let neighbours = [neighbour.clone()];
    let planner = Planner { policy: None, timetable: &own, neighbours: &neighbours };
    let others = [(neighbour, dashboards(60))];
    let now = at("2026-11-21T00:00:00Z");
    let setting = Setting { now, minimum_gap: TimeDelta::seconds(5), duration: TimeDelta::seconds(90), cap: 8 };
    let preview = planner.preview(&dashboards(4), &others, setting).expect("a preview");
    let preview = preview.with_overlaps(&planner, &dashboards(4), &others, now);
    assert_eq!(preview.others[0].slots.len(), 30);
    assert_eq!(preview.overlaps[0].dashboards, dashboards(4));
    // φ is ¾ for the one that isn't saved: 11:15 minutes into each quarter.
    assert_eq!(preview.slots[0], at("2026-11-21T01:11:15Z"));
    // And ¼ for the other one, which makes room for it: a quarter into each of its minutes.
    assert_eq!(preview.others[0].slots[0], at("2026-11-21T01:30:15Z"));
    assert_eq!(preview.peak, 3);
}
