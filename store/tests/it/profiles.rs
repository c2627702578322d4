//! Where a person hears: proved before it counts.

use chrono::TimeDelta;
use domain::message::{Message, MessageKind};
use sqlx::PgPool;
use store::{StoreError, profile};

use crate::{
    harness::{Harness, email, now},
    outbox::provider,
};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_address_counts_when_its_link_was_opened_once_and_in_time(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let (store, user) = (&harness.store, harness.user("ana@example.test").await);
    let address = || async { profile::notifications(store, user).await.expect("read").address };
    profile::ask_address(store, user, &email("old@home.test"), &[1; 32], now()).await.expect("asked");
    profile::ask_address(store, user, &email("ana@home.test"), &[2; 32], now()).await.expect("asked");
    assert_eq!(address().await, None);
    assert_eq!(
        profile::prove_address(store, &[1; 32], now()).await.expect("read"),
        None,
        "another was asked for since"
    );
    let late = now() + TimeDelta::hours(24);
    assert_eq!(profile::prove_address(store, &[2; 32], late).await.expect("read"), None);
    let proved = profile::prove_address(store, &[2; 32], now()).await.expect("proved");
    assert_eq!(proved, Some(email("ana@home.test")));
    assert_eq!(address().await, proved);
    assert_eq!(profile::prove_address(store, &[2; 32], now()).await.expect("read"), None, "it works once");
    profile::clear_address(store, user).await.expect("cleared");
    assert_eq!(address().await, None);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_chat_counts_when_its_code_reached_the_bot(pool: PgPool) {
    let harness = Harness::sealing(pool).await;
    let (org, other) = (harness.organization("acme").await, harness.organization("globex").await);
    let bot = provider(&org, "telegram").await;
    let mail = provider(&org, "smtp").await;
    for (scope, provider) in [(&org.scope, mail), (&other.scope, bot)] {
        let refused = profile::ask_chat(scope, provider, &[1; 32], now()).await;
        assert!(matches!(refused, Err(StoreError::NotFound)), "it is no bot of theirs");
    }
    assert_eq!(profile::listening(&harness.system, now()).await.expect("read"), []);
    profile::ask_chat(&org.scope, bot, &[1; 32], now()).await.expect("asked");
    assert_eq!(profile::listening(&harness.system, now()).await.expect("read"), [(org.id, bot, 0)]);
    let chat = || async { profile::bots(&org.scope).await.expect("read")[0].chat };
    let prove = |code, next, at| {
        let system = harness.system.clone();
        async move { profile::prove_chats(&system, org.id, bot, &[([code; 32], 4711)], next, at).await.expect("read") }
    };
    assert_eq!((prove(2, 5, now()).await, chat().await), (0, None), "a wrong code");
    assert_eq!((prove(1, 6, now() + TimeDelta::hours(1)).await, chat().await), (0, None), "too late");
    assert_eq!((prove(1, 6, now()).await, chat().await), (1, Some(4711)));
    assert_eq!(profile::listening(&harness.system, now()).await.expect("read"), []);
    profile::ask_chat(&org.scope, bot, &[3; 32], now()).await.expect("asked");
    assert_eq!(profile::listening(&harness.system, now()).await.expect("read"), [(org.id, bot, 6)]);
    profile::forget_chat(&org.scope, bot).await.expect("forgotten");
    assert_eq!(chat().await, None);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_secret_link_goes_by_mail_and_stays_nowhere(pool: PgPool) {
    use secrecy::ExposeSecret;
    let harness = Harness::sealing(pool).await;
    let org = harness.organization("acme").await;
    let message = Message::new(MessageKind::Account, "You are invited", "Open the link to join.");
    let to = email("new@example.test");
    let mail = || profile::mail_link(&org.scope, &to, &message, "/invite/hunter2", now());
    assert!(!mail().await.expect("asked"), "there is no mail provider");
    provider(&org, "smtp").await;
    assert!(mail().await.expect("queued"));
    let dump: String = sqlx::query_scalar("select string_agg(d::text, '') from deliveries d")
        .fetch_one(&harness.pool)
        .await
        .expect("dumped");
    assert!(!dump.contains("hunter2") && !dump.contains(&hex::encode("hunter2")), "{dump}");
    let holder = uuid::Uuid::from_u128(1);
    let lease = TimeDelta::seconds(60);
    let claimed = store::delivery::claim(&harness.system, holder, now(), lease, 5, &[]).await.expect("claimed");
    assert_eq!(claimed[0].link.as_ref().expect("it has one").expose_secret(), "/invite/hunter2");
    let sent = domain::delivery::Verdict::Sent { answer: String::new() };
    store::delivery::finish(&harness.system, &claimed[0], &sent, 0.0, now()).await.expect("stored");
    assert_eq!(harness.number("select count(*) from deliveries where link is not null").await, 0);
}
