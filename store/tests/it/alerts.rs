//! From reports to the outbox: who hears what, once.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    alert::Purpose,
    id::{DashboardId, PolicyId},
    policy::{ChannelInput, PolicyDraft, PolicyInput},
    report::{Problem, ProblemKind},
    role::Role,
};
use sqlx::{PgPool, Row};
use store::{
    alert,
    check::{self, Ending},
    environment::{self, Listed, ListedOwner},
    health, policy,
};
use uuid::Uuid;

use crate::{
    harness::{Harness, at, email, now, origin_at},
    outbox::provider,
    scene::{LEASE, Scene, failing, listed, run, warning, window},
};

/// One message: to whom, what, and of how many lines.
type Told = (String, String, usize);

/// A scene with a webhook and a mail provider, and a policy that sends to the webhook.
struct Stage {
    scene: Scene,
    policy: PolicyId,
    told: i64,
}

impl Stage {
    async fn new(pool: PgPool, count: i32, change: impl FnOnce(&mut PolicyInput)) -> Self {
        let harness = Harness::sealing(pool).await;
        let org = harness.organization("acme").await;
        let scene = Scene::in_org(harness, org, count, 20).await;
        let webhook = provider(&scene.org, "webhook").await;
        let mut input = PolicyInput {
            name: "Nightly".to_owned(),
            environment_id: Some(scene.environment.0),
            scope: "all".to_owned(),
            schedule: window("01:00", "05:00"),
            channels: vec![ChannelInput { kind: "webhook".to_owned(), provider_id: webhook.0, target: String::new() }],
            ..PolicyInput::default()
        };
        change(&mut input);
        let draft = PolicyDraft::parse(&input).expect("a policy");
        let policy =
            policy::create(&scene.org.scope, &draft, &origin_at(now() - TimeDelta::days(30))).await.expect("saved");
        Self { scene, policy, told: 0 }
    }

    /// Plans and ends every check of the window that begins that night; those whose number is in `fail` fail.
    async fn night(&self, opens: DateTime<Utc>, fail: &[i32]) {
        self.scene.plan(opens).await;
        let mut at = opens;
        while at < opens + TimeDelta::hours(4) {
            for claimed in self.scene.claim(Uuid::from_u128(7), at).await {
                let place = self.scene.dashboards.iter().position(|id| *id == claimed.dashboard).expect("its own");
                let is_failing = fail.contains(&(i32::try_from(place).expect("few") + 1));
                let run = if is_failing { failing() } else { run(&[]) };
                self.scene.finish(&claimed, run, at).await.expect("its own");
            }
            alert::send_digests(self.scene.system(), at).await.expect("sent");
            at += TimeDelta::minutes(4);
        }
        alert::send_digests(self.scene.system(), opens + TimeDelta::hours(4)).await.expect("sent");
    }

    /// What went into the outbox since this was asked last.
    async fn told(&mut self) -> Vec<Told> {
        let rows = sqlx::query(
            "select id, target, message ->> 'title' as title,
                    (select coalesce(sum(jsonb_array_length(s -> 'lines')), 0)
                     from jsonb_array_elements(message -> 'sections') s)::bigint as lines
             from deliveries where id > $1 order by id",
        )
        .bind(self.told)
        .fetch_all(&self.scene.harness.pool)
        .await
        .expect("read");
        self.told = rows.last().map_or(self.told, |row| row.get("id"));
        let told = rows.iter().map(|row| {
            let lines: i64 = row.get("lines");
            (row.get("target"), row.get("title"), usize::try_from(lines).expect("a count"))
        });
        told.collect()
    }

    async fn titles(&mut self) -> Vec<String> {
        self.told().await.into_iter().map(|(_, title, _)| title).collect()
    }

    fn dashboard(&self, number: usize) -> DashboardId {
        self.scene.dashboards[number - 1]
    }

