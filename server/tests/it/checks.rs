//! Checks from plan to report, with servers that share a database and a clock that the test moves.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::health::EnvironmentKind;
use domain::id::{DashboardId, EnvironmentId, OrgId};
use domain::name::DisplayName;
use domain::policy::{PolicyDraft, PolicyInput};
use domain::report::{Finding, FindingKind, Location, Opinion, Outcome, Problem, ProblemKind, Run, Status};
use domain::schedule::ScheduleInput;
use domain::slug::OrgSlug;
use server::workers::plan_checks;
use server::workers::run_checks::{Adviser, Examiner, Runner};
use server::workers::sync_environments::{self, Lister};
use store::OrgScope;
use store::audit::Origin;
use store::check::{Claimed, Job};
use store::environment::{Connection, DueSync, Listed, NewEnvironment};
use store::health::{Filter, HealthRow};

use crate::harness::TestApp;

/// What a BI tool would say, in turn; when nothing is left, that all is well.
#[derive(Default)]
struct Script {
    outcomes: Mutex<Vec<Outcome>>,
    asked: Mutex<Vec<Option<BTreeSet<i64>>>>,
    running: AtomicUsize,
    most: AtomicUsize,
    never_ends: bool,
}

#[async_trait]
impl Examiner for Script {
    async fn examine(&self, _: &Claimed, job: &Job, only: Option<BTreeSet<i64>>, _: DateTime<Utc>) -> Outcome {
        assert!(job.connection.credentials.is_some());
        let running = self.running.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(running, Ordering::SeqCst);
        if self.never_ends {
            std::future::pending::<()>().await;
        }
        tokio::task::yield_now().await;
        self.running.fetch_sub(1, Ordering::SeqCst);
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(only);
        let mut outcomes = self.outcomes.lock().unwrap_or_else(PoisonError::into_inner);
        if outcomes.is_empty() { Outcome::Ran(Run::default()) } else { outcomes.remove(0) }
    }
}

#[async_trait]
impl Lister for Script {
    async fn list(&self, _: &DueSync, connection: &Connection) -> Result<Vec<Listed>, Problem> {
        assert_eq!(connection.base_url.as_deref(), Some("https://superset.test"));
        let listed = |number: i32| Listed {
            external_id: number.to_string(),
            title: format!("Dashboard {number}"),
            slug: None,
            url: format!("https://superset.test/d/{number}"),
            is_published: true,
            changed_at: None,
            owners: vec![],
            tags: vec![],
        };
        Ok((1..=12).map(listed).collect())
    }
}

fn failing() -> Outcome {
    let place = Location { chart_id: Some(7), name: "Revenue".to_owned(), link: None };
    let finding = Finding::new(FindingKind::QueryFailed, "no such column: unit_cost").at(place);
    Outcome::Ran(Run { findings: vec![finding], ..Run::default() })
}

fn unreachable() -> Outcome {
    Outcome::CouldNotRun(Problem::new(ProblemKind::Unreachable, "Nobody answers."))
}

/// A server's world: twelve dashboards, a window from 01:00 to 02:00 UTC, and the time.
struct World {
    app: TestApp,
    org: OrgId,
    scope: OrgScope,
    time: Arc<Mutex<DateTime<Utc>>>,
}

impl World {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let org = app.organization("acme").await;
        let user = app.user("owner@acme.test", org).await;
        let slug = OrgSlug::parse("acme").expect("a slug");
        let scope = app.state.host.store.enter(user, &slug).await.expect("entered").expect("a member");
        let opens = "2026-11-24T01:00:00Z".parse().expect("an instant");
        let world = Self { app, org, scope, time: Arc::new(Mutex::new(opens)) };
        let new = NewEnvironment {
            kind: EnvironmentKind::Superset,
            name: DisplayName::parse("Production").expect("a name"),
            base_url: Some("https://superset.test".to_owned()),
            credentials: Some(r#"{"user": "pulse", "password": "hunter22", "provider": "db"}"#.into()),
            max_concurrent: 2,
            minimum_gap_ms: 5_000,
        };
        let environment = store::environment::create(&world.scope, &new, &origin(opens)).await.expect("made");
        let store = &world.app.state.host.store;
        sync_environments::step(store, &Script::default(), &world.app.state.nudges, server::clock::now)
            .await
            .expect("synced");
        let input = PolicyInput {
            name: "Nightly".to_owned(),
            environment_id: Some(environment.0),
            scope: "all".to_owned(),
            schedule: ScheduleInput {
                kind: "window".to_owned(),
                weekdays: vec![0, 1, 2, 3, 4, 5, 6],
                start: "01:00".to_owned(),
                end: "02:00".to_owned(),
                every_seconds: None,
                zone: "UTC".to_owned(),
            },
            ..PolicyInput::default()
        };
        let draft = PolicyDraft::parse(&input).expect("a policy");
        store::policy::create(&world.scope, &draft, &origin(opens - TimeDelta::days(1))).await.expect("saved");
        world
    }

