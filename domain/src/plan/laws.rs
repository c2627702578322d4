//! What holds for any window, zone and number of dashboards, above all in
//! the nights when clocks change.

use std::collections::BTreeSet;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::{
    calendar::{local_date, offset_change},
    schedule::{ClockTime, Schedule, Weekdays, Window},
    zone::ZoneName,
};

fn window(tz: Tz, start: u16, end: u16) -> Timetable {
    let time = |minutes| ClockTime::from_minutes(minutes).expect("within a day");
    let zone = ZoneName::parse(tz.name()).expect("a zone");
    let schedule = Window { weekdays: Weekdays::ALL, start: time(start), end: time(end), zone };
    Timetable::new(Schedule::Window(schedule)).expect("a zone")
}

fn of_date(timetable: &Timetable, date: NaiveDate) -> Occurrence {
    let Schedule::Window(window) = timetable.schedule() else { panic!("a window") };
    window.occurrence(date, timetable.tz()).expect("an opening")
}

/// The days on which a zone's clocks change within two years.
fn changes(tz: Tz) -> Vec<NaiveDate> {
    let first: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().expect("an instant");
    let days = |number| first + Days::new(number);
    (0..730)
        .filter_map(|day| offset_change(days(day), days(day + 1), tz))
        .map(|change| local_date(change, tz))
        .collect()
}

/// What every plan has to be.
fn check(planner: &Planner<'_>, occurrence: &Occurrence, dashboards: &[DashboardId]) -> Result<(), TestCaseError> {
    let slots = planner.plan(occurrence, dashboards);
    prop_assert!(occurrence.start < occurrence.end, "{occurrence:?}");
    prop_assert!(occurrence.end - occurrence.start <= TimeDelta::hours(49), "{occurrence:?}");
    let chosen: BTreeSet<_> = slots.iter().map(|slot| slot.dashboard).collect();
    prop_assert_eq!(slots.len(), dashboards.len());
    prop_assert_eq!(chosen, dashboards.iter().copied().collect::<BTreeSet<_>>());
    prop_assert!(slots.iter().all(|slot| occurrence.start <= slot.at && slot.at < occurrence.end));
    prop_assert!(slots.is_sorted_by(|a, b| a.at < b.at));
    let gaps: Vec<_> = slots.windows(2).map(|pair| pair[1].at - pair[0].at).collect();
    if let (Some(least), Some(most)) = (gaps.iter().min(), gaps.iter().max()) {
        prop_assert!(*most - *least <= TimeDelta::milliseconds(1));
    }
    // Another server knows them in another order.
    let backwards: Vec<_> = dashboards.iter().rev().copied().collect();
    prop_assert_eq!(planner.plan(occurrence, &backwards), slots);
    Ok(())
}

fn ids() -> impl Strategy<Value = Vec<DashboardId>> {
    prop::collection::btree_set(1..10_000_i32, 0..80).prop_map(|ids| ids.into_iter().map(DashboardId).collect())
}

prop_compose! {
    fn minutes()(start in 0..1_440_u16, away in 1..1_440_u16) -> (u16, u16) {
        (start, (start + away) % 1_440)
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_window_in_any_zone(
        tz in prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec()),
        (start, end) in minutes(),
        day in 0..20_000_u64,
        ids in ids(),
    ) {
        let date = NaiveDate::from_ymd_opt(1990, 1, 1).expect("a date") + Days::new(day);
        let timetable = window(tz, start, end);
        let planner = Planner { policy: Some(PolicyId(5)), timetable: &timetable, neighbours: &[] };
        check(&planner, &of_date(&timetable, date), &ids)?;
    }

    #[test]
    fn windows_of_a_policy_come_in_order_and_are_found_again(
        tz in prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec()),
        (start, end) in minutes(),
        day in 0..3_650_u64,
    ) {
        let date = NaiveDate::from_ymd_opt(2020, 1, 1).expect("a date") + Days::new(day);
        let timetable = window(tz, start, end);
        let (this, following) = (of_date(&timetable, date), of_date(&timetable, date + Days::new(1)));
        prop_assert_eq!(following.turn, this.turn + 1);
        prop_assert!(timetable.overlapping(this.start, this.end).contains(&this));
        prop_assert_eq!(timetable.latest(this.start).map(|found| found.start), Some(this.start));
        prop_assert_eq!(timetable.next(this.start).map(|found| found.start), Some(this.start));
    }

    #[test]
    fn the_rest_of_a_window_lies_in_the_rest(
        (start, end) in minutes(),
        part in 0.0..1.2_f64,
        ids in ids(),
    ) {
        let timetable = window(Tz::Europe__Berlin, start, end);
        let planner = Planner { policy: None, timetable: &timetable, neighbours: &[] };
        let occurrence = of_date(&timetable, "2026-10-24".parse().expect("a date"));
        #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "any instant will do")]
        let seconds = ((occurrence.end - occurrence.start).num_seconds() as f64 * part) as i64;
        let now = occurrence.start + TimeDelta::seconds(seconds);
        let is_left = |id: DashboardId| id.0 % 3 != 0;
        let rest = planner.plan_rest(&occurrence, &ids, now, is_left);
        let expected = if now < occurrence.end { ids.iter().filter(|id| is_left(**id)).count() } else { 0 };
        prop_assert_eq!(rest.len(), expected);
        prop_assert!(rest.iter().all(|slot| now <= slot.at && slot.at < occurrence.end && is_left(slot.dashboard)));
    }

    #[test]
    fn policies_that_overlap_share_no_slot(
        (start, end) in minutes(),
        count in 1..40_i32,
        policies in 2..6_i32,
    ) {
        let timetable = window(Tz::America__New_York, start, end);
        let neighbours: Vec<_> =
            (1..=policies).map(|id| Neighbour { policy: PolicyId(id), timetable: timetable.clone() }).collect();
        let occurrence = of_date(&timetable, "2026-06-24".parse().expect("a date"));
        let ids: Vec<_> = (1..=count).map(DashboardId).collect();
        let mut all = BTreeSet::new();
        for id in 1..=policies {
            let planner = Planner { policy: Some(PolicyId(id)), timetable: &timetable, neighbours: &neighbours };
            check(&planner, &occurrence, &ids)?;
            all.extend(planner.plan(&occurrence, &ids).into_iter().map(|slot| slot.at));
        }
        prop_assert_eq!(i32::try_from(all.len()).ok(), Some(count * policies));
    }
}

#[test]
fn both_changes_of_clocks_in_every_zone() {
    let ids: Vec<_> = (1..=13).map(DashboardId).collect();
    // From before the change to after it, inside the hour, over midnight, nearly a day.
    let windows = [(60, 300), (130, 160), (120, 180), (0, 90), (1_380, 60), (1_410, 30), (240, 239), (200, 215)];
    let mut seen = 0;
    for &tz in &chrono_tz::TZ_VARIANTS {
        for change in changes(tz) {
            for (start, end) in windows {
                let timetable = window(tz, start, end);
                let planner = Planner { policy: Some(PolicyId(1)), timetable: &timetable, neighbours: &[] };
                for date in [change - Days::new(1), change, change + Days::new(1)] {
                    let occurrence = of_date(&timetable, date);
                    let result = check(&planner, &occurrence, &ids);
                    assert!(result.is_ok(), "{start} to {end} on {date} in {tz}: {result:?}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 10_000, "{seen} nights only");
}
