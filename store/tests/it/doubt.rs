//! What takes the certainty away, since when, and how that is told.

use chrono::{DateTime, TimeDelta, Utc};
use domain::report::{Problem, ProblemKind, Run, Status};
use sqlx::PgPool;
use store::{
    check::{self, Ending},
    health::{self, Filter, HealthRow, TimelineEntry, Why},
};

use crate::{
    harness::{at, origin, origin_at},
    scene::{Scene, every, failing, window},
};

fn noon(minutes: i64) -> DateTime<Utc> {
    at("2026-11-24T12:00:00Z") + TimeDelta::minutes(minutes)
}

fn refused() -> Ending {
    Ending::CouldNotRun(Problem::new(ProblemKind::Credentials, "The password is wrong."))
}

async fn row(scene: &Scene, now: DateTime<Utc>) -> HealthRow {
    let mut tx = scene.org.scope.begin().await.expect("begun");
    let filter = Filter { dashboard: Some(scene.dashboards[0]), ..Filter::default() };
    health::table(&mut tx, &filter, None, 1, now).await.expect("read").remove(0)
}

async fn timeline(scene: &Scene) -> Vec<TimelineEntry> {
    let mut tx = scene.org.scope.begin().await.expect("begun");
    health::timeline(&mut tx, scene.dashboards[0], 10).await.expect("read")
}

