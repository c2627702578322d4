//! Questions about what was, and what is kept for how long.

use chrono::{DateTime, TimeDelta, Utc};
use domain::report::{ChartOutcome, Issue, Opinion, Problem, ProblemKind, Run, Severity, Status};
use sqlx::PgPool;
use store::{
    check::{self, Ending},
    health::{self, Seen},
};
use uuid::Uuid;

use crate::{
    harness::at,
    scene::{Scene, every, failing, window},
};

fn noon(minutes: i64) -> DateTime<Utc> {
    at("2026-11-24T12:00:00Z") + TimeDelta::minutes(minutes)
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_is_counted_in_full_and_missed_is_not_could_not_run(pool: PgPool) {
    let scene = Scene::new(pool, 6, 6).await;
    for dashboard in &scene.dashboards[..4] {
        scene.check(*dashboard, failing(), noon(0)).await;
    }
    scene.check(scene.dashboards[4], Run::default(), noon(1)).await;
    let refused = Ending::CouldNotRun(Problem::new(ProblemKind::Credentials, "The password is wrong."));
    scene.end(scene.dashboards[5], &refused, noon(2)).await;
    scene.policy("Nightly", window("01:00", "02:00")).await;
    scene.plan(noon(3)).await;
    assert_eq!(scene.plan(noon(24 * 60)).await.missed, 6);
    let mut tx = scene.org.scope.begin().await.expect("begun");
    let span = (noon(-60), noon(24 * 60));
    let mut asked = async |seen: Seen| {
        let were = health::were(&mut tx, &seen, None, span, 2).await.expect("read");
        (were.told.len(), were.total)
    };
    assert_eq!(asked(Seen::Statuses(vec![Status::Fail])).await, (2, 4));
    assert_eq!(asked(Seen::Statuses(vec![Status::Pass])).await, (1, 1));
    assert_eq!(asked(Seen::Statuses(Status::ALL.to_vec())).await, (2, 6));
    assert_eq!(asked(Seen::Statuses(vec![Status::Unknown])).await, (1, 1), "a missed check is something else");
    assert_eq!(asked(Seen::Missed).await, (2, 6));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_usual_leaves_failed_runs_out(pool: PgPool) {
    let scene = Scene::new(pool, 1, 1).await;
    let mut slow = failing();
    slow.charts[0].outcome = ChartOutcome::TimedOut;
    slow.charts[0].duration_ms = Some(30_000);
    scene.check(scene.dashboards[0], crate::scene::run(&[]), noon(0)).await;
    scene.check(scene.dashboards[0], slow, noon(1)).await;
    scene.check(scene.dashboards[0], crate::scene::run(&[]), noon(2)).await;
    let mut tx = scene.org.scope.begin().await.expect("begun");
    let strip = health::strips(&mut tx, &scene.dashboards).await.expect("read").remove(&scene.dashboards[0]);
    let last = strip.expect("results").pop().expect("a result");
    let report = health::report(&mut tx, last.check).await.expect("read").expect("there");
    assert_eq!(report.charts[0].past_ms, [250]);
    assert_eq!(report.asked_by.as_deref(), Some("owner@acme.test"), "who pressed Run now");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_second_opinion_stands_beside_the_report_and_changes_nothing(pool: PgPool) {
    let scene = Scene::new(pool, 1, 1).await;
    assert!(scene.check(scene.dashboards[0], failing(), noon(0)).await.is_news);
    assert!(!scene.check(scene.dashboards[0], failing(), noon(1)).await.is_news, "the same again");
    let mut tx = scene.org.scope.begin().await.expect("begun");
    let strips = health::strips(&mut tx, &scene.dashboards).await.expect("read");
    let check = strips[&scene.dashboards[0]][0].check;
    drop(tx);
    let opinion = Opinion {
        status: Status::Pass,
        summary: "The column was renamed.".to_owned(),
        issues: vec![Issue { severity: Severity::Warning, message: "Look at it.".to_owned(), location: None }],
    };
    check::note_opinion(scene.system(), scene.org.id, check, &opinion).await.expect("stored");
    let mut tx = scene.org.scope.begin().await.expect("begun");
    let report = health::report(&mut tx, check).await.expect("read").expect("there");
    assert_eq!((report.opinion, report.status), (Some(opinion), Status::Fail));
    assert_eq!(health::failing(&mut tx).await.expect("counted"), 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn reports_of_frequent_checks_are_kept_for_weeks_and_the_last_one_stays(pool: PgPool) {
    let scene = Scene::new(pool, 1, 1).await;
    scene.policy("Steady", every(60)).await;
    for minute in 0..3 {
        scene.plan(noon(minute)).await;
        for claimed in scene.claim(Uuid::from_u128(1), noon(minute + 1)).await {
            scene.finish(&claimed, Run::default(), noon(minute + 1)).await.expect("its own");
        }
    }
    scene.check(scene.dashboards[0], Run::default(), noon(5)).await;
    let reports = "select count(*) from reports";
    let before = scene.harness.number(reports).await;
    assert!(before >= 3);
    check::prune(scene.system(), noon(34 * 24 * 60)).await.expect("pruned");
    assert_eq!(scene.harness.number(reports).await, before);
    check::prune(scene.system(), noon(36 * 24 * 60)).await.expect("pruned");
    assert_eq!(scene.harness.number(reports).await, 1, "what somebody asked for is kept");
    let mut tx = scene.org.scope.begin().await.expect("begun");
    assert_eq!(health::timeline(&mut tx, scene.dashboards[0], 5).await.expect("read").len(), 1, "the change is known");
}