    /// Runs one check under the policy, as a night of one dashboard.
    async fn report(&self, number: usize, run: domain::report::Run, at: DateTime<Utc>) {
        sqlx::query(
            "insert into checks (org_id, environment_id, dashboard_id, policy_id, occurrence, ends_at, slot)
             values ($1, $2, $3, $4, $5, $5 + interval '1 minute', $5)",
        )
        .bind(self.scene.org.id.0)
        .bind(self.scene.environment.0)
        .bind(self.dashboard(number).0)
        .bind(self.policy.0)
        .bind(at)
        .execute(&self.scene.harness.pool)
        .await
        .expect("planned");
        let claimed = check::claim(self.scene.system(), Uuid::from_u128(7), at, LEASE, 10).await.expect("claimed");
        for claimed in claimed {
            self.scene.finish(&claimed, run.clone(), at).await.expect("its own");
        }
    }
}

/// The window of that night in Berlin opens at one o'clock.
const NIGHT: &str = "2026-11-22T00:00:00Z";

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn one_dropped_table_behind_fifteen_dashboards_is_one_message_and_one_digest(pool: PgPool) {
    let mut stage = Stage::new(pool, 15, |_| {}).await;
    let all: Vec<i32> = (1..=15).collect();
    stage.night(at(NIGHT), &all).await;
    let told = stage.told().await;
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(
        told[0].1.starts_with("🚨 Validation Failed: Dashboard 000") && told[0].1.ends_with("(Revenue)"),
        "{told:?}"
    );
    assert_eq!((told[1].1.as_str(), told[1].2), ("🚨 Nightly: 15 changes", 15));
    let (links,): (i64,) = sqlx::query_as(
        "select count(distinct l ->> 'url') from deliveries, jsonb_array_elements(message -> 'sections') s,
                jsonb_array_elements(s -> 'lines') l
         where message ->> 'kind' = 'digest'",
    )
    .fetch_one(&stage.scene.harness.pool)
    .await
    .expect("counted");
    assert_eq!(links, 15);
    // The next night it is still so, and nobody hears; then it is mended, and that is told like the failure was.
    stage.night(at(NIGHT) + TimeDelta::days(1), &all).await;
    assert_eq!(stage.told().await, []);
    stage.night(at(NIGHT) + TimeDelta::days(2), &[]).await;
    let told = stage.told().await;
    assert!(told[0].1.starts_with("✅ Validation Passed: Dashboard 000"), "{told:?}");
    assert_eq!((told.len(), told[1].1.as_str(), told[1].2), (2, "✅ Nightly: 15 changes", 15));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_failure_alone_is_one_message_without_a_digest(pool: PgPool) {
    let mut stage = Stage::new(pool, 3, |_| {}).await;
    stage.night(at(NIGHT), &[2]).await;
    assert_eq!(stage.titles().await, ["🚨 Validation Failed: Dashboard 00002 (Revenue)"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_silenced_is_not_told(pool: PgPool) {
    let mut stage = Stage::new(pool, 3, |_| {}).await;
    let begin = now();
    health::mute(&stage.scene.org.scope, stage.dashboard(1), &origin_at(begin)).await.expect("muted");
    stage.report(1, failing(), begin).await;
    assert_eq!(stage.titles().await, Vec::<String>::new());
    health::end_silence(
        &stage.scene.org.scope,
        stage.dashboard(1),
        domain::health::SilenceKind::Muted,
        &origin_at(begin),
    )
    .await
    .expect("ended");
    let later = begin + TimeDelta::hours(1);
    stage.report(1, failing(), later).await;
    assert_eq!(stage.titles().await, ["🚨 Validation Failed: Dashboard 00001 (Revenue)"]);
    health::acknowledge(&stage.scene.org.scope, stage.dashboard(1), "on it", &origin_at(later))
        .await
        .expect("acknowledged");
    let later = later + TimeDelta::hours(1);
    stage.report(1, warning(), later).await;
    assert_eq!(stage.titles().await, Vec::<String>::new());
    // The pass that it waits for ends the acknowledgement, and is told.
    stage.report(1, run(&[]), later + TimeDelta::hours(1)).await;
    assert_eq!(stage.titles().await, ["✅ Validation Passed: Dashboard 00001"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn conditions_decide_about_warnings(pool: PgPool) {
    let mut stage = Stage::new(pool, 2, |input| "WARN_AND_FAIL".clone_into(&mut input.condition)).await;
    let hour = |hours| now() + TimeDelta::hours(hours);
    stage.report(1, warning(), hour(0)).await;
    stage.report(1, failing(), hour(1)).await;
    stage.report(1, warning(), hour(2)).await;
    let signs: Vec<_> =
        stage.titles().await.iter().map(|title| title.split(' ').nth(2).unwrap_or("").to_owned()).collect();
    assert_eq!(signs, ["Warning:", "Failed:", "Warning:"]);
    let pool = &stage.scene.harness.pool;
    sqlx::query("update policies set condition = 'FAIL_ONLY'").execute(pool).await.expect("changed");
    stage.report(2, warning(), hour(3)).await;
    assert_eq!(stage.titles().await, Vec::<String>::new());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_environment_that_is_out_is_one_message_for_all(pool: PgPool) {
    let mut stage = Stage::new(pool, 5, |_| {}).await;
    let out = Ending::CouldNotRun(Problem::new(ProblemKind::Unreachable, "superset.test refused the connection."));
    for number in 1..=5 {
        stage.scene.end(stage.dashboard(number), &out, now()).await;
    }
    assert_eq!(stage.titles().await, ["🚨 Environment Unreachable: Production"]);
    stage.scene.check(stage.dashboard(1), run(&[]), now() + TimeDelta::hours(1)).await;
    stage.scene.check(stage.dashboard(2), run(&[]), now() + TimeDelta::hours(1)).await;
    assert_eq!(stage.titles().await, ["✅ Environment Reachable: Production"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn owners_hear_where_they_want_and_the_others_are_noted(pool: PgPool) {
    let mut stage = Stage::new(pool, 1, |input| {
        input.notify_owners = true;
        input.channels = Vec::new();
    })
    .await;
    let owner = |id: &str, email: Option<&str>| ListedOwner {
        external_id: id.to_owned(),
        name: format!("Owner {id}"),
        email: email.map(str::to_owned),
    };
    let owners = vec![
        owner("1", Some("Ana@Example.test")),
        owner("2", Some("quiet@example.test")),
        owner("3", Some("stranger@elsewhere.test")),
        owner("4", None),
    ];
    let list = [Listed { owners, ..listed(1) }];
    let (system, org) = (stage.scene.system().clone(), stage.scene.org.id);
    environment::sync(&system, org, stage.scene.environment, &list, now()).await.expect("synced");
    let harness = &stage.scene.harness;
    provider(&stage.scene.org, "smtp").await;
    let telegram = provider(&stage.scene.org, "telegram").await;
    let ana = harness.member(&stage.scene.org, Role::Viewer, "ana@example.test").await;
    let quiet = harness.member(&stage.scene.org, Role::Viewer, "quiet@example.test").await;
    store::profile::set_notifies(&harness.store, quiet.user_id(), false).await.expect("quiet");
    store::profile::ask_address(&harness.store, ana.user_id(), &email("ana@home.test"), &[5; 32], now())
        .await
        .expect("asked");
    store::profile::prove_address(&harness.store, &[5; 32], now()).await.expect("proved").expect("a link");
    store::profile::ask_chat(&ana, telegram, &[6; 32], now()).await.expect("asked");
    store::profile::prove_chats(&system, org, telegram, &[([6; 32], 4711)], 1, now()).await.expect("proved");
    assert_eq!(stage.titles().await, ["👋 You hear about your dashboards here"], "the chat is told that it is proved");
    stage.report(1, failing(), now()).await;
    let mut targets: Vec<_> = stage.told().await.into_iter().map(|(target, ..)| target).collect();
    targets.sort();
    assert_eq!(targets, ["4711", "ana@home.test"]);
    let notes: Vec<String> = sqlx::query_scalar("select note from report_notes order by place")
        .fetch_all(&stage.scene.harness.pool)
        .await
        .expect("read");
    assert_eq!(
        notes,
        [
            "Owner 3 was not told: this owner is no member, and the policy tells members only.",
            "Owner 4 was not told: Superset gives no address for this owner.",
        ]
    );
    sqlx::query("update policies set notify_outside = true").execute(&stage.scene.harness.pool).await.expect("changed");
    stage.report(1, run(&[]), now() + TimeDelta::hours(1)).await;
    stage.report(1, failing(), now() + TimeDelta::hours(2)).await;
    let targets: Vec<_> = stage.told().await.into_iter().map(|(target, ..)| target).collect();
    assert_eq!(targets.iter().filter(|target| *target == "stranger@elsewhere.test").count(), 1, "{targets:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_nobody_cares_for_is_told_again(pool: PgPool) {
    let mut stage = Stage::new(pool, 1, |_| {}).await;
    sqlx::query("update policies set remind_hours = 4").execute(&stage.scene.harness.pool).await.expect("changed");
    stage.report(1, failing(), now()).await;
    stage.titles().await;
    let system = stage.scene.system().clone();
    let remind = |hours| alert::remind(&system, now() + TimeDelta::hours(hours));
    assert_eq!(remind(3).await.expect("done"), 0);
    assert_eq!(remind(4).await.expect("done"), 1);
    assert_eq!(remind(5).await.expect("done"), 0);
    assert_eq!(stage.titles().await, ["⏰ Still Failing: Dashboard 00001 (Revenue)"]);
    health::acknowledge(&stage.scene.org.scope, stage.dashboard(1), "on it", &origin_at(now() + TimeDelta::hours(5)))
        .await
        .expect("acknowledged");
    assert_eq!(remind(8).await.expect("done"), 1);
    assert_eq!(stage.titles().await, Vec::<String>::new());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn who_heard_of_a_failure_hears_of_its_end_whoever_checks(pool: PgPool) {
    let mut stage = Stage::new(pool, 1, |_| {}).await;
    stage.report(1, failing(), now()).await;
    stage.titles().await;
    stage.scene.check(stage.dashboard(1), run(&[]), now() + TimeDelta::hours(1)).await;
    assert_eq!(stage.titles().await, ["✅ Validation Passed: Dashboard 00001"]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_link_in_a_message_does_its_one_thing_for_a_day(pool: PgPool) {
    let stage = Stage::new(pool, 1, |_| {}).await;
    stage.report(1, failing(), now()).await;
    let (system, store) = (stage.scene.system(), &stage.scene.harness.store);
    let sign = |purpose| alert::sign(system, stage.scene.org.id, stage.dashboard(1), purpose, now());
    let token = sign(Purpose::Acknowledge).await.expect("signed");
    let day = now() + TimeDelta::hours(24);
    assert_eq!(alert::act(store, &token, day), None, "too late");
    let mut forged = token.clone().into_bytes();
    for place in 0..forged.len() {
        let before = forged[place];
        forged[place] = if before == b'A' { b'B' } else { b'A' };
        let text = String::from_utf8(forged.clone()).expect("letters");
        let read = alert::act(store, &text, now());
        // The last letter has bits that mean nothing.
        assert!(read.is_none() || place + 1 == forged.len(), "place {place}");
        forged[place] = before;
    }
    let act = alert::act(store, &token, now()).expect("a link");
    let silences = || stage.scene.harness.number("select count(*) from silences where ended_at is null");
    let seen = alert::acts(system, &act, false, now()).await.expect("read").expect("it is there");
    assert_eq!((seen.title.as_str(), silences().await), ("Dashboard 00001", 0), "looking changes nothing");
    alert::acts(system, &act, true, now()).await.expect("done").expect("it is there");
    alert::acts(system, &act, true, now()).await.expect("twice is once").expect("it is there");
    assert_eq!(silences().await, 1);
    let snooze = alert::act(store, &sign(Purpose::Snooze).await.expect("signed"), now()).expect("a link");
    let snoozed = alert::acts(system, &snooze, true, now()).await.expect("done").expect("it is there");
    assert_eq!((snoozed.until, silences().await), (Some(now() + TimeDelta::hours(4)), 2));
    assert_eq!(stage.scene.harness.number("select count(*) from incident_events where kind <> 'opened'").await, 2);
}
