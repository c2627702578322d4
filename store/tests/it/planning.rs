//! From policies to checks, whatever happens to the servers.

use chrono::{DateTime, TimeDelta, Utc};
use domain::report::Run;
use sqlx::PgPool;
use store::{check, environment, policy};
use uuid::Uuid;

use crate::{
    harness::{at, origin, origin_at},
    scene::{Scene, every, window},
};

/// Tonight's window of these tests: 01:00 to 02:00 in Berlin.
const OPENS: &str = "2026-11-24T00:00:00Z";
const CLOSES: &str = "2026-11-24T01:00:00Z";

fn tonight(minutes: i64) -> DateTime<Utc> {
    at(OPENS) + TimeDelta::minutes(minutes)
}

async fn nightly(pool: PgPool) -> Scene {
    let scene = Scene::new(pool, 60, 2).await;
    scene.policy("Nightly", window("01:00", "02:00")).await;
    scene
}

async fn slots(scene: &Scene) -> Vec<DateTime<Utc>> {
    sqlx::query_scalar("select slot from checks order by slot").fetch_all(&scene.harness.pool).await.expect("slots")
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn sixty_dashboards_get_sixty_slots_a_minute_apart_once(pool: PgPool) {
    let scene = nightly(pool).await;
    assert!(scene.plan(tonight(-60)).await.is_nothing(), "it isn't open yet");
    assert_eq!(scene.keep_planning(tonight(-59), tonight(10)).await.checks, 60);
    let slots = slots(&scene).await;
    assert_eq!((slots.len(), slots[0]), (60, at("2026-11-24T00:00:30Z")));
    assert!(slots.windows(2).all(|pair| pair[1] - pair[0] == TimeDelta::minutes(1)));
    let dashboards = scene.harness.number("select count(distinct dashboard_id) from checks").await;
    assert_eq!(dashboards, 60);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn servers_that_plan_together_plan_once(pool: PgPool) {
    let scene = nightly(pool).await;
    scene.policy("Steady", every(60)).await;
    scene.plan(tonight(-1)).await;
    let moments = (0..8).map(|step| tonight(-1) + TimeDelta::seconds(step * 10));
    let planned =
        futures::future::join_all(moments.flat_map(|at| [scene.plan(at), scene.plan(at), scene.plan(at)])).await;
    assert!(planned.iter().any(|planned| planned.checks > 0), "somebody was at it");
    scene.plan(tonight(1)).await;
    let nightly =
        "select count(*) from checks where occurrence = '2026-11-24T00:00Z' and ends_at = '2026-11-24T01:00Z'";
    assert_eq!(scene.harness.number(nightly).await, 60);
    let twice =
        "select count(*) from (select from checks group by policy_id, occurrence, dashboard_id having count(*) > 1) t";
    assert_eq!(scene.harness.number(twice).await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn after_a_pause_within_the_window_the_rest_is_spread_over_the_rest(pool: PgPool) {
    let scene = nightly(pool).await;
    scene.keep_planning(tonight(-1), tonight(10)).await;
    let mut begun = Vec::new();
    for minute in 0..10 {
        for claimed in scene.claim(Uuid::from_u128(1), tonight(minute) + TimeDelta::seconds(31)).await {
            begun.push(claimed.dashboard);
            scene.finish(&claimed, Run::default(), tonight(minute) + TimeDelta::seconds(40)).await;
        }
    }
    assert_eq!(begun.len(), 10);
    // Nobody was there for half an hour.
    assert_eq!(scene.plan(tonight(40)).await.missed, 0);
    let left = "select count(*) from checks where state = 'planned' and slot >= '2026-11-24T00:40Z'
                and slot < '2026-11-24T01:00Z'";
    assert_eq!(scene.harness.number(left).await, 50);
    assert_eq!(scene.harness.number("select count(*) from checks").await, 60);
    let gaps = "select count(distinct gap) from (select slot - lag(slot) over (order by slot) as gap
                from checks where state = 'planned') g where gap is not null";
    assert_eq!(scene.harness.number(gaps).await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_a_closed_window_left_is_missed_and_told_in_reports(pool: PgPool) {
    let scene = nightly(pool).await;
    scene.keep_planning(tonight(-1), tonight(5)).await;
    let claimed = scene.claim(Uuid::from_u128(1), tonight(1)).await;
    scene.finish(&claimed[0], Run::default(), tonight(1)).await;
    // Down until the morning after the next night: one night half done, one not at all.
    let planned = scene.plan(at("2026-11-25T09:00:00Z")).await;
    assert_eq!(planned.missed, 59 + 60);
    assert_eq!(scene.harness.number("select count(*) from reports where is_missed and status = 'UNKNOWN'").await, 119);
    assert_eq!(scene.harness.number("select count(*) from checks where state = 'missed'").await, 119);
    assert!(scene.plan(at("2026-11-25T09:00:10Z")).await.is_nothing());
    let doubted = "select count(*) from dashboards where status = 'UNKNOWN' and last_outcome = 'missed'";
    assert_eq!(scene.harness.number(doubted).await, 60);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn of_many_missed_intervals_the_last_one_tells_it(pool: PgPool) {
    let scene = Scene::new(pool, 5, 2).await;
    scene.policy("Steady", every(60)).await;
    assert_eq!(scene.plan(tonight(0)).await.checks, 5);
    let planned = scene.plan(tonight(300)).await;
    assert_eq!((planned.missed, planned.checks), (5 + 5, 5));
    assert_eq!(scene.harness.number("select count(*) from reports where is_missed").await, 10);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_change_and_a_pause_replan_what_has_not_begun(pool: PgPool) {
    let scene = Scene::new(pool, 60, 2).await;
    let id = scene.policy("Nightly", window("01:00", "02:00")).await;
    let scope = &scene.org.scope;
    scene.keep_planning(tonight(-1), tonight(0)).await;
    let claimed = scene.claim(Uuid::from_u128(1), tonight(1)).await;
    assert_eq!(claimed.len(), 1);

    policy::set_active(scope, id, false, &origin_at(tonight(2))).await.expect("paused");
    assert_eq!(scene.harness.number("select count(*) from checks").await, 1, "what has begun goes on");
    assert!(scene.plan(tonight(3)).await.is_nothing());
    policy::set_active(scope, id, true, &origin_at(tonight(4))).await.expect("resumed");
    assert!(scene.plan(tonight(5)).await.is_nothing(), "resumed policies wait for the next window");

    let active_since = "update policies set active_since = '2026-11-01'";
    sqlx::query(active_since).execute(&scene.harness.pool).await.expect("as if it had never been paused");
    policy::update(scope, id, &scene.draft("Nightly", window("01:00", "03:00")), &origin_at(tonight(6)))
        .await
        .expect("saved");
    assert_eq!(scene.plan(tonight(6)).await.checks, 59);
    let slots = slots(&scene).await;
    assert!(slots[1..].iter().all(|slot| *slot >= tonight(6) && *slot < tonight(120)));

    policy::update(scope, id, &scene.draft("Nightly", window("00:30", "02:00")), &origin_at(tonight(7)))
        .await
        .expect("saved");
    assert_eq!(scene.plan(tonight(7)).await.checks, 59, "the one that has begun isn't planned again");
    assert_eq!(scene.harness.number("select count(*) from annotations where kind = 'policy'").await, 5);

    policy::remove(scope, id, &origin_at(tonight(8))).await.expect("removed");
    assert_eq!(scene.harness.number("select count(*) from checks").await, 1);
    let again = policy::create(scope, &scene.draft("Nightly", every(60)), &origin_at(tonight(9))).await;
    assert!(again.is_ok(), "its name is free again");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn maintenance_pauses_checks_and_misses_none(pool: PgPool) {
    let scene = nightly(pool).await;
    scene.keep_planning(tonight(-1), tonight(9)).await;
    let scope = &scene.org.scope;
    let window =
        environment::add_maintenance(scope, scene.environment, tonight(10), tonight(30), "upgrade", &origin()).await;
    window.expect("announced");
    assert_eq!(scene.claim(Uuid::from_u128(1), tonight(11)).await.len(), 0, "nothing begins");
    scene.keep_planning(tonight(11), tonight(29)).await;
    assert_eq!(scene.harness.number("select count(*) from checks").await, 0);
    let planned = scene.keep_planning(tonight(30), tonight(31)).await;
    assert_eq!((planned.checks, planned.missed), (60, 0));
    assert!(slots(&scene).await.iter().all(|slot| *slot >= tonight(30) && *slot < at(CLOSES)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_interval_does_not_pile_up_what_it_cannot_run(pool: PgPool) {
    let scene = Scene::new(pool, 5, 2).await;
    scene.policy("Steady", every(60)).await;
    scene.keep_planning(tonight(0), tonight(10)).await;
    assert_eq!(scene.harness.number("select count(*) from checks").await, 5);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_has_not_begun_at_the_end_still_runs_and_is_late(pool: PgPool) {
    let scene = nightly(pool).await;
    scene.keep_planning(tonight(-1), tonight(61)).await;
    let late = scene.claim(Uuid::from_u128(1), tonight(61)).await;
    assert_eq!(late.len(), 2, "as many as the cap allows");
    scene.finish(&late[0], Run::default(), tonight(62)).await;
    assert_eq!(scene.harness.number("select count(*) from reports where is_late and status = 'PASS'").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn unknown_dashboards_are_named(pool: PgPool) {
    let scene = Scene::new(pool, 2, 2).await;
    let mut draft = scene.draft("Nightly", window("01:00", "02:00"));
    let stranger = domain::id::DashboardId(9_999);
    draft.scope = domain::policy::Scope::Selected { dashboards: vec![scene.dashboards[0], stranger] };
    let scope = &scene.org.scope;
    let error = policy::create(scope, &draft, &origin_at(tonight(0))).await.expect_err("one is unknown");
    assert!(matches!(error, policy::PolicyError::UnknownDashboards(ref ids) if ids == &[stranger]), "{error:?}");
    draft.scope = domain::policy::Scope::Tagged { tags: vec!["critical".to_owned()] };
    let id = policy::create(scope, &draft, &origin_at(tonight(0))).await.expect("saved");
    let taken = policy::create(scope, &draft, &origin_at(tonight(0))).await.expect_err("the name is taken");
    let is_name = |error: &store::StoreError| matches!(error, store::StoreError::Conflict { constraint } if constraint == "policies_name_key");
    assert!(matches!(taken, policy::PolicyError::Store(ref error) if is_name(error)), "{taken:?}");
    let mut tx = scene.org.scope.begin().await.expect("begun");
    let list = policy::list(&mut tx).await.expect("listed");
    assert_eq!(list.len(), 1);
    assert_eq!((list[0].id, &list[0].scope, &list[0].schedule), (id, &draft.scope, &draft.schedule));
    check::due_environments(scene.system()).await.expect("asked");
}
