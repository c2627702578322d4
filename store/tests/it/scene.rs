//! What tests of health begin with: an environment with dashboards, a policy,
//! and servers that run checks.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    health::EnvironmentKind,
    id::{DashboardId, EnvironmentId, PolicyId},
    policy::{PolicyDraft, PolicyInput},
    report::{ChartOutcome, ChartResult, Finding, FindingKind, Location, Run},
    schedule::ScheduleInput,
};
use store::{
    SystemScope, check,
    check::{Claimed, Ending},
    environment::{self, Listed, ListedOwner, NewEnvironment},
    policy,
};
use uuid::Uuid;

use crate::harness::{Harness, Org, name, now, origin, origin_at};

/// How long a worker of these tests holds a check.
pub const LEASE: TimeDelta = TimeDelta::seconds(60);

/// A dashboard as a BI tool lists it.
pub fn listed(number: i32) -> Listed {
    Listed {
        external_id: number.to_string(),
        title: format!("Dashboard {number:05}"),
        slug: Some(format!("dashboard-{number}")),
        url: format!("https://superset.test/superset/dashboard/{number}/"),
        is_published: true,
        changed_at: Some(now()),
        owners: vec![ListedOwner {
            external_id: "7".to_owned(),
            name: "Ana Analyst".to_owned(),
            email: Some("ana@example.test".to_owned()),
        }],
        tags: if number % 2 == 0 { vec!["critical".to_owned()] } else { vec![] },
    }
}

/// An organization with one Superset and its dashboards.
pub struct Scene {
    pub harness: Harness,
    pub org: Org,
    pub environment: EnvironmentId,
    pub dashboards: Vec<DashboardId>,
}

impl Scene {
    /// With so many dashboards, of which `cap` may be checked at a time.
    pub async fn new(pool: sqlx::PgPool, count: i32, cap: i16) -> Self {
        let harness = Harness::new(pool).await;
        let org = harness.organization("acme").await;
        Self::in_org(harness, org, count, cap).await
    }

    pub async fn in_org(harness: Harness, org: Org, count: i32, cap: i16) -> Self {
        let environment = superset(&org, "Production", cap).await;
        let list: Vec<_> = (1..=count).map(listed).collect();
        environment::sync(&harness.system, org.id, environment, &list, now()).await.expect("synced");
        let mut tx = org.scope.begin().await.expect("begun");
        let scope = domain::policy::Scope::All;
        let dashboards = policy::resolve(&mut tx, environment, &scope).await.expect("resolved");
        Self { harness, org, environment, dashboards }
    }

    pub fn system(&self) -> &SystemScope {
        &self.harness.system
    }

    /// Saves a policy over all dashboards, as if it had been made a month ago.
    pub async fn policy(&self, name: &str, schedule: ScheduleInput) -> PolicyId {
        self.policy_since(name, schedule, now() - TimeDelta::days(30)).await
    }

    pub async fn policy_since(&self, name: &str, schedule: ScheduleInput, since: DateTime<Utc>) -> PolicyId {
        let draft = self.draft(name, schedule);
        policy::create(&self.org.scope, &draft, &origin_at(since)).await.expect("saved")
    }

    pub fn draft(&self, name: &str, schedule: ScheduleInput) -> PolicyDraft {
        let input = PolicyInput {
            name: name.to_owned(),
            environment_id: Some(self.environment.0),
            scope: "all".to_owned(),
            schedule,
            ..PolicyInput::default()
        };
        PolicyDraft::parse(&input).expect("a policy")
    }

    pub async fn plan(&self, at: DateTime<Utc>) -> check::Planned {
        check::plan(self.system(), self.org.id, self.environment, at).await.expect("planned")
    }

