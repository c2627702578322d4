//! Reading events back: the feed, and counts over time.

use domain::event::{Actor, NewEvent};
use sqlx::PgPool;
use store::event::{UserCounts, count_by_bucket, recent, users_by_bucket};

use crate::harness::{Harness, at, event, full_event};

fn by(id: u128, time: &str, actor: &str, channel: Option<&str>) -> NewEvent {
    let mut event = event(id, time, "a.b");
    event.actor = Some(Actor { id: actor.to_owned(), name: None, url: None });
    event.channel = channel.map(str::to_owned);
    event
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_feed_has_the_latest_first_with_names(pool: PgPool) {
    let harness = Harness::with_partitions(pool).await;
    let acme = harness.organization("acme").await;
    let globex = harness.organization("globex").await;
    acme.send(&[
        event(1, "2026-11-21T08:00:00Z", "a.start"),
        event(2, "2026-11-21T09:00:00Z", "a.middle"),
        event(3, "2026-11-21T09:00:00Z", "a.middle_too"),
        event(4, "2026-11-21T09:10:00Z", "gauge.sampled"),
        full_event(5),
        event(6, "2026-11-21T10:00:00Z", "a.end"),
    ])
    .await;
    globex.send(&[event(7, "2026-11-21T09:00:00Z", "other.organization")]).await;

    let mut tx = acme.scope.begin().await.expect("begun");
    let (start, end) = (at("2026-11-21T08:00:00Z"), at("2026-11-21T10:00:00Z"));
    let feed = recent(&mut tx, start, end, 3).await.expect("read");
    let kinds: Vec<_> = feed.iter().map(|event| event.kind.as_str()).collect();
    assert_eq!(kinds, ["chat.message", "a.middle_too", "a.middle"]);
    let full = full_event(5);
    assert_eq!((&feed[0].actor, &feed[0].subject), (&full.actor, &full.subject));
    assert_eq!((feed[0].id, feed[0].occurred_at), (full.id, full.occurred_at));
    assert_eq!((feed[0].source.as_deref(), feed[0].role.as_deref()), (Some("support-bot"), Some("human")));
    assert_eq!((feed[0].value, feed[0].duration_ms), (Some(1.5), Some(900)));
    assert_eq!((&feed[0].text, &feed[0].channel, &feed[0].status), (&full.text, &full.channel, &full.status));
    assert_eq!((&feed[1].actor, &feed[1].subject, &feed[1].source), (&None, &None, &None));

    let all = recent(&mut tx, start, end, 100).await.expect("read");
    assert_eq!(all.len(), 4, "the end is not part of the range, the start is");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn events_are_counted_between_edges(pool: PgPool) {
    let harness = Harness::with_partitions(pool).await;
    let acme = harness.organization("acme").await;
    let globex = harness.organization("globex").await;
    let events = [
        event(1, "2026-10-31T22:59:59.999999Z", "a.before"),
        event(2, "2026-10-31T23:00:00Z", "a.first"),
        event(3, "2026-11-01T00:00:00Z", "a.first"),
        event(4, "2026-11-01T00:59:59.999999Z", "a.first"),
        event(5, "2026-11-01T03:00:00Z", "a.third"),
        event(6, "2026-11-01T03:00:00Z", "gauge.sampled"),
        event(7, "2026-11-01T05:00:00Z", "a.after"),
    ];
    acme.send(&events).await;
    globex.send(&events[..2]).await;
    // Buckets of unequal length, as days are when clocks change.
    let edges = ["2026-10-31T23:00:00Z", "2026-11-01T01:00:00Z", "2026-11-01T03:00:00Z", "2026-11-01T05:00:00Z"];
    let edges = edges.map(at);
    let mut tx = acme.scope.begin().await.expect("begun");
    assert_eq!(count_by_bucket(&mut tx, &edges).await.expect("counted"), [3, 0, 1]);
    assert_eq!(count_by_bucket(&mut tx, &edges[..1]).await.expect("counted"), [0; 0]);
    assert_eq!(count_by_bucket(&mut tx, &[]).await.expect("counted"), [0; 0]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn users_are_counted_once_per_bucket(pool: PgPool) {
    let harness = Harness::with_partitions(pool).await;
    let acme = harness.organization("acme").await;
    let mut gauge = by(9, "2026-11-21T08:30:00Z", "meter", None);
    gauge.kind = "gauge.sampled".parse().expect("a kind");
    acme.send(&[
        by(1, "2026-11-21T08:00:00Z", "ana", Some("web")),
        by(2, "2026-11-21T08:10:00Z", "ana", Some("web")),
        by(3, "2026-11-21T08:20:00Z", "ana", Some("api")),
        by(4, "2026-11-21T08:30:00Z", "bob", Some("api")),
        by(5, "2026-11-21T08:40:00Z", "eve", None),
        event(6, "2026-11-21T08:50:00Z", "a.nobody"),
        by(7, "2026-11-21T09:00:00Z", "ana", Some("telegram")),
        gauge,
    ])
    .await;
    let edges = ["2026-11-21T08:00:00Z", "2026-11-21T09:00:00Z", "2026-11-21T10:00:00Z", "2026-11-21T11:00:00Z"];
    let mut tx = acme.scope.begin_analytics().await.expect("begun");
    let users = users_by_bucket(&mut tx, &edges.map(at)).await.expect("counted");
    assert_eq!(
        users,
        [UserCounts { web: 2, api: 2, total: 3 }, UserCounts { web: 1, api: 0, total: 1 }, UserCounts::default(),]
    );
}
