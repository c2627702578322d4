//! News between servers.

use std::time::Duration;

use domain::id::OrgId;
use sqlx::PgPool;
use store::live::{LiveListener, LiveSignal, Topic, publish};
use tokio::time::timeout;

use crate::harness::Harness;

async fn next(listener: &mut LiveListener) -> LiveSignal {
    timeout(Duration::from_secs(10), listener.next()).await.expect("in time").expect("connected")
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_listener_hears_what_is_published(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let mut listeners =
        [harness.store.listen().await.expect("listening"), harness.store.listen().await.expect("listening")];
    publish(&harness.store, OrgId(1), Topic::Stats).await.expect("sent");
    publish(&harness.store, OrgId(2), Topic::Data).await.expect("sent");
    for listener in &mut listeners {
        assert_eq!(next(listener).await, LiveSignal::Changed { org: OrgId(1), topic: Topic::Stats });
        assert_eq!(next(listener).await, LiveSignal::Changed { org: OrgId(2), topic: Topic::Data });
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn each_lost_connection_is_told_and_then_listening_goes_on(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let mut listener = harness.store.listen().await.expect("listening");
    for _ in 0..2 {
        let cut = "select count(pg_terminate_backend(pid)) from pg_stat_activity
                   where datname = current_database() and query like 'LISTEN%'";
        assert_eq!(harness.number(cut).await, 1);
        assert_eq!(next(&mut listener).await, LiveSignal::Resync);
        publish(&harness.store, OrgId(1), Topic::Data).await.expect("sent");
        assert_eq!(next(&mut listener).await, LiveSignal::Changed { org: OrgId(1), topic: Topic::Data });
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_cannot_be_read_is_passed_over(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let mut listener = harness.store.listen().await.expect("listening");
    for payload in ["", "not json", r#"{"org":1,"topic":"of a later version"}"#] {
        sqlx::query("select pg_notify('pulseboard_live', $1)")
            .bind(payload)
            .execute(&harness.pool)
            .await
            .expect("sent");
    }
    publish(&harness.store, OrgId(1), Topic::Stats).await.expect("sent");
    assert_eq!(next(&mut listener).await, LiveSignal::Changed { org: OrgId(1), topic: Topic::Stats });
}
