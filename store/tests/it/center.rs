//! The health center: summary, table, strips, reports.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    health::{Doubt, Note, SilenceKind, Tally},
    report::{FindingKind, Problem, ProblemKind, Run, Status},
};
use sqlx::PgPool;
use store::{
    check::{self, Ending},
    environment,
    health::{self, Filter, HealthRow, MatrixPage},
};

use crate::{
    harness::{Harness, at, origin, origin_at},
    scene::{Scene, failing, listed, run, superset, warning, window},
};

fn noon(minutes: i64) -> DateTime<Utc> {
    at("2026-11-24T12:00:00Z") + TimeDelta::minutes(minutes)
}

async fn table(scene: &Scene, filter: &Filter, now: DateTime<Utc>) -> Vec<HealthRow> {
    let mut tx = scene.org.scope.begin().await.expect("begun");
    health::table(&mut tx, filter, None, 50, now).await.expect("read")
}

async fn tally(scene: &Scene, now: DateTime<Utc>) -> Tally {
    let mut tx = scene.org.scope.begin().await.expect("begun");
    health::summary(&mut tx, now).await.expect("read")[0].tally
}

/// Two failing, one with a warning, one that passes, one never checked.
async fn mixed(pool: PgPool) -> Scene {
    let scene = Scene::new(pool, 5, 5).await;
    scene.policy("Nightly", window("01:00", "02:00")).await;
    for (place, run) in [(4, failing()), (1, failing()), (2, warning()), (0, Run::default())] {
        scene.check(scene.dashboards[place], run, noon(0)).await;
    }
    scene
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn failing_first_then_warning_unknown_and_passing(pool: PgPool) {
    let scene = mixed(pool).await;
    let rows = table(&scene, &Filter::default(), noon(1)).await;
    let seen: Vec<_> = rows.iter().map(|row| (row.title.as_str(), row.current.status)).collect();
    let expected = [
        ("Dashboard 00002", Status::Fail),
        ("Dashboard 00005", Status::Fail),
        ("Dashboard 00003", Status::Warn),
        ("Dashboard 00004", Status::Unknown),
        ("Dashboard 00001", Status::Pass),
    ];
    assert_eq!(seen, expected);
    assert_eq!(rows[0].reason.as_deref(), Some("Revenue: found query_failed"));
    assert_eq!((rows[0].since, rows[0].last_at), (Some(noon(0)), Some(noon(0))));
    assert_eq!(rows[0].expected_at, Some(at("2026-11-25T00:00:00Z")));
    assert_eq!(rows[3].current.note, Some(Note::NeverChecked));
    assert_eq!(
        (rows[0].owners.as_slice(), rows[0].tags.as_slice()),
        (&["Ana Analyst".to_owned()][..], &["critical".to_owned()][..])
    );
    let tally = tally(&scene, noon(1)).await;
    assert_eq!(tally.sentence(), "1 Green, 1 Yellow, 2 Red, 1 Unknown");
    let mut tx = scene.org.scope.begin().await.expect("begun");
    assert_eq!(health::failing(&mut tx).await.expect("counted"), 2);

    let mut paged = Vec::new();
    let mut after = None;
    loop {
        let page = health::table(&mut tx, &Filter::default(), after.as_ref(), 2, noon(1)).await.expect("read");
        let Some(last) = page.last() else { break };
        after = Some(last.cursor.clone());
        paged.extend(page.into_iter().map(|row| row.id));
    }
    assert_eq!(paged, rows.iter().map(|row| row.id).collect::<Vec<_>>());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn each_filter_narrows_the_table(pool: PgPool) {
    let scene = mixed(pool).await;
    let other = superset(&scene.org, "Staging", 2).await;
    environment::sync(scene.system(), scene.org.id, other, &[listed(9)], noon(0)).await.expect("synced");
    let count = async |filter: Filter| {
        let mut tx = scene.org.scope.begin().await.expect("begun");
        let counted = health::count(&mut tx, &filter, noon(1)).await.expect("counted");
        let rows = table(&scene, &filter, noon(1)).await;
        assert_eq!(counted as usize, rows.len(), "{filter:?}");
        let window = health::window(&mut tx, &filter, 1, 2, noon(1)).await.expect("read");
        assert!(window.iter().eq(rows.iter().skip(1).take(2)), "{filter:?}");
        rows.len()
    };
    assert_eq!(count(Filter::default()).await, 6);
    assert_eq!(count(Filter { search: Some("D 00002".to_owned()), ..Filter::default() }).await, 1);
    assert_eq!(count(Filter { search: Some("%".to_owned()), ..Filter::default() }).await, 0);
    assert_eq!(count(Filter { environment: Some(other), ..Filter::default() }).await, 1);
    assert_eq!(count(Filter { status: Some(Status::Fail), ..Filter::default() }).await, 2);
    assert_eq!(count(Filter { status: Some(Status::Unknown), ..Filter::default() }).await, 2);
    assert_eq!(count(Filter { tag: Some("critical".to_owned()), ..Filter::default() }).await, 2);
    assert_eq!(count(Filter { owner: Some("ANA".to_owned()), ..Filter::default() }).await, 6);
    assert_eq!(count(Filter { owner: Some("bob".to_owned()), ..Filter::default() }).await, 0);
    let by_address = Filter { owner: Some("ana@example".to_owned()), ..Filter::default() };
    assert_eq!(count(by_address.clone()).await, 0, "whoever may not see an address can't guess it bit by bit");
    assert_eq!(count(Filter { finds_addresses: true, ..by_address }).await, 6);
    assert_eq!(count(Filter { is_missed: true, ..Filter::default() }).await, 0);
    let mut tx = scene.org.scope.begin().await.expect("begun");
    let policy = store::policy::list(&mut tx).await.expect("listed")[0].id;
    assert_eq!(count(Filter { policy: Some(policy), ..Filter::default() }).await, 5);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_stale_pass_is_unknown_at_once_and_a_stale_failure_stays_one(pool: PgPool) {
    let scene = mixed(pool).await;
    // Checked by hand at noon; two nights later nothing has come.
    let fresh = noon(48 * 60) - TimeDelta::seconds(1);
    let stale = noon(48 * 60);
    assert_eq!(tally(&scene, fresh).await, Tally { green: 1, yellow: 1, red: 2, unknown: 1, ..Tally::default() });
    let expected = Tally { green: 0, yellow: 1, red: 2, unknown: 2, stale: 4, missed: 0 };
    assert_eq!(tally(&scene, stale).await, expected, "before the worker has come by");
    assert_eq!(check::mark_stale(scene.system(), stale).await.expect("marked"), [scene.org.id]);
    assert_eq!(check::mark_stale(scene.system(), stale).await.expect("marked"), []);
    assert_eq!(tally(&scene, stale).await, expected);
    let rows = table(&scene, &Filter { status: Some(Status::Unknown), ..Filter::default() }, stale).await;
    assert_eq!(rows[0].current.note, Some(Note::WasPassUntil { until: noon(0), doubt: Doubt::Stale }));
    assert_eq!(table(&scene, &Filter { is_stale: true, ..Filter::default() }, stale).await.len(), 4);
    let mut tx = scene.org.scope.begin().await.expect("begun");
    let timeline = health::timeline(&mut tx, scene.dashboards[0], 10).await.expect("read");
    let statuses: Vec<_> = timeline.iter().map(|entry| (entry.at, entry.status, entry.check.is_some())).collect();
    assert_eq!(statuses, [(stale, Status::Unknown, false), (noon(0), Status::Pass, true)]);
    // A new report makes it fresh again.
    drop(tx);
    scene.check(scene.dashboards[0], Run::default(), stale + TimeDelta::minutes(1)).await;
    assert_eq!(tally(&scene, stale + TimeDelta::minutes(2)).await.green, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_pass_in_doubt_is_unknown_and_says_since_when(pool: PgPool) {
    let scene = mixed(pool).await;
    let problem = Ending::CouldNotRun(Problem::new(ProblemKind::Unreachable, "Nobody answers."));
    for dashboard in &scene.dashboards {
        scene.end(*dashboard, &problem, noon(10)).await;
    }
    let rows = table(&scene, &Filter::default(), noon(11)).await;
    let seen: Vec<_> = rows.iter().map(|row| (row.current.status, row.current.note)).collect();
    let passed = Note::WasPassUntil { until: noon(0), doubt: Doubt::CouldNotRun };
    let expected = [
        (Status::Fail, Some(Note::CouldNotRun)),
        (Status::Fail, Some(Note::CouldNotRun)),
        (Status::Warn, Some(Note::CouldNotRun)),
        (Status::Unknown, Some(passed)),
        (Status::Unknown, Some(Note::CouldNotRun)),
    ];
    assert_eq!(seen, expected);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn strips_uptimes_and_reports_of_a_dashboard(pool: PgPool) {
    let scene = Scene::new(pool, 2, 2).await;
    let dashboard = scene.dashboards[0];
    let mut checks = Vec::new();
    for hour in 0..40 {
        let run =
            if (20..30).contains(&hour) { run(&[FindingKind::NoRows, FindingKind::QueryFailed]) } else { run(&[]) };
        scene.check(dashboard, run, noon(hour * 60)).await;
    }
    let mut tx = scene.org.scope.begin().await.expect("begun");
    let strip = &health::strips(&mut tx, &scene.dashboards).await.expect("read")[&dashboard];
    assert_eq!(strip.len(), 30);
    assert_eq!((strip[0].at, strip[29].at), (noon(10 * 60), noon(39 * 60)));
    assert_eq!(strip.iter().filter(|entry| entry.status == Status::Fail).count(), 10);
    checks.extend(strip.iter().map(|entry| entry.check));

    let now = noon(40 * 60);
    let uptimes = health::uptimes(&mut tx, &scene.dashboards, now).await.expect("read");
    assert_eq!(uptimes.get(&dashboard), Some(&0.75));
    assert_eq!(uptimes.get(&scene.dashboards[1]), None);

    let report = health::report(&mut tx, checks[10]).await.expect("read").expect("there");
    assert_eq!((report.status, report.reason.as_deref()), (Status::Fail, Some("Revenue: found query_failed")));
    let kinds: Vec<_> = report.findings.iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, [FindingKind::QueryFailed, FindingKind::NoRows], "errors first");
    assert_eq!(report.charts[0].past_ms, [250; 10]);
    let around = health::neighbours(&mut tx, &report).await.expect("read");
    assert_eq!(around, (Some(checks[9]), Some(checks[11])));
    assert_eq!(health::report(&mut tx, domain::id::CheckId(1 << 40)).await.expect("read"), None);
    let slowest = health::slowest(&mut tx, None, noon(0), now, 5).await.expect("read");
    assert_eq!((slowest.len(), slowest[0].checks), (1, 40));
    drop(tx);

    // The ten bad hours were announced.
    let scope = &scene.org.scope;
    let announced =
        environment::add_maintenance(scope, scene.environment, noon(20 * 60), noon(30 * 60), "", &origin()).await;
    announced.expect("announced");
    let mut tx = scene.org.scope.begin().await.expect("begun");
    let uptimes = health::uptimes(&mut tx, &scene.dashboards, now).await.expect("read");
    assert_eq!(uptimes.get(&dashboard), Some(&1.0));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn after_erasing_no_older_report_resurfaces(pool: PgPool) {
    let scene = mixed(pool).await;
    scene.check(scene.dashboards[1], Run::default(), noon(5)).await;
    let scope = &scene.org.scope;
    assert_eq!(health::erase(scope, scene.dashboards[1], &origin()).await.expect("erased"), 2);
    let rows = table(&scene, &Filter { search: Some("00002".to_owned()), ..Filter::default() }, noon(6)).await;
    assert_eq!((rows[0].current.note, rows[0].report), (Some(Note::NeverChecked), None));
    assert_eq!(scene.harness.number("select count(*) from reports").await, 3);
    assert_eq!(scene.harness.number("select count(*) from chart_results").await, 2);
    assert!(health::erase(scope, domain::id::DashboardId(99_999), &origin()).await.is_err());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn silences_replace_each_other_and_an_acknowledgement_ends_with_a_pass(pool: PgPool) {
    let scene = mixed(pool).await;
    let (scope, dashboard) = (&scene.org.scope, scene.dashboards[1]);
    let silences = async |now| {
        table(&scene, &Filter { status: Some(Status::Fail), ..Filter::default() }, now).await[0]
            .silences
            .iter()
            .map(|held| held.kind.as_str())
            .collect::<Vec<_>>()
    };
    health::acknowledge(scope, dashboard, "on it", &origin_at(noon(1))).await.expect("stored");
    health::acknowledge(scope, dashboard, "still on it", &origin_at(noon(2))).await.expect("stored");
    health::snooze(scope, dashboard, noon(30), &origin_at(noon(3))).await.expect("stored");
    health::mute(scope, dashboard, &origin_at(noon(4))).await.expect("stored");
    assert_eq!(silences(noon(5)).await, ["acknowledged", "muted", "snoozed"]);
    let rows = table(&scene, &Filter { status: Some(Status::Fail), ..Filter::default() }, noon(5)).await;
    let held: Vec<_> = rows[0].silences.iter().map(|held| (held.note.as_str(), held.until)).collect();
    assert_eq!(held, [("still on it", None), ("", None), ("", Some(noon(30)))]);
    assert!(rows[0].silences.iter().all(|held| held.by.is_some()), "{:?}", rows[0].silences);
    assert_eq!(silences(noon(30)).await, ["acknowledged", "muted"]);
    health::end_silence(scope, dashboard, SilenceKind::Muted, &origin_at(noon(31))).await.expect("ended");
    assert_eq!(silences(noon(32)).await, ["acknowledged"]);
    scene.check(dashboard, Run::default(), noon(33)).await;
    let held = "select count(*) from silences where kind = 'acknowledged' and ended_at is null";
    assert_eq!(scene.harness.number(held).await, 0);
    assert_eq!(scene.harness.number("select count(*) from incident_events where user_id is not null").await, 5);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_matrix_puts_the_same_dashboard_side_by_side(pool: PgPool) {
    let scene = mixed(pool).await;
    let staging = superset(&scene.org, "Staging", 2).await;
    environment::sync(scene.system(), scene.org.id, staging, &[listed(2), listed(9)], noon(0)).await.expect("synced");
    let mut tx = scene.org.scope.begin().await.expect("begun");
    let page = MatrixPage { limit: 50, ..MatrixPage::default() };
    let matrix = health::matrix(&mut tx, &page, noon(1)).await.expect("read");
    assert_eq!(matrix.len(), 1, "of what is in one environment only there is nothing to compare");
    assert_eq!((matrix[0].slug.as_str(), matrix[0].cells.len()), ("dashboard-2", 2));
    let statuses: Vec<_> = matrix[0].cells.iter().map(|cell| cell.current.status).collect();
    assert_eq!(statuses, [Status::Fail, Status::Unknown]);
    drop(tx);

    let all: Vec<_> = (1..=5).map(listed).collect();
    environment::sync(scene.system(), scene.org.id, staging, &all, noon(1)).await.expect("synced");
    let mut tx = scene.org.scope.begin().await.expect("begun");
    assert_eq!(health::shared(&mut tx).await.expect("counted"), 5);
    let (mut seen, mut after) = (Vec::new(), None);
    loop {
        let page = MatrixPage { only_trouble: false, after, limit: 2 };
        let rows = health::matrix(&mut tx, &page, noon(1)).await.expect("read");
        let Some(last) = rows.last() else { break };
        after = Some((last.rank, last.slug.clone()));
        seen.extend(rows.into_iter().map(|row| row.slug));
    }
    assert_eq!(seen, ["dashboard-2", "dashboard-5", "dashboard-3", "dashboard-1", "dashboard-4"]);
    drop(tx);
    // What passes everywhere differs nowhere.
    for environment in [scene.environment, staging] {
        check::ask_environment(&scene.org.scope, environment, &origin_at(noon(2))).await.expect("queued");
    }
    loop {
        let claimed = scene.claim(uuid::Uuid::from_u128(1), noon(3)).await;
        if claimed.is_empty() {
            break;
        }
        for one in claimed {
            let run = if one.dashboard == scene.dashboards[3] { warning() } else { Run::default() };
            scene.finish(&one, run, noon(3)).await;
        }
    }
    let mut tx = scene.org.scope.begin().await.expect("begun");
    let page = MatrixPage { only_trouble: true, after: None, limit: 50 };
    let rows = health::matrix(&mut tx, &page, noon(4)).await.expect("read");
    assert_eq!(rows.iter().map(|row| row.slug.as_str()).collect::<Vec<_>>(), ["dashboard-4"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_the_bi_tool_lists_no_longer_is_removed_and_comes_back_as_it_was(pool: PgPool) {
    let scene = mixed(pool).await;
    let sync = async |numbers: &[i32], minute| {
        let list: Vec<_> = numbers.iter().map(|number| listed(*number)).collect();
        environment::sync(scene.system(), scene.org.id, scene.environment, &list, noon(minute)).await.expect("synced")
    };
    assert_eq!(sync(&[1, 3, 4, 5], 1).await, environment::Synced { listed: 4, removed: 1 });
    assert_eq!(table(&scene, &Filter::default(), noon(2)).await.len(), 4);
    assert_eq!(scene.harness.number("select count(*) from incidents where closed_at is null").await, 1);
    assert_eq!(sync(&[1, 2, 3, 4, 5], 3).await, environment::Synced { listed: 5, removed: 0 });
    assert_eq!(table(&scene, &Filter { status: Some(Status::Fail), ..Filter::default() }, noon(4)).await.len(), 2);

    let due = environment::claim_syncs(scene.system(), noon(17), 10).await.expect("claimed");
    assert_eq!(due, [], "it was read at 3 minutes past");
    let due = environment::claim_syncs(scene.system(), noon(18), 10).await.expect("claimed");
    assert_eq!((due.len(), due[0].environment), (1, scene.environment));
    assert_eq!(environment::claim_syncs(scene.system(), noon(19), 10).await.expect("claimed"), [], "somebody is at it");
    let failed = environment::sync_failed(scene.system(), scene.org.id, scene.environment, "no rights", noon(19)).await;
    failed.expect("stored");
    environment::ask_sync(&scene.org.scope, scene.environment, &origin()).await.expect("asked");
    assert_eq!(environment::claim_syncs(scene.system(), noon(20), 10).await.expect("claimed").len(), 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn another_organization_sees_and_reaches_nothing(pool: PgPool) {
    let scene = mixed(pool.clone()).await;
    let stranger = Harness::new(pool).await.organization("globex").await;
    let (scope, origin) = (&stranger.scope, &origin());
    let dashboard = scene.dashboards[0];
    assert!(check::ask_dashboard(scope, dashboard, origin).await.is_err());
    assert!(health::erase(scope, dashboard, origin).await.is_err());
    assert!(health::mute(scope, dashboard, origin).await.is_err());
    assert!(check::ask_environment(scope, scene.environment, origin).await.is_err());
    assert!(environment::add_maintenance(scope, scene.environment, noon(0), noon(1), "", origin).await.is_err());
    assert!(environment::remove(scope, scene.environment, origin).await.is_err());
    assert!(environment::ask_sync(scope, scene.environment, origin).await.is_err());
    let mut tx = stranger.scope.begin().await.expect("begun");
    assert_eq!(health::table(&mut tx, &Filter::default(), None, 50, noon(0)).await.expect("read"), []);
    assert_eq!(health::summary(&mut tx, noon(0)).await.expect("read"), []);
    assert_eq!(health::failing(&mut tx).await.expect("counted"), 0);
    assert_eq!(store::policy::list(&mut tx).await.expect("listed"), []);
}
