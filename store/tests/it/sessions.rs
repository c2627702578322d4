//! Sessions of browsers.

use chrono::TimeDelta;
use serde_json::json;
use sqlx::PgPool;
use store::session::{self, SessionRecord};

use crate::harness::{Harness, now};

const ID: [u8; 32] = [9; 32];

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_session_lives_until_it_expires(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let store = &harness.store;
    let user = harness.user("ana@example.com").await;
    let data = json!({"csrf": "x"});
    let expires_at = now() + TimeDelta::hours(1);
    let anonymous = SessionRecord { user_id: None, data: &data, address: None, user_agent: None, expires_at };
    session::save(store, &ID, anonymous, now()).await.expect("saved");
    let address = "::ffff:192.0.2.7".parse().ok();
    let long = "ü".repeat(600);
    let signed_in = SessionRecord { user_id: Some(user), address, user_agent: Some(&long), ..anonymous };
    session::save(store, &ID, signed_in, now()).await.expect("saved");
    session::save(store, &ID, SessionRecord { user_id: Some(user), ..anonymous }, now()).await.expect("saved");

    let found = session::load(store, &ID, now()).await.expect("asked").expect("a session");
    assert_eq!((found.user_id, found.data, found.expires_at), (Some(user), data, expires_at));
    let kept: (String, i32) = sqlx::query_as("select host(address), char_length(user_agent) from user_sessions")
        .fetch_one(&harness.pool)
        .await
        .expect("one row");
    assert_eq!(kept, ("192.0.2.7".to_owned(), 500), "what a later save doesn't know stays");

    let last = expires_at - TimeDelta::microseconds(1);
    assert!(session::load(store, &ID, last).await.expect("asked").is_some());
    assert!(session::load(store, &ID, expires_at).await.expect("asked").is_none());
    assert!(session::load(store, &[8; 32], now()).await.expect("asked").is_none());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_session_notes_its_last_use_and_never_an_earlier_one(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let store = &harness.store;
    let data = json!({});
    let expires_at = now() + TimeDelta::hours(1);
    let record = SessionRecord { user_id: None, data: &data, address: None, user_agent: None, expires_at };
    session::save(store, &ID, record, now()).await.expect("saved");
    let later = now() + TimeDelta::minutes(5);
    for time in [later, now()] {
        session::touch(store, &ID, time).await.expect("touched");
        let found = session::load(store, &ID, now()).await.expect("asked").expect("a session");
        assert_eq!(found.last_seen_at, later);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn sessions_end(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let store = &harness.store;
    let data = json!({});
    let expires_at = now();
    let record = SessionRecord { user_id: None, data: &data, address: None, user_agent: None, expires_at };
    let longer = SessionRecord { expires_at: now() + TimeDelta::microseconds(1), ..record };
    for (id, record) in [([1; 32], record), ([2; 32], longer), ([3; 32], longer)] {
        session::save(store, &id, record, now()).await.expect("saved");
    }
    assert_eq!(session::delete_expired(&harness.system, now()).await.expect("deleted"), 1);
    session::delete(store, &[2; 32]).await.expect("deleted");
    session::delete(store, &[2; 32]).await.expect("deleting again is fine");
    assert!(session::load(store, &[2; 32], now()).await.expect("asked").is_none());
    assert!(session::load(store, &[3; 32], now()).await.expect("asked").is_some());
}
