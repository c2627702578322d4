//! Events are stored once, however they are sent.

use std::collections::BTreeMap;

use domain::event::{Actor, NewEvent, Rejection, Subject};
use serde_json::json;
use sqlx::PgPool;

use crate::harness::{Harness, event, full_event, now};

fn by(mut event: NewEvent, id: &str, name: Option<&str>, url: Option<&str>) -> NewEvent {
    event.actor = Some(Actor { id: id.to_owned(), name: name.map(str::to_owned), url: url.map(str::to_owned) });
    event
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_field_is_stored_as_it_was_sent(pool: PgPool) {
    let harness = Harness::with_partitions(pool).await;
    let acme = harness.organization("acme").await;
    assert_eq!(acme.send(&[full_event(1)]).await.accepted, 1);
    let stored: serde_json::Value = sqlx::query_scalar(
        "select jsonb_build_object(
             'id', e.id, 'occurred_at', e.occurred_at, 'kind', e.kind, 'source', so.name,
             'actor', jsonb_build_object('id', a.external_id, 'name', a.name, 'url', a.url),
             'subject', jsonb_build_object('id', su.external_id, 'name', su.name, 'url', su.url),
             'session', se.external_id, 'channel', e.channel, 'status', e.status, 'role', e.role,
             'tags', (select jsonb_object_agg(t.text, t.category) from event_tags et
                      join tags t on t.org_id = et.org_id and t.id = et.tag_id
                      where et.org_id = e.org_id and et.occurred_at = e.occurred_at and et.event_id = e.id),
             'value', e.value, 'duration_ms', e.duration_ms, 'text', e.text, 'attrs', e.attrs,
             'ids', jsonb_build_array(e.source_id, e.actor_id, e.subject_id, e.session_id))
         from events e
         join sources so on so.org_id = e.org_id and so.id = e.source_id
         join actors a on a.org_id = e.org_id and a.id = e.actor_id
         join subjects su on su.org_id = e.org_id and su.id = e.subject_id
         join event_sessions se on se.org_id = e.org_id and se.id = e.session_id",
    )
    .fetch_one(&harness.pool)
    .await
    .expect("one event");
    let expected = json!({
        "id": "00000000-0000-0000-0000-000000000001",
        "occurred_at": "2026-11-21T09:30:00.250125+00:00",
        "kind": "chat.message",
        "source": "support-bot",
        "actor": {"id": "p17", "name": "Ana", "url": "https://example.com/p17"},
        "subject": {"id": "bot-1", "name": "Support", "url": "https://example.com/bot-1"},
        "session": "s42",
        "channel": "web",
        "status": "success",
        "role": "human",
        "tags": {"billing": "topic", "urgent": "mood"},
        "value": 1.5,
        "duration_ms": 900,
        "text": "asked about '; drop table events; -- <script>",
        "attrs": {"nested": [1, {"a": null}]},
        "ids": [1, 1, 1, 1],
    });
    assert_eq!(stored, expected);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_event_with_nothing_but_its_identity_is_stored(pool: PgPool) {
    let harness = Harness::with_partitions(pool).await;
    let acme = harness.organization("acme").await;
    assert_eq!(acme.send(&[event(1, "2026-11-21T10:00:00Z", "a.b")]).await.accepted, 1);
    let nulls = "select num_nulls(source_id, actor_id, subject_id, session_id, channel, status, role, value,
                                  duration_ms, text, attrs)::bigint from events";
    assert_eq!(harness.number(nulls).await, 11);
    assert_eq!(harness.number("select count(*) from dictionary_counters").await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_same_batch_again_is_all_duplicates_and_changes_nothing(pool: PgPool) {
    let harness = Harness::with_partitions(pool).await;
    let acme = harness.organization("acme").await;
    let batch: Vec<_> = (1..=50).map(full_event).collect();
    assert_eq!(acme.send(&batch).await.accepted, 50);
    let fingerprint = "select hashtextextended(string_agg(e::text, '|' order by id), 0) from events e";
    let before = harness.number(fingerprint).await;

    let again = acme.send(&batch).await;
    assert_eq!((again.accepted, again.duplicates, again.rejected.len()), (0, 50, 0));
    let longer: Vec<_> = (41..=60).map(full_event).collect();
    let overlap = acme.send(&longer).await;
    assert_eq!((overlap.accepted, overlap.duplicates, overlap.rejected.len()), (10, 10, 0));
    assert_eq!(harness.number("select count(*) from events").await, 60);
    assert_eq!(harness.number("select count(*) from event_tags").await, 120);

    sqlx::raw_sql("delete from events where id > '00000000-0000-0000-0000-000000000032'")
        .execute(&harness.pool)
        .await
        .expect("deleted");
    assert_eq!(harness.number(fingerprint).await, before);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn another_body_under_the_same_identity_is_rejected_and_changes_nothing(pool: PgPool) {
    let harness = Harness::with_partitions(pool).await;
    let acme = harness.organization("acme").await;
    acme.send(&[full_event(1)]).await;
    let mut changed = full_event(1);
    changed.text = Some("something else".to_owned());
    changed.actor = Some(Actor { id: "p17".to_owned(), name: Some("Mallory".to_owned()), url: None });
    let outcome = acme.send(&[full_event(2), changed, full_event(1)]).await;
    assert_eq!((outcome.accepted, outcome.duplicates), (1, 1));
    assert_eq!(outcome.rejected, [(1, Rejection::differs())]);
    assert_eq!(harness.number("select count(*) from events where text like 'asked%'").await, 2);
    assert_eq!(harness.number("select count(*) from event_tags").await, 4);
    assert_eq!(harness.number("select count(*) from actors where name = 'Ana'").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn within_a_batch_the_first_of_an_identity_wins(pool: PgPool) {
    let harness = Harness::with_partitions(pool).await;
    let acme = harness.organization("acme").await;
    let first = event(1, "2026-11-21T10:00:00Z", "a.first");
    let other = event(1, "2026-11-21T10:00:00Z", "a.other");
    // The same id at another time is another event.
    let later = event(1, "2026-11-21T10:00:01Z", "a.other");
    let outcome = acme.send(&[later.clone(), first.clone(), other.clone(), first.clone(), later.clone()]).await;
    assert_eq!((outcome.accepted, outcome.duplicates), (2, 2));
    assert_eq!(outcome.rejected, [(2, Rejection::differs())]);
    // Sent again in another order, the stored body decides.
    let outcome = acme.send(&[other, first, later]).await;
    assert_eq!((outcome.accepted, outcome.duplicates), (0, 2));
    assert_eq!(outcome.rejected, [(0, Rejection::differs())]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nothing_sent_is_nothing_done(pool: PgPool) {
    let harness = Harness::with_partitions(pool).await;
    let acme = harness.organization("acme").await;
    assert_eq!(acme.send(&[]).await, store::event::Ingested::default());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn organizations_share_neither_identities_nor_dictionaries(pool: PgPool) {
    let harness = Harness::with_partitions(pool).await;
    let acme = harness.organization("acme").await;
    let globex = harness.organization("globex").await;
    assert_eq!(acme.send(&[full_event(1)]).await.accepted, 1);
    let mut same_identity = full_event(1);
    same_identity.text = Some("something else".to_owned());
    assert_eq!(globex.send(&[same_identity]).await.accepted, 1);
    let ones = "select count(*) from events where source_id = 1 and actor_id = 1 and subject_id = 1";
    assert_eq!(harness.number(ones).await, 2);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn ids_are_dense_and_kept(pool: PgPool) {
    let harness = Harness::with_partitions(pool).await;
    let acme = harness.organization("acme").await;
    let actors = |range: std::ops::RangeInclusive<u128>, offset: u128| -> Vec<NewEvent> {
        range.map(|id| by(event(id + offset, "2026-11-21T10:00:00Z", "a.b"), &format!("p{id}"), None, None)).collect()
    };
    acme.send(&actors(1..=20, 0)).await;
    acme.send(&actors(1..=20, 0)).await;
    acme.send(&actors(11..=30, 100)).await;
    assert_eq!(harness.number("select count(*) from actors").await, 30);
    assert_eq!(harness.number("select max(id)::bigint from actors").await, 30);
    let last = "select last_id::bigint from dictionary_counters where dictionary = 'actors'";
    assert_eq!(harness.number(last).await, 30);
    let wrong = "select count(*) from events e join actors a on a.org_id = e.org_id and a.id = e.actor_id
                 where 'p' || ('x' || right(e.id::text, 4))::bit(16)::int % 100 <> a.external_id";
    assert_eq!(harness.number(wrong).await, 0);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_name_sent_last_is_shown_and_none_erases_nothing(pool: PgPool) {
    let harness = Harness::with_partitions(pool).await;
    let acme = harness.organization("acme").await;
    let sent = |id, name, url| by(event(id, "2026-11-21T10:00:00Z", "a.b"), "p1", name, url);
    let actor = async || -> (Option<String>, Option<String>) {
        sqlx::query_as("select name, url from actors").fetch_one(&harness.pool).await.expect("one actor")
    };
    let some = |text: &str| Some(text.to_owned());
    for (event, name, url) in [
        (sent(1, None, None), None, None),
        (sent(2, Some("Ana"), None), some("Ana"), None),
        (sent(3, None, Some("https://a.example")), some("Ana"), some("https://a.example")),
        (sent(4, Some("Anna"), None), some("Anna"), some("https://a.example")),
        (sent(5, None, None), some("Anna"), some("https://a.example")),
        // Sent again, an old event brings no old name back.
        (sent(2, Some("Ana"), None), some("Anna"), some("https://a.example")),
    ] {
        acme.send(&[event]).await;
        assert_eq!(actor().await, (name, url));
    }
    let mut about = event(9, "2026-11-21T10:00:00Z", "a.b");
    for name in ["Sales", "Sales Europe"] {
        about.id = uuid::Uuid::from_u128(name.len() as u128 + 100);
        about.subject = Some(Subject { id: "d1".to_owned(), name: Some(name.to_owned()), url: None });
        acme.send(&[about.clone()]).await;
    }
    assert_eq!(harness.number("select count(*) from subjects where name = 'Sales Europe'").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_tag_in_two_categories_is_two_tags(pool: PgPool) {
    let harness = Harness::with_partitions(pool).await;
    let acme = harness.organization("acme").await;
    let tagged = |id, category: &str| {
        let mut event = event(id, "2026-11-21T10:00:00Z", "a.b");
        event.tags = BTreeMap::from([("billing".to_owned(), category.to_owned())]);
        event
    };
    acme.send(&[tagged(1, "topic"), tagged(2, "team"), tagged(3, "topic")]).await;
    assert_eq!(harness.number("select count(*) from tags").await, 2);
    assert_eq!(harness.number("select count(distinct tag_id) from event_tags").await, 2);
    assert_eq!(harness.number("select count(*) from event_tags").await, 3);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn own_events_are_recorded_once(pool: PgPool) {
    let harness = Harness::with_partitions(pool).await;
    let acme = harness.organization("acme").await;
    let signed_in = event(1, "2026-11-21T10:00:00Z", "user.logged_in");
    for accepted in [1, 0] {
        let outcome = store::event::record(&harness.system, acme.id, &signed_in, now()).await.expect("recorded");
        assert_eq!(outcome.accepted, accepted);
    }
    let nobody = store::event::record(&harness.system, domain::id::OrgId(0), &full_event(2), now()).await;
    assert!(matches!(nobody, Err(store::StoreError::NotFound)), "{nobody:?}");
}