    fn now(&self) -> DateTime<Utc> {
        *self.time.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait(&self, seconds: i64) {
        *self.time.lock().unwrap_or_else(PoisonError::into_inner) += TimeDelta::seconds(seconds);
    }

    fn server(&self, script: &Arc<Script>) -> Runner {
        let time = Arc::clone(&self.time);
        let clock = move || *time.lock().unwrap_or_else(PoisonError::into_inner);
        let examiner: Arc<dyn Examiner> = Arc::clone(script) as Arc<dyn Examiner>;
        Runner::new(self.app.state.host.store.clone(), examiner, self.app.state.nudges.clone(), clock)
    }

    async fn plan(&self) {
        plan_checks::step(&self.app.state.host.store, &self.app.state.nudges, self.now()).await.expect("planned");
    }

    async fn table(&self) -> Vec<HealthRow> {
        let mut tx = self.scope.begin().await.expect("begun");
        store::health::table(&mut tx, &Filter::default(), None, 50, self.now()).await.expect("read")
    }

    /// Asks for a check of a dashboard.
    async fn ask(&self, dashboard: DashboardId) {
        store::check::ask_dashboard(&self.scope, dashboard, &origin(self.now())).await.expect("queued");
    }

    async fn status(&self, dashboard: DashboardId) -> (Status, Option<String>) {
        let row = self.table().await.into_iter().find(|row| row.id == dashboard).expect("listed");
        (row.current.status, row.reason)
    }

    async fn first(&self) -> DashboardId {
        self.table().await[0].id
    }
}

fn origin(at: DateTime<Utc>) -> Origin {
    Origin { address: None, at }
}

fn script(outcomes: Vec<Outcome>) -> Arc<Script> {
    Arc::new(Script { outcomes: Mutex::new(outcomes), ..Script::default() })
}

#[tokio::test]
async fn a_failure_counts_when_it_was_seen_twice_a_minute_apart() {
    let world = World::new().await;
    let dashboard = world.first().await;
    let script = script(vec![failing(), failing(), failing()]);
    let server = world.server(&script);
    world.ask(dashboard).await;
    assert_eq!(server.drain().await.expect("run"), 1);
    assert_eq!(world.status(dashboard).await.0, Status::Unknown, "not yet");
    world.wait(59);
    assert_eq!(server.drain().await.expect("run"), 0);
    world.wait(1);
    assert_eq!(server.drain().await.expect("run"), 1);
    let reason = Some("Revenue: no such column: unit_cost".to_owned());
    assert_eq!(world.status(dashboard).await, (Status::Fail, reason));
    // It is known to fail, so the next failure needs no second look.
    world.ask(dashboard).await;
    assert_eq!(server.drain().await.expect("run"), 1);
    world.wait(60);
    assert_eq!(server.drain().await.expect("run"), 0);
    let asked = script.asked.lock().expect("not poisoned").clone();
    assert_eq!(asked, [None, Some(BTreeSet::from([7])), None], "only the failing chart is tried again");
}

#[tokio::test]
async fn a_failure_that_passes_a_minute_later_is_a_warning() {
    let world = World::new().await;
    let dashboard = world.first().await;
    let server = world.server(&script(vec![failing()]));
    world.ask(dashboard).await;
    server.drain().await.expect("run");
    world.wait(60);
    server.drain().await.expect("run");
    let (status, reason) = world.status(dashboard).await;
    assert_eq!(status, Status::Warn);
    assert!(reason.is_some_and(|reason| reason.contains("passed")));
    let mut tx = world.scope.begin().await.expect("begun");
    let check = world.table().await.into_iter().find(|row| row.id == dashboard).and_then(|row| row.report);
    let report = store::health::report(&mut tx, check.expect("a report")).await.expect("read").expect("there");
    assert_eq!(report.first_run.map(|run| run.status()), Some(Status::Fail), "both runs are told");
}

#[tokio::test]
async fn a_second_run_that_cannot_run_takes_nothing_back() {
    let world = World::new().await;
    let dashboard = world.first().await;
    let server = world.server(&script(vec![failing(), unreachable(), unreachable()]));
    world.ask(dashboard).await;
    server.drain().await.expect("run");
    world.wait(60);
    server.drain().await.expect("run");
    assert_eq!(world.status(dashboard).await.0, Status::Fail);
    world.ask(dashboard).await;
    server.drain().await.expect("run");
    assert_eq!(world.status(dashboard).await.0, Status::Fail, "and nobody's silence hides it");
}

#[tokio::test]
async fn three_servers_share_a_window_and_one_of_them_dies() {
    let world = World::new().await;
    let (good, bad) = (script(vec![]), Arc::new(Script { never_ends: true, ..Script::default() }));
    let servers = [world.server(&good), world.server(&good)];
    let doomed = world.server(&bad);
    world.wait(-15);
    for _ in 0..3 {
        world.plan().await;
    }
    world.wait(200);
    // It begins a check and is killed half way.
    let dying = tokio::spawn(async move { doomed.drain().await });
    while bad.running.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    dying.abort();
    let mut count = 0;
    for _ in 0..150 {
        world.wait(30);
        world.plan().await;
        let (first, second) = tokio::join!(servers[0].drain(), servers[1].drain());
        count += first.expect("run") + second.expect("run");
    }
    let rows = world.table().await;
    assert_eq!((rows.len(), count), (12, 12));
    assert!(rows.iter().all(|row| row.current.status == Status::Pass), "{rows:?}");
    assert!(good.most.load(Ordering::SeqCst) <= 2);
    let mut tx = world.scope.begin().await.expect("begun");
    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
    let strips = store::health::strips(&mut tx, &ids).await.expect("read");
    assert!(ids.iter().all(|id| strips[id].len() == 1), "one report each");
    assert_eq!(world.scope.org_id(), world.org);
}

/// Says the same of everything, and counts.
#[derive(Default)]
struct Oracle {
    asked: AtomicUsize,
    is_silent: bool,
}

#[async_trait]
impl Adviser for Oracle {
    async fn opinion(&self, _: &str, run: &Run) -> Option<Opinion> {
        assert_eq!(run.status(), Status::Fail);
        self.asked.fetch_add(1, Ordering::SeqCst);
        let opinion = Opinion { status: Status::Pass, summary: "Fine, I think.".to_owned(), issues: vec![] };
        (!self.is_silent).then_some(opinion)
    }
}

#[tokio::test]
async fn new_trouble_gets_a_second_opinion_that_changes_no_status() {
    let world = World::new().await;
    let dashboard = world.first().await;
    for (oracle, expected) in [
        (Oracle { is_silent: true, ..Oracle::default() }, None),
        (Oracle::default(), Some("Fine, I think.".to_owned())),
    ] {
        let oracle = Arc::new(oracle);
        let server = world.server(&script(vec![failing(), failing(), failing()])).advised_by(oracle.clone());
        world.ask(dashboard).await;
        server.drain().await.expect("run");
        assert_eq!(oracle.asked.load(Ordering::SeqCst), 0, "nobody has seen it twice");
        world.wait(60);
        server.drain().await.expect("run");
        world.ask(dashboard).await;
        server.drain().await.expect("run");
        assert_eq!(oracle.asked.load(Ordering::SeqCst), 1, "once for the same trouble");
        assert_eq!(world.status(dashboard).await.0, Status::Fail);
        let mut tx = world.scope.begin().await.expect("begun");
        let strip = store::health::strips(&mut tx, &[dashboard]).await.expect("read").remove(&dashboard);
        let mut opinions = Vec::new();
        for entry in strip.expect("results") {
            let report = store::health::report(&mut tx, entry.check).await.expect("read").expect("there");
            opinions.extend(report.opinion.map(|opinion| opinion.summary));
        }
        assert_eq!(opinions, expected.into_iter().collect::<Vec<_>>());
        drop(tx);
        // It passes, so that the next failure is news again.
        world.wait(60);
        world.ask(dashboard).await;
        world.server(&script(vec![])).drain().await.expect("run");
    }
}

/// Reads the list of one environment at once, and that of the other never.
struct HalfDead {
    dead: EnvironmentId,
    read: AtomicUsize,
}

#[async_trait]
impl Lister for HalfDead {
    async fn list(&self, due: &DueSync, _: &Connection) -> Result<Vec<Listed>, Problem> {
        if due.environment == self.dead {
            std::future::pending::<()>().await;
        }
        self.read.fetch_add(1, Ordering::SeqCst);
        Ok(Vec::new())
    }
}

#[tokio::test]
async fn one_slow_list_keeps_no_other_from_being_read_again() {
    let world = World::new().await;
    let make = async |name: &str| {
        let new = NewEnvironment {
            kind: EnvironmentKind::Superset,
            name: DisplayName::parse(name).expect("a name"),
            base_url: Some("https://superset.test".to_owned()),
            credentials: None,
            max_concurrent: 2,
            minimum_gap_ms: 5_000,
        };
        store::environment::create(&world.scope, &new, &origin(world.now())).await.expect("made")
    };
    let (dead, alive) = (make("Dead").await, make("Alive").await);
    let lister = Arc::new(HalfDead { dead, read: AtomicUsize::new(0) });
    let stop = tokio_util::sync::CancellationToken::new();
    let state = &world.app.state;
    let worker = sync_environments::run(state.host.store.clone(), lister.clone(), state.nudges.clone(), stop.clone());
    let worker = tokio::spawn(worker);
    let read = async |times: usize| {
        while lister.read.load(Ordering::SeqCst) < times {
            tokio::task::yield_now().await;
        }
    };
    let patience = std::time::Duration::from_mins(1);
    tokio::time::timeout(patience, read(1)).await.expect("it is read");
    // "Sync now", while the other one still hangs.
    let synced = async || {
        let mut tx = world.scope.begin().await.expect("begun");
        let list = store::environment::list(&mut tx).await.expect("listed");
        list.into_iter().find(|one| one.id == alive).and_then(|one| one.synced_at).is_some()
    };
    while !synced().await {}
    store::environment::ask_sync(&world.scope, alive, &origin(world.now())).await.expect("asked");
    tokio::time::timeout(patience, read(2)).await.expect("it is read again");
    stop.cancel();
    worker.await.expect("it ends");
}
