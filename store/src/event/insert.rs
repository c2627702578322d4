//! The two statements that write events and their tags.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::{
    event::{EventRole, NewEvent},
    id::OrgId,
};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{dictionary::Dictionaries, identity::Identity, ingest::Incoming};
use crate::StoreError;

/// Inserts events in the order given, passing over those whose identity is
/// taken, and returns the identities that were inserted.
pub(super) async fn insert_events(
    connection: &mut PgConnection,
    org: OrgId,
    events: &[&Incoming<'_>],
    dictionaries: &Dictionaries<'_>,
) -> Result<HashSet<Identity>, StoreError> {
    let column = Columns(events);
    let rows = sqlx::query!(
        r#"insert into events
             (org_id, occurred_at, id, kind, source_id, actor_id, subject_id, session_id,
              channel, status, role, value, duration_ms, text, attrs, body_hash)
         select $1, e.occurred_at, e.id, e.kind, e.source_id, e.actor_id, e.subject_id, e.session_id,
                e.channel, e.status, e.role, e.value, e.duration_ms, e.text, e.attrs::jsonb, e.body_hash
         from unnest($2::timestamptz[], $3::uuid[], $4::text[], $5::int[], $6::int[], $7::int[], $8::int[],
                     $9::text[], $10::text[], $11::text[], $12::float8[], $13::bigint[], $14::text[],
                     $15::text[], $16::bytea[])
             as e (occurred_at, id, kind, source_id, actor_id, subject_id, session_id,
                   channel, status, role, value, duration_ms, text, attrs, body_hash)
         order by e.occurred_at, e.id
         on conflict on constraint events_pkey do nothing
         returning occurred_at, id"#,
        org.0,
        &column.of(|e| e.occurred_at) as &[DateTime<Utc>],
        &column.of(|e| e.id) as &[Uuid],
        &column.of(|e| e.kind.as_str()) as &[&str],
        &column.of(|e| dictionaries.source(e)) as &[Option<i32>],
        &column.of(|e| dictionaries.actor(e)) as &[Option<i32>],
        &column.of(|e| dictionaries.subject(e)) as &[Option<i32>],
        &column.of(|e| dictionaries.session(e)) as &[Option<i32>],
        &column.of(|e| e.channel.as_deref()) as &[Option<&str>],
        &column.of(|e| e.status.as_deref()) as &[Option<&str>],
        &column.of(|e| e.role.map(EventRole::as_str)) as &[Option<&str>],
        &column.of(|e| e.value) as &[Option<f64>],
        &column.of(|e| e.duration_ms) as &[Option<i64>],
        &column.of(|e| e.text.as_deref()) as &[Option<&str>],
        &column.of(attrs) as &[Option<String>],
        &events.iter().map(|e| e.hash.as_bytes()).collect::<Vec<_>>() as &[&[u8]],
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.occurred_at, row.id)).collect())
}

/// Inserts the tags of events that were just inserted.
pub(super) async fn insert_tags(
    connection: &mut PgConnection,
    org: OrgId,
    events: &[&Incoming<'_>],
    dictionaries: &Dictionaries<'_>,
) -> Result<(), StoreError> {
    let mut times = Vec::new();
    let mut event_ids = Vec::new();
    let mut tag_ids = Vec::new();
    for Incoming { event, .. } in events {
        for tag_id in dictionaries.tags(event) {
            times.push(event.occurred_at);
            event_ids.push(event.id);
            tag_ids.push(tag_id);
        }
    }
    if tag_ids.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "insert into event_tags (org_id, occurred_at, event_id, tag_id)
         select $1, t.occurred_at, t.event_id, t.tag_id
         from unnest($2::timestamptz[], $3::uuid[], $4::int[]) as t (occurred_at, event_id, tag_id)
         order by t.occurred_at, t.event_id, t.tag_id",
        org.0,
        &times,
        &event_ids,
        &tag_ids,
    )
    .execute(connection)
    .await?;
    Ok(())
}

struct Columns<'a, 'e>(&'a [&'a Incoming<'e>]);

impl<'e> Columns<'_, 'e> {
    fn of<T>(&self, value: impl Fn(&'e NewEvent) -> T) -> Vec<T> {
        self.0.iter().map(|incoming| value(incoming.event)).collect()
    }
}

fn attrs(event: &NewEvent) -> Option<String> {
    let attrs = event.attrs.as_ref()?;
    Some(serde_json::to_string(attrs).expect("a map of JSON values serializes"))
}
