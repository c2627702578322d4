//! The outbox: nothing is lost, nothing is sent by two, and what is limited
//! waits for its turn.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    delivery::{DeliveryState, Next, Verdict},
    id::ProviderId,
    provider::{ProviderDraft, ProviderInput},
};
use sqlx::PgPool;
use store::{
    audit::Origin,
    delivery::{self, Claimed, Filter, Page},
    provider,
};
use uuid::Uuid;

use crate::harness::{Harness, Org, now, origin};

const LEASE: TimeDelta = TimeDelta::seconds(60);

pub fn input(kind: &str) -> ProviderInput {
    let secret = match kind {
        "smtp" => "hunter2-hunter2".to_owned(),
        "slack" => "xoxb-12-34-abcdef".to_owned(),
        "telegram" => format!("110201543:{}", "A".repeat(35)),
        _ => "a signing key of some length".to_owned(),
    };
    ProviderInput {
        kind: kind.to_owned(),
        name: format!("The {kind}"),
        host: "smtp.example.test".to_owned(),
        user: "pulse".to_owned(),
        from: "pulse@example.test".to_owned(),
        url: "https://hooks.example.test/in".to_owned(),
        secret,
        ..ProviderInput::default()
    }
}

/// A provider of the organization.
pub async fn provider(org: &Org, kind: &str) -> ProviderId {
    let draft = ProviderDraft::parse(&input(kind), None).expect("a provider");
    provider::create(&org.scope, &draft, &origin()).await.expect("made")
}

/// Puts so many messages into the outbox, as causes do.
async fn fill(harness: &Harness, org: &Org, provider: ProviderId, target: &str, count: i32) {
    sqlx::query(
        "insert into deliveries (org_id, provider_id, target, message, key, created_at, since, due_at)
         select $1, $2, $3, jsonb_build_object('kind', 'failed', 'title', 'Message ' || n, 'lead', '', 'facts', '[]'::jsonb,
                                               'sections', '[]'::jsonb, 'link', null, 'actions', '[]'::jsonb, 'footer', ''),
                gen_random_uuid(), $4, $4, $4
         from generate_series(1, $5) n",
    )
    .bind(org.id.0)
    .bind(provider.0)
    .bind(target)
    .bind(now())
    .bind(count)
    .execute(&harness.pool)
    .await
    .expect("filled");
}

async fn claim(harness: &Harness, holder: u128, at: DateTime<Utc>, most: u32) -> Vec<Claimed> {
    delivery::claim(&harness.system, Uuid::from_u128(holder), at, LEASE, most, &[]).await.expect("claimed")
}

async fn end(harness: &Harness, claimed: &Claimed, verdict: &Verdict, at: DateTime<Utc>) -> Option<Next> {
    delivery::finish(&harness.system, claimed, verdict, 0.0, at).await.expect("stored")
}

fn sent() -> Verdict {
    Verdict::Sent { answer: "250 OK".to_owned() }
}

fn later(after: Option<i64>) -> Verdict {
    Verdict::Later { answer: "busy".to_owned(), after: after.map(TimeDelta::seconds) }
}