async fn uptime(scene: &Scene, now: DateTime<Utc>) -> Option<f64> {
    let mut tx = scene.org.scope.begin().await.expect("begun");
    health::uptimes(&mut tx, &scene.dashboards, now).await.expect("read").get(&scene.dashboards[0]).copied()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_result_is_stale_from_the_instant_on_at_which_it_became_so(pool: PgPool) {
    let scene = Scene::new(pool, 1, 1).await;
    scene.policy("Nightly", window("01:00", "02:00")).await;
    scene.check(scene.dashboards[0], Run::default(), noon(0)).await;
    let stale_at = noon(48 * 60);
    // All servers were down for a day after it.
    let back = noon(72 * 60);
    assert_eq!(row(&scene, back).await.since, Some(stale_at), "before the worker has come by");
    check::mark_stale(scene.system(), back).await.expect("marked");
    assert_eq!(row(&scene, back).await.since, Some(stale_at));
    let entries = timeline(&scene).await;
    assert_eq!((entries[0].at, entries[0].status, entries[0].why), (stale_at, Status::Unknown, Why::Stale));
    // It worked for two days and failed for one; of the day between nobody knows.
    scene.check(scene.dashboards[0], failing(), back).await;
    let part = uptime(&scene, back + TimeDelta::days(1)).await.expect("known");
    assert!((part - 2.0 / 3.0).abs() < 1e-9, "{part}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_outage_of_the_servers_counts_from_the_first_missed_slot(pool: PgPool) {
    let scene = Scene::new(pool, 1, 1).await;
    scene.policy("Nightly", window("01:00", "02:00")).await;
    scene.check(scene.dashboards[0], Run::default(), noon(0)).await;
    scene.plan(noon(1)).await;
    let planned = scene.plan(noon(2 * 24 * 60)).await;
    assert_eq!(planned.missed, 2);
    let (first, second) = (at("2026-11-25T00:30:00Z"), at("2026-11-26T00:30:00Z"));
    let now = row(&scene, noon(2 * 24 * 60)).await;
    assert_eq!((now.current.status, now.since, now.last_at), (Status::Unknown, Some(first), Some(second)));
    let entries = timeline(&scene).await;
    assert_eq!((entries[0].at, entries[0].why, entries[0].status), (first, Why::Missed, Status::Unknown));
    assert!(entries[0].check.is_some() && entries[0].reason.as_deref().is_some_and(|text| text.contains("missed")));
    assert_eq!(
        scene.harness.number("select count(*) from reports where is_missed and checked_at = planned_at").await,
        2
    );
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_missed_slot_takes_nothing_from_a_later_check(pool: PgPool) {
    let scene = Scene::new(pool, 1, 1).await;
    scene.policy("Nightly", window("01:00", "02:00")).await;
    scene.plan(noon(0)).await;
    // Nobody was there in the night; somebody checks in the morning, before the planner has looked back.
    let morning = at("2026-11-25T07:00:00Z");
    scene.check(scene.dashboards[0], Run::default(), morning).await;
    assert_eq!(scene.plan(morning + TimeDelta::minutes(1)).await.missed, 1);
    let now = row(&scene, morning + TimeDelta::minutes(2)).await;
    assert_eq!((now.current.status, now.last_at), (Status::Pass, Some(morning)));
    assert_eq!(now.last_report, now.report);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_timeline_tells_what_happened(pool: PgPool) {
    let scene = Scene::new(pool, 1, 1).await;
    let id = scene.policy("Nightly", window("01:00", "02:00")).await;
    scene.check(scene.dashboards[0], Run::default(), noon(0)).await;
    scene.end(scene.dashboards[0], &refused(), noon(10)).await;
    let now = row(&scene, noon(11)).await;
    assert_eq!((now.current.status, now.since), (Status::Unknown, Some(noon(10))), "it isn't unknown since it passed");
    scene.check(scene.dashboards[0], Run::default(), noon(20)).await;
    // Stale by a policy of every minute, fresh again when it is a nightly one.
    let scope = &scene.org.scope;
    let often = scene.draft("Nightly", every(60));
    store::policy::update(scope, id, &often, &origin_at(noon(60))).await.expect("saved");
    let nightly = scene.draft("Nightly", window("01:00", "02:00"));
    store::policy::update(scope, id, &nightly, &origin_at(noon(70))).await.expect("saved");
    let told: Vec<_> = timeline(&scene).await.into_iter().map(|entry| (entry.why, entry.status)).collect();
    let expected = [
        (Why::Fresh, Status::Pass),
        (Why::Stale, Status::Unknown),
        (Why::Ran, Status::Pass),
        (Why::CouldNotRun, Status::Unknown),
        (Why::Ran, Status::Pass),
    ];
    assert_eq!(told, expected);
    let entries = timeline(&scene).await;
    assert_eq!(entries[3].reason.as_deref(), Some("The password is wrong."));
    assert_eq!(entries[0].reason.as_deref(), Some("A policy was changed."));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_check_that_could_not_run_is_found_and_says_why(pool: PgPool) {
    let scene = Scene::new(pool, 1, 1).await;
    scene.end(scene.dashboards[0], &refused(), noon(0)).await;
    let first = row(&scene, noon(1)).await;
    assert_eq!((first.report, first.why()), (None, Some("The password is wrong.")));
    let mut tx = scene.org.scope.begin().await.expect("begun");
    let report = health::report(&mut tx, first.last_report.expect("a report")).await.expect("read").expect("there");
    assert_eq!(report.reason.as_deref(), Some("The password is wrong."));
    drop(tx);

    scene.check(scene.dashboards[0], Run::default(), noon(10)).await;
    scene.end(scene.dashboards[0], &refused(), noon(20)).await;
    let doubted = row(&scene, noon(21)).await;
    assert!(doubted.is_in_doubt());
    assert_eq!(doubted.why(), Some("The password is wrong."), "not that nothing was found");

    scene.check(scene.dashboards[0], failing(), noon(30)).await;
    scene.end(scene.dashboards[0], &refused(), noon(40)).await;
    let failing = row(&scene, noon(41)).await;
    assert_eq!(failing.why(), Some("Revenue: found query_failed"), "a failure stays what it is");
    assert_eq!((failing.is_in_doubt(), failing.last_reason.as_deref()), (true, Some("The password is wrong.")));
    assert_eq!(health::erase(&scene.org.scope, scene.dashboards[0], &origin()).await.expect("erased"), 5);
    let erased = row(&scene, noon(42)).await;
    assert_eq!((erased.last_report, erased.last_reason, erased.since), (None, None, None));
    assert_eq!(scene.harness.number("select count(*) from checks").await, 0);
}
