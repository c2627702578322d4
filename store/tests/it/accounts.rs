//! What people do with their own account: password, sessions, name.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    audit::AuditAction,
    id::UserId,
    link::{LinkRefusal, RESET_LIFETIME},
    locale::Locale,
    role::Role,
};
use serde_json::json;
use sqlx::PgPool;
use store::{
    RuleError, StoreError,
    audit::Origin,
    identity, reset,
    session::{self, SessionRecord},
    sign_in::{self, Attempt},
};

use crate::harness::{Harness, email, link_hash, name, now, origin};

async fn open(harness: &Harness, user: UserId, id: u8, at: DateTime<Utc>) {
    let data = json!({});
    let record = SessionRecord {
        user_id: Some(user),
        data: &data,
        address: "192.0.2.7".parse().ok(),
        user_agent: Some("Firefox/1 Linux"),
        expires_at: now() + TimeDelta::days(1),
    };
    session::save(&harness.store, &[id; 32], record, at).await.expect("saved");
}

async fn is_open(harness: &Harness, id: u8) -> bool {
    session::load(&harness.store, &[id; 32], now()).await.expect("asked").is_some()
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn signing_in_and_out_is_in_the_log_of_each_organization(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let globex = harness.organization("globex").await;
    let zoe = harness.member(&acme, Role::Viewer, "zoe@acme.test").await.user_id();
    store::user::add_member(&harness.system, globex.id, zoe, Role::Viewer).await.expect("new");
    open(&harness, zoe, 1, now()).await;
    open(&harness, zoe, 1, now()).await;
    session::close(&harness.store, &[1; 32], zoe, &origin()).await.expect("closed");
    session::close(&harness.store, &[1; 32], zoe, &origin()).await.expect("closing again is fine");
    assert!(!is_open(&harness, 1).await);
    for org in [&acme, &globex] {
        let log = org.log().await;
        let own: Vec<_> = log.iter().filter(|line| line.starts_with("zoe@")).map(String::as_str).collect();
        assert_eq!(own, ["zoe@acme.test session.closed  [] done", "zoe@acme.test session.opened  [] done"]);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_failed_sign_in_is_in_the_log_of_those_it_was_aimed_at(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let globex = harness.organization("globex").await;
    let address = "192.0.2.7".parse().expect("an address");
    for (text, user) in [("owner@acme.test", Some(acme.user)), ("nobody@acme.test", None)] {
        let attempt = sign_in::reserve(&harness.store, &email(text), address, now()).await.expect("asked");
        let Attempt::Allowed(attempt) = attempt else { panic!("{attempt:?}") };
        sign_in::fail(&harness.store, attempt, user, AuditAction::SignInRefused, &origin()).await.expect("noted");
    }
    assert_eq!(acme.log().await[0], "owner@acme.test session.refused  [] refused");
    assert!(!globex.log().await.iter().any(|line| line.contains("refused")));
    assert_eq!(harness.number("select count(*) from audit_entries where action = 'session.refused'").await, 1);
    assert_eq!(harness.number("select count(*) from sign_in_attempts").await, 2, "both go on counting");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn sessions_are_listed_for_their_owner_and_end_by_their_hand(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let zoe = harness.member(&acme, Role::Viewer, "zoe@acme.test").await.user_id();
    for (id, age) in [(1, 3), (2, 2), (3, 1)] {
        open(&harness, zoe, id, now() - TimeDelta::hours(age)).await;
    }
    open(&harness, acme.user, 9, now()).await;
    let list = async || session::list(&harness.store, zoe, Some(&[2; 32]), 10, now()).await.expect("listed");
    let found = list().await;
    assert_eq!(found.iter().map(|session| session.is_current).collect::<Vec<_>>(), [false, true, false]);
    assert_eq!(found[0].last_seen_at, now() - TimeDelta::hours(1));
    assert_eq!((found[0].user_agent.as_str(), found[0].address), ("Firefox/1 Linux", "192.0.2.7".parse().ok()));

    let foreign = session::end(&harness.store, acme.user, found[0].id, &origin()).await;
    assert!(matches!(foreign, Err(StoreError::NotFound)), "{foreign:?}");
    assert!(is_open(&harness, 3).await);
    session::end(&harness.store, zoe, found[0].id, &origin()).await.expect("ended");
    assert!(!is_open(&harness, 3).await);
    assert_eq!(session::end_others(&harness.store, zoe, Some(&[2; 32]), &origin()).await.expect("ended"), 1);
    let left = list().await;
    assert_eq!(left.len(), 1);
    assert!(left[0].is_current);
    assert!(is_open(&harness, 9).await, "other people's sessions are theirs");
    let later = now() + TimeDelta::days(1);
    assert!(session::list(&harness.store, zoe, None, 10, later).await.expect("listed").is_empty(), "expired");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn another_password_ends_the_other_sessions(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    open(&harness, acme.user, 1, now()).await;
    open(&harness, acme.user, 2, now()).await;
    identity::change_password(&harness.store, acme.user, "$argon2id$new", Some(&[1; 32]), &origin())
        .await
        .expect("changed");
    assert!(is_open(&harness, 1).await);
    assert!(!is_open(&harness, 2).await);
    let credentials = identity::find_credentials(&harness.store, &email("owner@acme.test")).await.expect("asked");
    assert_eq!(credentials.expect("a user").password_hash, "$argon2id$new");
    assert_eq!(acme.log().await[0], "owner@acme.test password.changed  [] done");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_reset_link_sets_the_password_once_and_ends_every_session(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let address = email("owner@acme.test");
    for number in [1, 2] {
        reset::create(&harness.system, acme.user, &address, &link_hash(number), now()).await.expect("made");
    }
    open(&harness, acme.user, 1, now()).await;
    let (found, facts) = reset::find(&harness.store, &link_hash(1)).await.expect("asked").expect("it was made");
    assert_eq!((found, facts.check(now())), (address.clone(), Ok(())));
    assert_eq!(reset::find(&harness.store, &link_hash(3)).await.expect("asked"), None);

    let late = Origin { at: now() + RESET_LIFETIME, ..origin() };
    let redeem =
        async |number, origin: &Origin| reset::redeem(&harness.store, &link_hash(number), "$new", origin).await;
    assert!(matches!(redeem(1, &late).await, Err(RuleError::Refused(LinkRefusal::Expired))));
    assert!(matches!(redeem(3, &origin()).await, Err(RuleError::Store(StoreError::NotFound))));
    redeem(1, &origin()).await.expect("set");
    assert!(!is_open(&harness, 1).await);
    for number in [1, 2] {
        let again = redeem(number, &origin()).await;
        assert!(matches!(again, Err(RuleError::Refused(LinkRefusal::Used))), "{number}: {again:?}");
    }
    let credentials = identity::find_credentials(&harness.store, &address).await.expect("asked");
    assert_eq!(credentials.expect("a user").password_hash, "$new");
    let log = acme.log().await;
    let refused = |refusal| format!("owner@acme.test password.reset  [{refusal}] refused");
    assert_eq!(log[..2], [refused(LinkRefusal::Used), refused(LinkRefusal::Used)]);
    assert_eq!(log[2], "owner@acme.test password.reset  [] done");
    assert_eq!(log[3], refused(LinkRefusal::Expired));
    assert!(log.contains(&"command line password.link_created owner@acme.test [] done".to_owned()), "{log:?}");
    assert_eq!(reset::prune(&harness.system, now() + RESET_LIFETIME * 2).await.expect("pruned"), 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn two_reset_links_opened_at_once_set_one_password(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let user = harness.user("ana@example.com").await;
    for number in 1..=6 {
        reset::create(&harness.system, user, &email("ana@example.com"), &link_hash(number), now()).await.expect("made");
    }
    let mut opening = tokio::task::JoinSet::new();
    for number in 1..=6 {
        let store = harness.store.clone();
        opening.spawn(async move { reset::redeem(&store, &link_hash(number), "$new", &origin()).await });
    }
    let results = opening.join_all().await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    assert!(results.iter().filter(|result| result.is_err()).all(|result| matches!(result, Err(RuleError::Refused(_)))));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn name_and_locale_are_ones_own(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    assert_eq!(acme.scope.locale(), Locale::EnGb);
    for (locale, seen) in [(Some(Locale::De), Locale::De), (None, Locale::EnGb)] {
        identity::change_profile(&harness.store, acme.user, &name("أحمد 👩\u{200D}🚀"), locale, &origin())
            .await
            .expect("changed");
        let viewer = identity::viewer(&harness.store, acme.user).await.expect("asked").expect("a user");
        assert_eq!((viewer.name.as_str(), viewer.locale), ("أحمد 👩\u{200D}🚀", locale));
        let scope = harness.store.enter(acme.user, acme.scope.slug()).await.expect("asked").expect("a member");
        assert_eq!(scope.locale(), seen);
    }
    assert_eq!(acme.log().await[0], "owner@acme.test profile.changed  [] done");
    let nobody = identity::change_profile(&harness.store, UserId(0), &name("x"), None, &origin()).await;
    assert!(matches!(nobody, Err(StoreError::NotFound)));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_reset_link_that_ended_is_noted_whenever_it_is_tried(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let hash = link_hash(1);
    reset::create(&harness.system, acme.user, &email("owner@acme.test"), &hash, now()).await.expect("made");
    reset::check(&harness.store, &hash, &origin()).await.expect("it works");
    reset::redeem(&harness.store, &hash, "$argon2id$new", &origin()).await.expect("used");
    for tried in [
        reset::check(&harness.store, &hash, &origin()).await,
        reset::redeem(&harness.store, &hash, "$argon2id$other", &origin()).await,
    ] {
        assert!(matches!(tried, Err(RuleError::Refused(LinkRefusal::Used))), "{tried:?}");
    }
    let line = format!("owner@acme.test password.reset  [{}] refused", LinkRefusal::Used);
    assert_eq!(acme.log().await[..2], [line.clone(), line]);
}
