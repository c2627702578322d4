//! Batches at the same time: nothing twice, no gap in the ids, no deadlock.

use domain::event::{Actor, NewEvent, Subject};
use sqlx::PgPool;
use store::event::Ingested;
use tokio::task::JoinSet;

use crate::harness::{Harness, event, now};

/// Event number `n`, one of few actors, subjects and sessions, whose names
/// depend on who sends it.
fn numbered(n: u128, sender: usize) -> NewEvent {
    let mut event = event(n, &format!("2026-11-21T09:{:02}:00Z", n % 60), "a.b");
    let name = Some(format!("by {sender}"));
    event.source = Some(format!("source {}", n % 3));
    event.session = Some(format!("session {}", n % 40));
    event.actor = Some(Actor { id: format!("p{}", n % 70), name: name.clone(), url: None });
    event.subject = Some(Subject { id: format!("s{}", n % 11), name, url: None });
    event.tags.insert(format!("tag {}", n % 13), "topic".to_owned());
    event
}

async fn send_all(harness: &Harness, batches: Vec<Vec<NewEvent>>) -> Vec<Ingested> {
    let acme = harness.organization("acme").await;
    let mut senders = JoinSet::new();
    for batch in batches {
        let scope = acme.ingest.clone();
        senders.spawn(async move {
            let batch: Vec<_> = batch.into_iter().enumerate().collect();
            store::event::ingest(&scope, &batch, now()).await.expect("stored")
        });
    }
    senders.join_all().await
}

async fn assert_dictionaries_are_dense(harness: &Harness) {
    for (sql, expected) in [
        ("select count(*) from sources having max(id) = count(*)", 3),
        ("select count(*) from event_sessions having max(id) = count(*)", 40),
        ("select count(*) from actors having max(id) = count(*)", 70),
        ("select count(*) from subjects having max(id) = count(*)", 11),
        ("select count(*) from tags having max(id) = count(*)", 13),
    ] {
        assert_eq!(harness.number(sql).await, expected, "{sql}");
    }
    let untrue = "select count(*) from dictionary_counters c
                  where last_id <> case dictionary when 'actors' then 70 when 'event_sessions' then 40
                                   when 'sources' then 3 when 'subjects' then 11 when 'tags' then 13 end";
    assert_eq!(harness.number(untrue).await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_same_batch_from_many_senders_is_stored_once(pool: PgPool) {
    let harness = Harness::with_partitions(pool).await;
    let forwards: Vec<_> = (0..300).map(|n| numbered(n, 0)).collect();
    let backwards: Vec<_> = forwards.iter().rev().cloned().collect();
    let batches = (0..8).map(|sender| if sender % 2 == 0 { forwards.clone() } else { backwards.clone() });
    let outcomes = send_all(&harness, batches.collect()).await;
    assert_eq!(outcomes.iter().map(|outcome| outcome.accepted).sum::<u64>(), 300);
    assert_eq!(outcomes.iter().map(|outcome| outcome.duplicates).sum::<u64>(), 7 * 300);
    assert!(outcomes.iter().all(|outcome| outcome.rejected.is_empty()));
    assert_eq!(harness.number("select count(*) from events").await, 300);
    assert_eq!(harness.number("select count(*) from event_tags").await, 300);
    assert_dictionaries_are_dense(&harness).await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn senders_that_disagree_about_names_do_not_block_each_other(pool: PgPool) {
    let harness = Harness::with_partitions(pool).await;
    let batches: Vec<Vec<_>> = (0..8usize)
        .map(|sender| {
            let mut batch: Vec<_> = (0..150).map(|n| numbered(1_000 * sender as u128 + n, sender)).collect();
            if sender % 2 == 1 {
                batch.reverse();
            }
            batch
        })
        .collect();
    let outcomes = send_all(&harness, batches).await;
    assert_eq!(outcomes.iter().map(|outcome| outcome.accepted).sum::<u64>(), 8 * 150);
    assert_dictionaries_are_dense(&harness).await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn of_two_bodies_sent_at_once_one_is_stored_and_the_other_rejected(pool: PgPool) {
    let harness = Harness::with_partitions(pool).await;
    let batches = (0..6usize).map(|sender| (0..50).map(|n| numbered(n, sender)).collect()).collect();
    let outcomes = send_all(&harness, batches).await;
    assert_eq!(outcomes.iter().map(|outcome| outcome.accepted).sum::<u64>(), 50);
    assert_eq!(outcomes.iter().map(|outcome| outcome.rejected.len()).sum::<usize>(), 5 * 50);
    assert_eq!(harness.number("select count(*) from events").await, 50);
}