    /// Looks at the environment every few seconds, as servers do.
    pub async fn keep_planning(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> check::Planned {
        let mut total = check::Planned::default();
        let mut at = from;
        while at <= to {
            let planned = self.plan(at).await;
            total.checks += planned.checks;
            total.missed += planned.missed;
            at += TimeDelta::seconds(30);
        }
        total
    }

    pub async fn claim(&self, holder: Uuid, at: DateTime<Utc>) -> Vec<Claimed> {
        check::claim(self.system(), holder, at, LEASE, 1_000).await.expect("claimed")
    }

    pub async fn finish(&self, claimed: &Claimed, run: Run, at: DateTime<Utc>) -> Option<check::Finished> {
        let ending = Ending::Ran { run, first_run: None };
        check::finish(self.system(), claimed, &ending, at).await.expect("stored")
    }

    /// Asks for a check of a dashboard and ends it.
    pub async fn check(&self, dashboard: DashboardId, run: Run, at: DateTime<Utc>) -> check::Finished {
        self.end(dashboard, &Ending::Ran { run, first_run: None }, at).await
    }

    pub async fn end(&self, dashboard: DashboardId, ending: &Ending, at: DateTime<Utc>) -> check::Finished {
        check::ask_dashboard(&self.org.scope, dashboard, &origin_at(at)).await.expect("queued");
        let claimed = self.claim(Uuid::from_u128(1), at).await;
        let own = claimed.iter().find(|claimed| claimed.dashboard == dashboard).expect("claimed");
        check::finish(self.system(), own, ending, at).await.expect("stored").expect("its own")
    }
}

pub async fn superset(org: &Org, title: &str, cap: i16) -> EnvironmentId {
    let new = NewEnvironment {
        kind: EnvironmentKind::Superset,
        name: name(title),
        base_url: Some("https://superset.test".to_owned()),
        credentials: None,
        max_concurrent: cap,
        minimum_gap_ms: 5_000,
    };
    environment::create(&org.scope, &new, &origin()).await.expect("made")
}

/// A window of every day, in Berlin.
pub fn window(start: &str, end: &str) -> ScheduleInput {
    ScheduleInput {
        kind: "window".to_owned(),
        weekdays: vec![0, 1, 2, 3, 4, 5, 6],
        start: start.to_owned(),
        end: end.to_owned(),
        every_seconds: None,
        zone: "Europe/Berlin".to_owned(),
    }
}

/// Every so many seconds.
pub fn every(seconds: u32) -> ScheduleInput {
    ScheduleInput {
        kind: "every".to_owned(),
        every_seconds: Some(seconds),
        zone: "UTC".to_owned(),
        ..ScheduleInput::default()
    }
}

/// A run with one chart and these findings.
pub fn run(kinds: &[FindingKind]) -> Run {
    let place =
        Location { chart_id: Some(7), name: "Revenue".to_owned(), link: Some("https://superset.test/c/7".to_owned()) };
    let findings = kinds.iter().map(|kind| Finding::new(*kind, format!("found {kind}")).at(place.clone())).collect();
    let chart = ChartResult {
        chart_id: Some(7),
        name: "Revenue".to_owned(),
        link: None,
        rows: Some(100),
        duration_ms: Some(250),
        outcome: ChartOutcome::Answered,
    };
    Run { findings, charts: vec![chart], duration_ms: 300 }
}

pub fn failing() -> Run {
    run(&[FindingKind::QueryFailed])
}

pub fn warning() -> Run {
    run(&[FindingKind::NoRows])
}

/// One row at least in every table of health.
pub async fn everything(harness: &Harness, org: &Org) {
    let (scope, system) = (&org.scope, &harness.system);
    let environment = superset(org, "Production", 2).await;
    environment::sync(system, org.id, environment, &[listed(2)], now()).await.expect("synced");
    let new = NewEnvironment {
        kind: EnvironmentKind::Web,
        name: name("Sites"),
        base_url: None,
        credentials: None,
        max_concurrent: 20,
        minimum_gap_ms: 0,
    };
    let sites = environment::create(&org.scope, &new, &origin()).await.expect("made");
    let page = environment::Page {
        title: "Status".to_owned(),
        url: "https://status.test/".to_owned(),
        slug: None,
        expected_status: 200,
        must_contain: Some("up".to_owned()),
        must_not_contain: None,
        slow_ms: 1_000,
        header: None,
    };
    let page = environment::save_page(scope, sites, &page, &origin()).await.expect("saved");
    let mut hash = [7; 32];
    hash[..4].copy_from_slice(&org.id.0.to_be_bytes());
    store::badge::create(scope, page, &hash, &origin()).await.expect("stored");
    let window = now() + TimeDelta::days(9);
    let announced =
        environment::add_maintenance(scope, sites, window, window + TimeDelta::hours(1), "", &origin()).await;
    announced.expect("announced");
    let bot = bot(harness, org).await;
    let mut input = PolicyInput {
        name: "Pages".to_owned(),
        environment_id: Some(sites.0),
        scope: "selected".to_owned(),
        dashboards: vec![page.0],
        schedule: every(60),
        channels: vec![domain::policy::ChannelInput {
            kind: "telegram".to_owned(),
            provider_id: bot,
            target: "4711".to_owned(),
        }],
        ..PolicyInput::default()
    };
    let draft = PolicyDraft::parse(&input).expect("a policy");
    policy::create(scope, &draft, &origin_at(now() - TimeDelta::days(1))).await.expect("saved");
    "Critical".clone_into(&mut input.name);
    input.environment_id = Some(environment.0);
    "tagged".clone_into(&mut input.scope);
    input.tags = vec!["critical".to_owned()];
    let draft = PolicyDraft::parse(&input).expect("a policy");
    policy::create(scope, &draft, &origin_at(now() - TimeDelta::days(1))).await.expect("saved");
    check::plan(system, org.id, environment, now()).await.expect("planned");
    let holder = Uuid::from_u128(u128::from(org.id.0.unsigned_abs()));
    for claimed in check::claim(system, holder, now() + TimeDelta::minutes(1), LEASE, 10).await.expect("claimed") {
        let ending = Ending::Ran { run: failing(), first_run: None };
        check::finish(system, &claimed, &ending, now() + TimeDelta::minutes(1)).await.expect("stored");
        store::health::acknowledge(scope, claimed.dashboard, "on it", &origin()).await.expect("stored");
    }
    messages(harness, org).await;
}

/// A provider, without a secret.
async fn bot(harness: &Harness, org: &Org) -> i32 {
    let sql = "insert into providers (org_id, kind, name, settings, created_at, changed_at)
               values ($1, 'telegram', 'Bot', '{\"kind\": \"telegram\"}', now(), now())
               returning id";
    sqlx::query_scalar(sql).bind(org.id.0).fetch_one(&harness.pool).await.expect("made")
}

/// A chat with the bot, a message, and a note on a report.
async fn messages(harness: &Harness, org: &Org) {
    for sql in [
        "insert into telegram_chats (org_id, user_id, provider_id, chat_id)
         select m.org_id, m.user_id, p.id, 4711 from members m join providers p using (org_id) where org_id = $1 limit 1",
        "insert into deliveries (org_id, provider_id, target, message, key, created_at, since, due_at)
         select org_id, id, '4711', '{\"title\": \"x\"}', gen_random_uuid(), now(), now(), now()
         from providers where org_id = $1",
        "insert into report_notes (org_id, check_id, place, note)
         select org_id, check_id, 1, 'nobody was told' from reports where org_id = $1 limit 1",
    ] {
        sqlx::query(sql).bind(org.id.0).execute(&harness.pool).await.expect(sql);
    }
}
