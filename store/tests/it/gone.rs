//! Dashboards that the BI tool lists no longer.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    policy::Scope,
    report::{Finding, FindingKind, Run, Status},
};
use sqlx::PgPool;
use store::{
    environment,
    health::{self, Filter},
    policy,
};
use uuid::Uuid;

use crate::{
    harness::{at, origin_at},
    scene::{Scene, failing, listed, window},
};

fn noon(minutes: i64) -> DateTime<Utc> {
    at("2026-11-24T12:00:00Z") + TimeDelta::minutes(minutes)
}

async fn sync(scene: &Scene, numbers: &[i32], minute: i64) -> environment::Synced {
    let list: Vec<_> = numbers.iter().map(|number| listed(*number)).collect();
    environment::sync(scene.system(), scene.org.id, scene.environment, &list, noon(minute)).await.expect("synced")
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_selected_dashboard_that_is_gone_is_checked_and_told_to_be_missing(pool: PgPool) {
    let scene = Scene::new(pool, 3, 3).await;
    let scope = &scene.org.scope;
    let mut draft = scene.draft("Nightly", window("01:00", "02:00"));
    draft.scope = Scope::Selected { dashboards: vec![scene.dashboards[0]] };
    let id = policy::create(scope, &draft, &origin_at(noon(-60 * 24))).await.expect("saved");
    scene.check(scene.dashboards[0], Run::default(), noon(0)).await;
    scene.check(scene.dashboards[1], failing(), noon(0)).await;
    // Two were unpublished; one of them is selected.
    assert_eq!(sync(&scene, &[3], 1).await, environment::Synced { listed: 1, removed: 1 });
    assert_eq!(scene.plan(at("2026-11-24T23:59:50Z")).await.checks, 1);
    let claimed = scene.claim(Uuid::from_u128(1), at("2026-11-25T00:30:00Z")).await;
    let job = store::check::job(scene.system(), &claimed[0]).await.expect("read").expect("it is looked at");
    assert_eq!(job.external_id, "1");
    let missing = Finding::new(FindingKind::DashboardMissing, "It is gone.");
    let run = Run { findings: vec![missing], ..Run::default() };
    scene.finish(&claimed[0], run, at("2026-11-25T00:30:10Z")).await.expect("its own");
    let mut tx = scene.org.scope.begin().await.expect("begun");
    let rows = health::table(&mut tx, &Filter::default(), None, 50, noon(24 * 60)).await.expect("read");
    let seen: Vec<_> = rows.iter().map(|row| (row.id, row.current.status, row.unlisted_at)).collect();
    let expected = [(scene.dashboards[0], Status::Fail, Some(noon(1))), (scene.dashboards[2], Status::Unknown, None)];
    assert_eq!(seen, expected);
    // The other one is told apart, with its report.
    let (gone, total) = health::gone(&mut tx, 10).await.expect("read");
    assert_eq!((gone.len(), total, gone[0].dashboard), (1, 1, scene.dashboards[1]));
    assert!(gone[0].is_unlisted && gone[0].last_report.is_some());
    drop(tx);

    // A paused policy keeps nothing, and one that goes on asks for it again, as does a form that still selects it.
    policy::set_active(scope, id, false, &origin_at(noon(25 * 60))).await.expect("paused");
    assert_eq!(sync(&scene, &[3], 25 * 60).await.removed, 1);
    policy::update(scope, id, &draft, &origin_at(noon(25 * 60))).await.expect("it may stay selected");
    let mut tx = scene.org.scope.begin().await.expect("begun");
    let selectable = health::selectable(&mut tx, scene.environment, &scene.dashboards[..1]).await.expect("read");
    assert_eq!(selectable.len(), 1);
    assert_eq!(policy::count(&mut tx, scene.environment, &draft.scope).await.expect("counted"), 1);
    drop(tx);
    policy::set_active(scope, id, true, &origin_at(noon(26 * 60))).await.expect("resumed");
    assert_eq!(sync(&scene, &[3], 26 * 60).await.removed, 0);
    assert_eq!(scene.harness.number("select count(*) from dashboards where removed_at is null").await, 2);
    // Published again it is as it was.
    assert_eq!(sync(&scene, &[1, 2, 3], 27 * 60).await, environment::Synced { listed: 3, removed: 0 });
    let left = "select count(*) from dashboards where removed_at is not null or unlisted_at is not null";
    assert_eq!(scene.harness.number(left).await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_list_that_says_nothing_new_rewrites_nothing(pool: PgPool) {
    let scene = Scene::new(pool, 4, 1).await;
    // What was written by a later transaction has another xmin.
    let versions = "select count(distinct (id, xmin::text)) from dashboards";
    let written = async || {
        let sql = "select string_agg(t || v, ',' order by t, v)
                   from (select 'd' as t, xmin::text || id as v from dashboards
                         union all select 'o', xmin::text || dashboard_id from dashboard_owners
                         union all select 't', xmin::text || dashboard_id from dashboard_tags) x";
        sqlx::query_scalar::<_, String>(sql).fetch_one(&scene.harness.pool).await.expect("versions")
    };
    assert_eq!(scene.harness.number(versions).await, 4);
    let before = written().await;
    sync(&scene, &[1, 2, 3, 4], 1).await;
    assert_eq!(written().await, before);
    let mut changed: Vec<_> = (1..=4).map(listed).collect();
    changed[1].title = "Another title".to_owned();
    changed[1].tags = vec!["urgent".to_owned()];
    changed[2].owners[0].email = None;
    environment::sync(scene.system(), scene.org.id, scene.environment, &changed, noon(2)).await.expect("synced");
    assert_ne!(written().await, before);
    let mut tx = scene.org.scope.begin().await.expect("begun");
    let rows = health::table(&mut tx, &Filter::default(), None, 50, noon(3)).await.expect("read");
    let row = rows.iter().find(|row| row.title == "Another title").expect("it was renamed");
    assert_eq!(row.tags, ["urgent"]);
    assert_eq!(health::tags(&mut tx, 10).await.expect("read"), ["critical", "urgent"]);
    assert_eq!(health::tags(&mut tx, 1).await.expect("read"), ["critical"]);
    assert_eq!(scene.harness.number("select count(*) from dashboard_owners where email is null").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_form_is_offered_what_a_search_finds(pool: PgPool) {
    let scene = Scene::new(pool, 30, 1).await;
    let mut tx = scene.org.scope.begin().await.expect("begun");
    let (titles, total) = health::titles(&mut tx, scene.environment, "", 10).await.expect("read");
    assert_eq!((titles.len(), total), (10, 30));
    let (titles, total) = health::titles(&mut tx, scene.environment, "BOARD 00027", 10).await.expect("read");
    assert_eq!((titles[0].1.as_str(), total), ("Dashboard 00027", 1));
}
