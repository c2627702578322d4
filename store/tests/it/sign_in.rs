//! The limit on failed sign-ins.

use std::{net::IpAddr, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use domain::{audit::AuditAction, email::Email};
use sqlx::PgPool;
use store::sign_in::{self, Attempt, AttemptId, LIMIT};
use tokio::task::JoinSet;

use crate::harness::{Harness, email, now, origin_at};

impl Harness {
    async fn reserve(&self, account: &str, address: &str, time: DateTime<Utc>) -> Attempt {
        let address: IpAddr = address.parse().expect("an address");
        sign_in::reserve(&self.store, &email(account), address, time).await.expect("asked")
    }

    async fn allowed(&self, account: &str, address: &str) -> Option<AttemptId> {
        match self.reserve(account, address, now()).await {
            Attempt::Allowed(id) => Some(id),
            Attempt::Blocked { .. } => None,
        }
    }

    async fn fail(&self, times: u32, account: &str, address: &str) {
        for _ in 0..times {
            assert!(self.allowed(account, address).await.is_some());
        }
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_account_is_blocked_from_every_address_after_twenty_failures(pool: PgPool) {
    let harness = Harness::new(pool).await;
    harness.fail(LIMIT, "ana@example.com", "192.0.2.1").await;
    assert_eq!(harness.allowed("ana@example.com", "198.51.100.1").await, None);
    assert!(harness.allowed("bob@example.com", "198.51.100.1").await.is_some());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_address_is_blocked_for_every_account_after_twenty_failures(pool: PgPool) {
    let harness = Harness::new(pool).await;
    for number in 0..LIMIT {
        harness.fail(1, &format!("user{number}@example.com"), "192.0.2.1").await;
    }
    assert_eq!(harness.allowed("new@example.com", "192.0.2.1").await, None);
    assert_eq!(harness.allowed("new@example.com", "::ffff:192.0.2.1").await, None);
    assert!(harness.allowed("new@example.com", "192.0.2.2").await.is_some());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn one_network_of_version_six_counts_as_one_address(pool: PgPool) {
    let harness = Harness::new(pool).await;
    for number in 0..LIMIT {
        harness.fail(1, &format!("user{number}@example.com"), &format!("2001:db8:1:2::{number:x}")).await;
    }
    assert_eq!(harness.allowed("new@example.com", "2001:db8:1:2:ffff::1").await, None);
    assert!(harness.allowed("new@example.com", "2001:db8:1:3::1").await.is_some());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_block_ends_when_the_failure_that_caused_it_is_an_hour_old(pool: PgPool) {
    let harness = Harness::new(pool).await;
    for number in 0..LIMIT {
        let time = now() + TimeDelta::minutes(i64::from(number));
        harness.reserve("ana@example.com", &format!("192.0.2.{number}"), time).await;
    }
    let time = now() + TimeDelta::minutes(30);
    let blocked = harness.reserve("ana@example.com", "198.51.100.1", time).await;
    assert_eq!(blocked, Attempt::Blocked { retry_after: Duration::from_mins(30) });
    let end = now() + TimeDelta::hours(1);
    let just_before = end - TimeDelta::microseconds(1);
    assert!(matches!(harness.reserve("ana@example.com", "198.51.100.1", just_before).await, Attempt::Blocked { .. }));
    assert!(matches!(harness.reserve("ana@example.com", "198.51.100.1", end).await, Attempt::Allowed(_)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn successes_do_not_count(pool: PgPool) {
    let harness = Harness::new(pool).await;
    for _ in 0..=LIMIT {
        let id = harness.allowed("ana@example.com", "192.0.2.1").await.expect("allowed");
        sign_in::succeed(&harness.store, id, &email("ana@example.com")).await.expect("noted");
    }
    assert_eq!(harness.number("select count(*) from sign_in_attempts").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_success_clears_the_account_but_not_the_address(pool: PgPool) {
    let harness = Harness::new(pool).await;
    harness.fail(LIMIT - 1, "ana@example.com", "192.0.2.1").await;
    let id = harness.allowed("ana@example.com", "198.51.100.1").await.expect("allowed");
    sign_in::succeed(&harness.store, id, &email("ana@example.com")).await.expect("noted");
    // The account may fail as often again, …
    harness.fail(LIMIT, "ana@example.com", "203.0.113.1").await;
    // … while the address has one failure left.
    harness.fail(1, "bob@example.com", "192.0.2.1").await;
    assert_eq!(harness.allowed("bob@example.com", "192.0.2.1").await, None);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn attempts_in_parallel_do_not_slip_through(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let mut attempts = JoinSet::new();
    for number in 0..3 * LIMIT {
        let store = harness.store.clone();
        // One account from many addresses, and many accounts from one address.
        let (account, address) = if number % 2 == 0 {
            (email("ana@example.com"), format!("198.51.100.{number}"))
        } else {
            (email(&format!("user{number}@example.com")), "192.0.2.1".to_owned())
        };
        attempts.spawn(async move { (number % 2, attempt(&store, account, address).await) });
    }
    let mut allowed = [0; 2];
    while let Some(done) = attempts.join_next().await {
        let (which, attempt) = done.expect("no panic");
        allowed[which as usize] += u32::from(matches!(attempt, Attempt::Allowed(_)));
    }
    assert_eq!(allowed, [LIMIT, LIMIT]);
}

async fn attempt(store: &store::Store, account: Email, address: String) -> Attempt {
    let address = address.parse().expect("an address");
    sign_in::reserve(store, &account, address, now()).await.expect("asked")
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn old_failures_are_removed(pool: PgPool) {
    let harness = Harness::new(pool).await;
    harness.reserve("ana@example.com", "192.0.2.1", now() - TimeDelta::hours(1)).await;
    harness.reserve("ana@example.com", "192.0.2.1", now()).await;
    assert_eq!(sign_in::prune(&harness.system, now()).await.expect("pruned"), 1);
    assert_eq!(harness.number("select count(*) from sign_in_attempts").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_was_typed_as_an_address_is_not_stored(pool: PgPool) {
    let harness = Harness::new(pool).await;
    harness.fail(1, "hunter2@secret.test", "192.0.2.1").await;
    let rows: String = sqlx::query_scalar("select string_agg(a::text, ' ') from sign_in_attempts a")
        .fetch_one(&harness.pool)
        .await
        .expect("rows");
    assert!(!rows.contains("hunter2"), "{rows}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_sign_in_that_was_not_even_tried_is_noted_once_an_hour(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    harness.fail(LIMIT, "owner@acme.test", "192.0.2.1").await;
    let note = async |account: &str, minutes| {
        let origin = origin_at(now() + TimeDelta::minutes(minutes));
        let tried = AuditAction::SignInRefused;
        sign_in::note_blocked(&harness.store, &email(account), tried, &origin).await.expect("noted");
    };
    for minutes in [0, 1, 59, 60, 61] {
        note("owner@acme.test", minutes).await;
    }
    note("nobody@acme.test", 0).await;
    let log = acme.log().await;
    let line = "owner@acme.test session.refused  [too many failed attempts] refused";
    assert_eq!(log.iter().filter(|entry| *entry == line).count(), 2, "{log:?}");
}
