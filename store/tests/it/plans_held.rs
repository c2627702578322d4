//! Who waits for whom when plans change, and what may begin.

use chrono::{DateTime, TimeDelta, Utc};
use domain::policy::Scope;
use sqlx::PgPool;
use store::{check, environment, policy};
use uuid::Uuid;

use crate::{
    harness::{at, origin, origin_at},
    scene::{Scene, every, superset, window},
};

fn noon(seconds: i64) -> DateTime<Utc> {
    at("2026-11-24T12:00:00Z") + TimeDelta::seconds(seconds)
}

/// Waits until somebody in this database waits for a lock.
async fn until_somebody_waits(pool: &PgPool) {
    let waits = "select count(*) from pg_stat_activity
                 where datname = current_database() and wait_event_type = 'Lock'";
    while sqlx::query_scalar::<_, i64>(waits).fetch_one(pool).await.expect("asked") == 0 {
        tokio::task::yield_now().await;
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_change_of_a_policy_waits_for_the_plan_before_it_holds_anything(pool: PgPool) {
    let scene = Scene::new(pool, 2, 1).await;
    let id = scene.policy("Nightly", window("01:00", "02:00")).await;
    let scope = &scene.org.scope;
    let pause = async || policy::set_active(scope, id, false, &origin_at(noon(0))).await.expect("paused");
    let remove = async || policy::remove(scope, id, &origin_at(noon(1))).await.expect("removed");
    let end = async || environment::remove(scope, scene.environment, &origin_at(noon(2))).await.expect("removed");
    let plan = async || {
        let mut planner = scene.harness.pool.begin().await.expect("begun");
        sqlx::query("select from environment_plans for update").execute(&mut *planner).await.expect("held");
        planner
    };
    let go_on = async |mut planner: sqlx::Transaction<'static, sqlx::Postgres>| {
        until_somebody_waits(&scene.harness.pool).await;
        // A planner goes on like this; whoever waits for it must not hold what it needs.
        for sql in ["select from policies for update nowait", "select from environments for update nowait"] {
            sqlx::query(sql).execute(&mut *planner).await.expect(sql);
        }
        planner.commit().await.expect("committed");
    };
    let planner = plan().await;
    tokio::join!(go_on(planner), pause());
    let planner = plan().await;
    tokio::join!(go_on(planner), remove());
    let planner = plan().await;
    tokio::join!(go_on(planner), end());
    assert_eq!(scene.harness.number("select count(*) from checks where state = 'planned'").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_policy_that_moves_leaves_its_old_environment_to_the_others(pool: PgPool) {
    let scene = Scene::new(pool, 1, 1).await;
    scene.policy("Nightly", window("01:00", "02:00")).await;
    let moving = scene.policy("Hourly", every(3_600)).await;
    scene.check(scene.dashboards[0], domain::report::Run::default(), noon(0)).await;
    let fresh_for =
        "select extract(epoch from stale_at - conclusive_at)::bigint from dashboards where stale_at is not null";
    assert_eq!(scene.harness.number(fresh_for).await, 2 * 3_600);
    let other = superset(&scene.org, "Staging", 1).await;
    let mut draft = scene.draft("Hourly", every(3_600));
    draft.environment = other;
    draft.scope = Scope::All;
    policy::update(&scene.org.scope, moving, &draft, &origin_at(noon(60))).await.expect("moved");
    assert_eq!(scene.harness.number(fresh_for).await, 48 * 3_600);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_cannot_begin_is_not_due(pool: PgPool) {
    let scene = Scene::new(pool, 2, 1).await;
    let scope = &scene.org.scope;
    let next = async |at| check::next_due(scene.system(), at).await.expect("asked");
    assert_eq!(next(noon(0)).await, None);
    check::ask_environment(scope, scene.environment, &origin_at(noon(0))).await.expect("queued");
    assert_eq!(next(noon(0)).await, Some(noon(0)));
    let claimed = scene.claim(Uuid::from_u128(1), noon(0)).await;
    assert_eq!((claimed.len(), next(noon(1)).await), (1, None), "the one place is taken");
    check::put_off(scene.system(), &claimed[0], &crate::scene::failing(), noon(60)).await.expect("stored");
    assert_eq!(next(noon(1)).await, Some(noon(0)));
    let window = environment::add_maintenance(scope, scene.environment, noon(2), noon(30), "", &origin()).await;
    window.expect("announced");
    assert_eq!(next(noon(2)).await, None);
    assert_eq!(next(noon(30)).await, Some(noon(0)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_run_now_takes_nothing_away_from_the_night(pool: PgPool) {
    let scene = Scene::new(pool, 3, 1).await;
    let id = scene.policy("Nightly", window("01:00", "02:00")).await;
    let opens = at("2026-11-25T00:00:00Z");
    let asked = check::ask_policy(&scene.org.scope, id, &origin_at(opens - TimeDelta::minutes(1))).await;
    assert_eq!(asked.expect("queued"), 3);
    assert_eq!(scene.plan(opens - TimeDelta::seconds(10)).await.checks, 3);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whoever_asks_is_answered_while_checks_begin_and_end(pool: PgPool) {
    let scene = Scene::new(pool, 1, 1).await;
    let dashboard = scene.dashboards[0];
    let ask = async |_| {
        let mut checks = Vec::new();
        for step in 0..25 {
            let asked = check::ask_dashboard(&scene.org.scope, dashboard, &origin_at(noon(step))).await;
            checks.push(asked.expect("an answer"));
        }
        checks
    };
    let run = async {
        for step in 0..100 {
            for claimed in scene.claim(Uuid::from_u128(1), noon(100 + step)).await {
                scene.finish(&claimed, domain::report::Run::default(), noon(100 + step)).await.expect("its own");
            }
        }
    };
    let (first, second, third, ()) = tokio::join!(ask(1), ask(2), ask(3), run);
    let known: Vec<i64> =
        sqlx::query_scalar("select id from checks").fetch_all(&scene.harness.pool).await.expect("checks");
    assert!(first.into_iter().chain(second).chain(third).all(|check| known.contains(&check.0)));
}
