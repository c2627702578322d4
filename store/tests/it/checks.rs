//! Running: the cap, leases, and the one report of each check.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    health::Step,
    report::{FindingKind, Problem, ProblemKind, Run, Status},
};
use sqlx::PgPool;
use store::check::{self, Ending};
use uuid::Uuid;

use crate::{
    harness::{at, origin_at},
    scene::{LEASE, Scene, every, failing, run, warning, window},
};

fn noon(seconds: i64) -> DateTime<Utc> {
    at("2026-11-24T12:00:00Z") + TimeDelta::seconds(seconds)
}

async fn ask_all(scene: &Scene, at: DateTime<Utc>) -> u64 {
    check::ask_environment(&scene.org.scope, scene.environment, &origin_at(at)).await.expect("queued")
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn no_more_than_the_cap_run_at_once_however_many_ask(pool: PgPool) {
    let scene = Scene::new(pool, 40, 3).await;
    assert_eq!(ask_all(&scene, noon(0)).await, 40);
    assert_eq!(ask_all(&scene, noon(0)).await, 0, "what waits isn't queued again");
    let mut order = Vec::new();
    for step in 0..30 {
        let servers = (1..=6).map(|server| scene.claim(Uuid::from_u128(server), noon(step)));
        let claimed: Vec<_> = futures::future::join_all(servers).await.into_iter().flatten().collect();
        let running = "select count(*) from checks where state = 'running'";
        assert!(scene.harness.number(running).await <= 3);
        if order.len() < 40 {
            assert!(!claimed.is_empty(), "free places are taken");
        }
        for claimed in claimed {
            order.push(claimed.check);
            assert!(scene.finish(&claimed, Run::default(), noon(step)).await.is_some());
        }
    }
    assert_eq!(order.len(), 40);
    assert_eq!(scene.harness.number("select count(*) from reports where status = 'PASS'").await, 40);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn with_a_killed_worker_each_check_still_has_exactly_one_report(pool: PgPool) {
    let scene = Scene::new(pool, 30, 4).await;
    ask_all(&scene, noon(0)).await;
    let (killed, survivor) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let lost = scene.claim(killed, noon(0)).await;
    assert_eq!(lost.len(), 4);
    // While its leases hold, its places are taken.
    assert_eq!(scene.claim(survivor, noon(59)).await.len(), 0);
    let mut step = 60;
    loop {
        let claimed = scene.claim(survivor, noon(step)).await;
        if claimed.is_empty() {
            break;
        }
        assert!(claimed.len() <= 4);
        for claimed in claimed {
            scene.finish(&claimed, Run::default(), noon(step)).await.expect("its own");
        }
        step += 1;
    }
    // It wasn't dead after all. What it has to say comes too late.
    for claimed in &lost {
        assert_eq!(scene.finish(claimed, failing(), noon(step)).await, None);
        assert!(!check::put_off(scene.system(), claimed, &failing(), noon(step)).await.expect("asked"));
    }
    assert_eq!(check::renew(scene.system(), killed, &[lost[0].check], noon(999)).await.expect("asked"), []);
    assert_eq!(scene.harness.number("select count(*) from reports").await, 30);
    assert_eq!(scene.harness.number("select count(distinct check_id) from reports where status = 'PASS'").await, 30);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn three_servers_run_a_window_together_and_one_is_killed(pool: PgPool) {
    let scene = Scene::new(pool, 60, 2).await;
    scene.policy("Nightly", window("01:00", "02:00")).await;
    scene.policy("Steady", every(600)).await;
    let opens = at("2026-11-24T00:00:00Z");
    scene.plan(opens - TimeDelta::minutes(1)).await;
    let mut held: BTreeMap<u128, Vec<check::Claimed>> = BTreeMap::new();
    for second in (-60..4_000).step_by(20) {
        let now = opens + TimeDelta::seconds(second);
        let servers: Vec<u128> = if second < 1_200 { vec![1, 2, 3] } else { vec![2, 3] };
        let plans = servers.iter().map(|_| scene.plan(now));
        futures::future::join_all(plans).await;
        // What was begun the last time ends now.
        for server in &servers {
            for claimed in held.remove(server).unwrap_or_default() {
                scene.finish(&claimed, Run::default(), now).await.expect("its own");
            }
        }
        let claims = servers.iter().map(|server| scene.claim(Uuid::from_u128(*server), now));
        let claimed = futures::future::join_all(claims).await;
        held.extend(servers.into_iter().zip(claimed));
        assert!(scene.harness.number("select count(*) from checks where state = 'running'").await <= 2);
    }
    let nightly = "from checks c where c.ends_at = '2026-11-24T01:00Z' and c.occurrence = '2026-11-24T00:00Z'";
    let of = |what: &str| sqlx::AssertSqlSafe(format!("select count(*) {nightly} {what}"));
    let count = async |what: &str| -> i64 {
        sqlx::query_scalar(of(what)).fetch_one(&scene.harness.pool).await.expect("counted")
    };
    assert_eq!(count("").await, 60);
    assert_eq!(count("and c.state = 'done'").await, 60);
    let reports = "and (select count(*) from reports r where r.org_id = c.org_id and r.check_id = c.id) = 1";
    assert_eq!(count(reports).await, 60);
    let ended = "select count(*) from checks c where state = 'done'
                 and not exists (select from reports r where r.check_id = c.id)";
    assert_eq!(scene.harness.number(ended).await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_check_that_is_put_off_frees_its_place_and_keeps_its_first_run(pool: PgPool) {
    let scene = Scene::new(pool, 2, 1).await;
    ask_all(&scene, noon(0)).await;
    let first = scene.claim(Uuid::from_u128(1), noon(0)).await.remove(0);
    assert!(check::put_off(scene.system(), &first, &failing(), noon(60)).await.expect("stored"));
    let other = scene.claim(Uuid::from_u128(1), noon(1)).await.remove(0);
    assert_ne!(other.check, first.check);
    scene.finish(&other, Run::default(), noon(2)).await.expect("its own");
    assert_eq!(scene.claim(Uuid::from_u128(1), noon(59)).await, []);
    let again = scene.claim(Uuid::from_u128(2), noon(60)).await.remove(0);
    assert_eq!((again.check, again.losses, again.first_run.clone()), (first.check, 0, Some(failing())));
    let ending = Ending::Ran { run: failing(), first_run: again.first_run.clone() };
    let finished = check::finish(scene.system(), &again, &ending, noon(61)).await.expect("stored").expect("its own");
    assert_eq!(finished.status, Status::Fail);
    let mut tx = scene.org.scope.begin().await.expect("begun");
    let report = store::health::report(&mut tx, first.check).await.expect("read").expect("there");
    assert_eq!(report.first_run, Some(failing()));
    assert_eq!((report.findings, report.charts.len()), (failing().findings, 1));
    assert_eq!((report.planned_at, report.checked_at), (noon(0), noon(61)), "the slot stays what was planned");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_server_that_stops_gives_its_checks_back(pool: PgPool) {
    let scene = Scene::new(pool, 3, 2).await;
    ask_all(&scene, noon(0)).await;
    let (stopping, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    assert_eq!(scene.claim(stopping, noon(0)).await.len(), 2);
    assert_eq!(check::give_back(scene.system(), stopping).await.expect("given back"), 2);
    let claimed = scene.claim(other, noon(1)).await;
    assert_eq!(claimed.len(), 2);
    assert!(claimed.iter().all(|claimed| claimed.attempt == 1));
    let held = check::renew(scene.system(), other, &[claimed[0].check], noon(1) + LEASE * 2).await.expect("renewed");
    assert_eq!(held, [claimed[0].check]);
    assert_eq!(scene.claim(stopping, noon(62)).await.len(), 1, "only the lease that wasn't renewed ran out");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn incidents_follow_what_the_policy_asks_for(pool: PgPool) {
    let scene = Scene::new(pool, 2, 2).await;
    let dashboard = scene.dashboards[0];
    let steps = [
        (warning(), None),
        (failing(), Some(Step::Open(Status::Fail))),
        (failing(), None),
        (warning(), Some(Step::Change(Status::Warn))),
        (Run::default(), Some(Step::Close)),
        (Run::default(), None),
    ];
    for (place, (run, expected)) in steps.into_iter().enumerate() {
        let at = noon(i64::try_from(place).expect("few") * 60);
        assert_eq!(scene.check(dashboard, run, at).await.incident, expected, "step {place}");
    }
    let kinds: Vec<String> = sqlx::query_scalar("select kind from incident_events order by id")
        .fetch_all(&scene.harness.pool)
        .await
        .expect("events");
    assert_eq!(kinds, ["opened", "changed", "closed"]);
    let texts: Vec<String> = sqlx::query_scalar("select text from annotations where kind = 'health' order by id")
        .fetch_all(&scene.harness.pool)
        .await
        .expect("annotations");
    assert_eq!(texts, ["Dashboard 00001 fails.", "Dashboard 00001 has a warning.", "Dashboard 00001 passes again."]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_problem_of_the_environment_is_told_once(pool: PgPool) {
    let scene = Scene::new(pool, 3, 3).await;
    scene.check(scene.dashboards[0], Run::default(), noon(0)).await;
    scene.check(scene.dashboards[1], failing(), noon(0)).await;
    let problem = Ending::CouldNotRun(Problem::new(ProblemKind::Credentials, "The password is wrong."));
    for dashboard in &scene.dashboards {
        let finished = scene.end(*dashboard, &problem, noon(60)).await;
        assert_eq!((finished.status, finished.incident), (Status::Unknown, None));
    }
    assert_eq!(scene.harness.number("select count(*) from incidents where kind = 'environment'").await, 1);
    let statuses: Vec<String> = sqlx::query_scalar("select status from dashboards order by id")
        .fetch_all(&scene.harness.pool)
        .await
        .expect("statuses");
    assert_eq!(statuses, ["UNKNOWN", "FAIL", "UNKNOWN"], "a failure isn't hidden");
    let mut tx = scene.org.scope.begin().await.expect("begun");
    let environments = store::environment::list(&mut tx).await.expect("listed");
    assert_eq!(environments[0].problem.as_deref(), Some("The password is wrong."));
    assert_eq!(environments[0].problem_since, Some(noon(60)));
    drop(tx);
    scene.check(scene.dashboards[0], Run::default(), noon(120)).await;
    let open = "select count(*) from incidents where kind = 'environment' and closed_at is null";
    assert_eq!(scene.harness.number(open).await, 0);
    assert_eq!(scene.harness.number("select count(*) from environments where problem is not null").await, 0);
    // A worker that disappears again and again is nobody's fault but ours.
    let lost = Ending::NotRun { reason: "Its workers disappeared.".to_owned() };
    scene.end(scene.dashboards[2], &lost, noon(180)).await;
    assert_eq!(scene.harness.number("select count(*) from environments where problem is not null").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn old_reports_go_with_their_checks_and_the_last_change_stays(pool: PgPool) {
    let scene = Scene::new(pool, 1, 1).await;
    for (days, run) in [(500, failing()), (450, Run::default()), (10, failing())] {
        scene.check(scene.dashboards[0], run, noon(0) - TimeDelta::days(days)).await;
    }
    check::prune(scene.system(), noon(0)).await.expect("pruned");
    assert_eq!(scene.harness.number("select count(*) from reports").await, 1);
    assert_eq!(scene.harness.number("select count(*) from checks").await, 1);
    let statuses: Vec<String> = sqlx::query_scalar("select status from status_changes order by changed_at")
        .fetch_all(&scene.harness.pool)
        .await
        .expect("changes");
    assert_eq!(statuses, ["PASS", "FAIL"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_worker_learns_what_is_usual_and_what_it_is_held_to(pool: PgPool) {
    let scene = Scene::new(pool, 2, 2).await;
    for minute in 0..12 {
        let mut run = run(&[FindingKind::Slow]);
        run.charts[0].duration_ms = Some(minute * 100);
        scene.check(scene.dashboards[0], run, noon(minute * 60)).await;
    }
    let policy = scene.policy("Nightly", window("01:00", "02:00")).await;
    let asked = check::ask_policy(&scene.org.scope, policy, &origin_at(noon(3_600))).await;
    assert_eq!(asked.expect("queued"), 2);
    let claimed = scene.claim(Uuid::from_u128(1), noon(3_600)).await;
    let own = claimed.iter().find(|claimed| claimed.dashboard == scene.dashboards[0]).expect("claimed");
    let job = check::job(scene.system(), own).await.expect("read").expect("there");
    let past = &job.past[&Some(7)];
    assert_eq!((past.durations_ms.len(), past.durations_ms[0], past.rows[0]), (10, 1_100, 100));
    assert_eq!((job.last_status, job.external_id.as_str()), (Some(Status::Warn), "1"));
    assert_eq!(job.policy.map(|policy| policy.limits), Some(domain::policy::Limits::default()));
    assert!(!format!("{:?}", job.connection).contains("[1, 2, 3]"));
}