async fn states(harness: &Harness) -> BTreeMap<String, i64> {
    let rows: Vec<(String, i64)> = sqlx::query_as("select state, count(*) from deliveries group by state")
        .fetch_all(&harness.pool)
        .await
        .expect("counted");
    rows.into_iter().collect()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn ten_thousand_messages_and_workers_that_are_killed_lose_none(pool: PgPool) {
    let harness = Harness::sealing(pool).await;
    let org = harness.organization("acme").await;
    let webhook = provider(&org, "webhook").await;
    fill(&harness, &org, webhook, "", 10_000).await;
    // A worker that is killed has handed on some of its batch, unknown to the outbox, and comes back as another one.
    let (mut arrived, mut in_flight) = (BTreeMap::<Uuid, usize>::new(), 0);
    let mut at = now();
    let mut kills = 0;
    for round in 0_usize.. {
        let mut workers = Vec::new();
        for worker in 0..4 {
            let holder = Uuid::from_u128((round * 4 + worker + 1) as u128);
            let system = harness.system.clone();
            workers.push(tokio::spawn(async move { delivery::claim(&system, holder, at, LEASE, 64, &[]).await }));
        }
        let mut claimed_any = false;
        for (worker, handle) in workers.into_iter().enumerate() {
            let batch = handle.await.expect("it ran").expect("claimed");
            claimed_any |= !batch.is_empty();
            // One worker in nine dies, at a place in its batch that differs each time.
            let turn = round * 4 + worker;
            let dies_at = (turn % 9 == 4 && !batch.is_empty()).then(|| (turn * 7) % batch.len());
            for (place, claimed) in batch.iter().enumerate() {
                if dies_at == Some(place) {
                    // All of the rest were being sent at that instant; every other one got through.
                    kills += 1;
                    in_flight += batch.len() - place;
                    for one in batch[place..].iter().step_by(2) {
                        *arrived.entry(one.key).or_default() += 1;
                    }
                    break;
                }
                *arrived.entry(claimed.key).or_default() += 1;
                assert_eq!(end(&harness, claimed, &sent(), at).await, Some(Next::End(DeliveryState::Sent)));
            }
        }
        if !claimed_any {
            if states(&harness).await.keys().eq(["sent"]) {
                break;
            }
            at += LEASE;
        }
    }
    let duplicates: usize = arrived.values().map(|times| times - 1).sum();
    println!("10000 messages, {kills} kills, {in_flight} in flight then, {duplicates} arrived twice, none was lost");
    assert_eq!(arrived.len(), 10_000, "every message arrived");
    assert!(kills > 10 && duplicates > 0, "workers were killed: {kills}, {duplicates}");
    assert!(duplicates <= in_flight, "{duplicates} duplicates, {in_flight} in flight");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn workers_at_the_same_instant_never_get_the_same_message(pool: PgPool) {
    let harness = Harness::sealing(pool).await;
    let org = harness.organization("acme").await;
    let webhook = provider(&org, "webhook").await;
    fill(&harness, &org, webhook, "", 200).await;
    let claims = (1..=8_u128).map(|holder| claim(&harness, holder, now(), 40));
    let batches = futures::future::join_all(claims).await;
    let ids: Vec<_> = batches.iter().flatten().map(|claimed| claimed.id).collect();
    let different: BTreeSet<_> = ids.iter().copied().collect();
    assert_eq!((ids.len(), different.len()), (200, 200));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_worker_that_was_given_up_changes_nothing(pool: PgPool) {
    let harness = Harness::sealing(pool).await;
    let org = harness.organization("acme").await;
    let webhook = provider(&org, "webhook").await;
    fill(&harness, &org, webhook, "", 1).await;
    let first = claim(&harness, 1, now(), 10).await;
    assert!(claim(&harness, 2, now() + LEASE - TimeDelta::seconds(1), 10).await.is_empty(), "it is being sent");
    let second = claim(&harness, 2, now() + LEASE, 10).await;
    assert_eq!((second[0].id, second[0].key, second[0].attempts), (first[0].id, first[0].key, 2));
    assert_eq!(end(&harness, &first[0], &sent(), now() + LEASE).await, None);
    assert_eq!(end(&harness, &second[0], &sent(), now() + LEASE).await, Some(Next::End(DeliveryState::Sent)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_chat_gets_one_message_a_second(pool: PgPool) {
    let harness = Harness::sealing(pool).await;
    let org = harness.organization("acme").await;
    let telegram = provider(&org, "telegram").await;
    fill(&harness, &org, telegram, "4711", 5).await;
    fill(&harness, &org, telegram, "4712", 1).await;
    let mut arrivals = Vec::new();
    for tick in 0..60 {
        let at = now() + TimeDelta::milliseconds(250 * tick);
        let batches = futures::future::join_all((1..=3_u128).map(|holder| claim(&harness, holder, at, 10))).await;
        for claimed in batches.iter().flatten() {
            end(&harness, claimed, &sent(), at).await;
            arrivals.push((claimed.target.clone(), (at - now()).num_milliseconds()));
        }
    }
    arrivals.sort();
    let to_first: Vec<_> = arrivals.iter().filter(|(target, _)| target == "4711").map(|(_, at)| *at).collect();
    assert_eq!(to_first, [0, 1_000, 2_000, 3_000, 4_000]);
    assert_eq!(arrivals.last(), Some(&("4712".to_owned(), 0)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_provider_that_is_busy_is_left_alone(pool: PgPool) {
    let harness = Harness::sealing(pool).await;
    let org = harness.organization("acme").await;
    let (slack, webhook) = (provider(&org, "slack").await, provider(&org, "webhook").await);
    fill(&harness, &org, slack, "#a", 1).await;
    fill(&harness, &org, slack, "#b", 1).await;
    let first = claim(&harness, 1, now(), 1).await;
    assert_eq!(
        end(&harness, &first[0], &later(Some(90)), now()).await,
        Some(Next::Again(now() + TimeDelta::seconds(90)))
    );
    fill(&harness, &org, webhook, "", 1).await;
    let others = claim(&harness, 1, now() + TimeDelta::seconds(89), 10).await;
    assert_eq!(others.iter().map(|claimed| claimed.provider).collect::<Vec<_>>(), [webhook]);
    let after = claim(&harness, 1, now() + TimeDelta::seconds(90), 10).await;
    assert_eq!(after.len(), 2);
    let mut tx = org.scope.begin().await.expect("begun");
    let found = provider::find(&mut tx, slack).await.expect("read").expect("it is there");
    assert_eq!((found.failing_since, found.last_failure.as_deref()), (Some(now()), Some("busy")));
    drop(tx);
    let at = now() + TimeDelta::seconds(91);
    end(&harness, &after[0], &sent(), at).await;
    let mut tx = org.scope.begin().await.expect("begun");
    let found = provider::find(&mut tx, slack).await.expect("read").expect("it is there");
    assert_eq!((found.failing_since, found.last_success_at), (None, Some(at)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_fails_is_tried_for_a_day_then_listed_and_sent_again_by_hand(pool: PgPool) {
    let harness = Harness::sealing(pool).await;
    let org = harness.organization("acme").await;
    let smtp = provider(&org, "smtp").await;
    fill(&harness, &org, smtp, "ana@example.test", 2).await;
    let batch = claim(&harness, 1, now(), 2).await;
    let refused = Verdict::Refused { answer: "550 no such mailbox".to_owned() };
    assert_eq!(end(&harness, &batch[0], &refused, now()).await, Some(Next::End(DeliveryState::Refused)));
    let mut next = end(&harness, &batch[1], &later(None), now()).await;
    let mut tries = 1;
    while let Some(Next::Again(at)) = next {
        let batch = claim(&harness, 1, at, 2).await;
        assert_eq!(batch.len(), 1, "only what waits");
        tries += 1;
        assert_eq!(batch[0].attempts, tries);
        next = end(&harness, &batch[0], &later(None), at).await;
    }
    assert_eq!(next, Some(Next::End(DeliveryState::Dead)));
    assert!((25..40).contains(&tries), "{tries} tries");
    let mut tx = org.scope.begin().await.expect("begun");
    assert_eq!(delivery::counts(&mut tx).await.expect("counted"), (0, 2));
    let page = Page { after: None, limit: 10 };
    let dead = Filter { state: Some(DeliveryState::Dead) };
    let list = delivery::list(&mut tx, dead, page).await.expect("listed");
    assert_eq!((list.len(), list[0].attempts, list[0].answer.as_deref()), (1, tries, Some("busy")));
    drop(tx);
    let later_on = now() + TimeDelta::days(2);
    let then = Origin { at: later_on, ..origin() };
    delivery::resend(&org.scope, list[0].id, &then).await.expect("queued");
    let again = claim(&harness, 1, later_on, 2).await;
    assert_eq!((again[0].id, again[0].attempts, again[0].key), (list[0].id, 1, batch[1].key));
    assert_eq!(end(&harness, &again[0], &sent(), later_on).await, Some(Next::End(DeliveryState::Sent)));
    let twice = delivery::resend(&org.scope, list[0].id, &then).await;
    assert!(matches!(twice, Err(store::StoreError::NotFound)), "what was sent isn't sent again");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_provider_that_is_off_keeps_its_messages_for_a_day(pool: PgPool) {
    let harness = Harness::sealing(pool).await;
    let org = harness.organization("acme").await;
    let (off, gone) = (provider(&org, "webhook").await, provider(&org, "slack").await);
    fill(&harness, &org, off, "", 1).await;
    fill(&harness, &org, gone, "#a", 1).await;
    provider::set_active(&org.scope, off, false, &origin()).await.expect("off");
    provider::remove(&org.scope, gone, &origin()).await.expect("gone");
    assert!(claim(&harness, 1, now(), 10).await.is_empty());
    assert!(provider::sender(&harness.system, org.id, gone).await.expect("read").is_none());
    assert_eq!(delivery::expire(&harness.system, now() + TimeDelta::hours(23)).await.expect("done"), 0);
    assert_eq!(delivery::expire(&harness.system, now() + TimeDelta::hours(24)).await.expect("done"), 1);
    assert_eq!(states(&harness).await, BTreeMap::from([("dead".to_owned(), 1), ("refused".to_owned(), 1)]));
    let old = now() + TimeDelta::days(100);
    assert_eq!(delivery::prune(&harness.system, old).await.expect("pruned"), 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_secret_is_written_by_members_and_read_by_workers(pool: PgPool) {
    use secrecy::ExposeSecret;
    let harness = Harness::sealing(pool.clone()).await;
    let org = harness.organization("acme").await;
    let id = provider(&org, "smtp").await;
    let sender = provider::sender(&harness.system, org.id, id).await.expect("read").expect("it is there");
    assert_eq!(sender.secret.expect("it has one").expose_secret(), "hunter2-hunter2");
    let kept = ProviderInput { secret: String::new(), name: "Other".to_owned(), ..input("smtp") };
    let draft = ProviderDraft::parse(&kept, Some(&sender.settings)).expect("a provider");
    provider::update(&org.scope, id, &draft, &origin()).await.expect("changed");
    let sender = provider::sender(&harness.system, org.id, id).await.expect("read").expect("it is there");
    assert_eq!((sender.name.as_str(), sender.secret.is_some()), ("Other", true));
    let (dump,): (String,) =
        sqlx::query_as("select string_agg(p::text, '') from providers p").fetch_one(&pool).await.expect("dumped");
    assert!(!dump.contains("hunter2") && !dump.contains(&hex::encode("hunter2")), "{dump}");
    let mut tx = pool.begin().await.expect("begun");
    let sql = format!("set local role app_tenant; set local app.org_id = '{}'", org.id);
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut *tx).await.expect("set");
    sqlx::query("select secret from providers").fetch_all(&mut *tx).await.expect_err("members never read it");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn only_admins_touch_providers_and_the_log_says_who(pool: PgPool) {
    use domain::role::Role;
    let harness = Harness::sealing(pool).await;
    let org = harness.organization("acme").await;
    let id = provider(&org, "webhook").await;
    let editor = harness.member(&org, Role::Editor, "editor@acme.test").await;
    let draft = ProviderDraft::parse(&input("slack"), None).expect("a provider");
    assert!(matches!(provider::create(&editor, &draft, &origin()).await, Err(store::StoreError::Forbidden)));
    assert!(matches!(provider::remove(&editor, id, &origin()).await, Err(store::StoreError::Forbidden)));
    let taken = ProviderDraft::parse(&input("webhook"), None).expect("a provider");
    let conflict = provider::create(&org.scope, &taken, &origin()).await;
    assert!(matches!(conflict, Err(store::StoreError::Conflict { constraint }) if constraint == "providers_name_key"));
    provider::set_active(&org.scope, id, false, &origin()).await.expect("off");
    provider::remove(&org.scope, id, &origin()).await.expect("gone");
    let lines = org.log().await;
    let lines: Vec<_> = lines.iter().filter(|line| line.contains(" provider.")).map(String::as_str).collect();
    let expected = [
        "owner@acme.test provider.created The webhook [webhook] done",
        "editor@acme.test provider.created  [] refused",
        "editor@acme.test provider.removed  [] refused",
        "owner@acme.test provider.changed The webhook [turned off] done",
        "owner@acme.test provider.removed The webhook [] done",
    ];
    let (mut found, mut expected) = (lines.clone(), expected.to_vec());
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected, "{lines:#?}");
}
