//! How long the planner takes for many dashboards, without a database: prints the median of some plans in milliseconds.
//! `bench/` runs it in the release profile: `plan_speed 10000`.

use std::time::Instant;

use chrono::{DateTime, Utc};
use domain::{
    id::{DashboardId, PolicyId},
    plan::{Neighbour, Planner, Timetable},
    schedule::{Schedule, ScheduleInput},
};

/// Plans of which the median is taken.
const TURNS: usize = 21;

fn window(start: &str, end: &str) -> Timetable {
    let input = ScheduleInput {
        kind: "window".to_owned(),
        weekdays: (0..7).collect(),
        start: start.to_owned(),
        end: end.to_owned(),
        every_seconds: None,
        zone: "Europe/Berlin".to_owned(),
    };
    Timetable::new(Schedule::parse(&input).expect("a window")).expect("a zone")
}

fn main() {
    let count = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(10_000);
    let dashboards: Vec<_> = (0..count).map(DashboardId).collect();
    let timetable = window("01:00", "05:00");
    let neighbours = [Neighbour { policy: PolicyId(1), timetable: window("04:00", "06:00") }];
    let planner = Planner { policy: Some(PolicyId(2)), timetable: &timetable, neighbours: &neighbours };
    let mut at: DateTime<Utc> = "2026-11-24T12:00:00Z".parse().expect("an instant");
    let mut took: Vec<f64> = Vec::with_capacity(TURNS);
    for _ in 0..TURNS {
        let occurrence = timetable.next(at).expect("it opens every night");
        let began = Instant::now();
        let slots = planner.plan(&occurrence, &dashboards);
        took.push(began.elapsed().as_secs_f64() * 1_000.0);
        assert_eq!(slots.len(), dashboards.len());
        at = occurrence.start;
    }
    took.sort_by(f64::total_cmp);
    println!("{}", took[TURNS / 2]);
}
