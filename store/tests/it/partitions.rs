//! Monthly partitions and their edges.

use domain::event::Rejection;
use sqlx::PgPool;
use store::partition;
use tokio::task::JoinSet;

use crate::harness::{Harness, at, event, now};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn partitions_are_made_once_and_ahead(pool: PgPool) {
    let harness = Harness::new(pool).await;
    assert_eq!(partition::ensure(&harness.system, now()).await.expect("made"), 36);
    assert_eq!(partition::ensure(&harness.system, now()).await.expect("made"), 0);
    let next_month = at("2026-12-01T00:00:00Z");
    assert_eq!(partition::ensure(&harness.system, next_month).await.expect("made"), 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn servers_may_make_partitions_at_the_same_time(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let mut servers = JoinSet::new();
    for _ in 0..6 {
        let system = harness.system.clone();
        servers.spawn(async move { partition::ensure(&system, now()).await.expect("made") });
    }
    assert_eq!(servers.join_all().await.into_iter().sum::<u32>(), 36);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_event_lies_in_the_month_of_its_instant(pool: PgPool) {
    let harness = Harness::with_partitions(pool).await;
    let acme = harness.organization("acme").await;
    let times = [
        ("2025-09-01T00:00:00Z", "events_2025_09"),
        ("2026-10-31T23:59:59.999999Z", "events_2026_10"),
        ("2026-11-01T00:00:00Z", "events_2026_11"),
        ("2027-02-28T23:59:59.999999Z", "events_2027_02"),
    ];
    let events: Vec<_> = times.iter().zip(1..).map(|((time, _), id)| event(id, time, "a.b")).collect();
    assert_eq!(acme.send(&events).await.accepted, 4);
    let places: Vec<(String,)> = sqlx::query_as("select tableoid::regclass::text from events order by occurred_at")
        .fetch_all(&harness.pool)
        .await
        .expect("rows");
    let places: Vec<_> = places.iter().map(|(place,)| place.as_str()).collect();
    assert_eq!(places, times.map(|(_, place)| place));
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_event_without_a_partition_is_refused_and_loses_no_other(pool: PgPool) {
    let harness = Harness::with_partitions(pool).await;
    let acme = harness.organization("acme").await;
    let events = [
        event(1, "2027-03-01T00:00:00Z", "a.b"),
        event(2, "2026-11-21T10:00:00Z", "a.b"),
        event(3, "2025-08-31T23:59:59.999999Z", "a.b"),
    ];
    let outcome = acme.send(&events).await;
    let refused = Rejection::new("occurred_at", "is outside the time that is kept");
    assert_eq!((outcome.accepted, outcome.duplicates), (1, 0));
    assert_eq!(outcome.rejected, [(0, refused.clone()), (2, refused)]);
}
