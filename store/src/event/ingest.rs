//! Appending events so that each is stored once, however often it is sent.
//!
//! One call is one transaction of a fixed number of statements, whatever the
//! number of events. The primary key decides which events are new; for the
//! others, the stored bodies tell a duplicate from another event under the
//! same identity. Only what is new changes names and links, so that an old
//! batch sent again brings no old name back.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use domain::{
    event::{NewEvent, Rejection},
    id::OrgId,
};
use sqlx::PgConnection;

use super::{
    dictionary::Dictionaries,
    identity::{BodyHash, Identity, find_stored},
    insert::{insert_events, insert_tags},
};
use crate::{IngestScope, Store, StoreError, SystemScope, partition, tx::Acting};

/// What became of a batch. The three add up to what was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ingested {
    /// Events that are stored now and were not before.
    pub accepted: u64,
    /// Events that were stored before, or came earlier in the batch.
    pub duplicates: u64,
    /// Events that were refused, by the number they came with, in the order
    /// of these numbers.
    pub rejected: Vec<(usize, Rejection)>,
}

/// Stores a batch; when it returns, it is durable. Each event comes with the
/// number by which the sender knows it.
pub async fn ingest(
    scope: &IngestScope,
    events: &[(usize, NewEvent)],
    now: DateTime<Utc>,
) -> Result<Ingested, StoreError> {
    let numbered: Vec<_> = events.iter().map(|(number, event)| (*number, event)).collect();
    append(&scope.store, scope.org_id, &numbered, now).await
}

/// Stores one event of Pulseboard's own. Storing it again changes nothing.
pub async fn record(
    system: &SystemScope,
    org: OrgId,
    event: &NewEvent,
    now: DateTime<Utc>,
) -> Result<Ingested, StoreError> {
    append(&system.store, org, &[(0, event)], now).await
}

/// One event on its way into the table.
pub(super) struct Incoming<'e> {
    pub(super) number: usize,
    pub(super) event: &'e NewEvent,
    pub(super) identity: Identity,
    pub(super) hash: BodyHash,
}

async fn append(
    store: &Store,
    org: OrgId,
    events: &[(usize, &NewEvent)],
    now: DateTime<Utc>,
) -> Result<Ingested, StoreError> {
    let mut outcome = Ingested::default();
    let (roomy, homeless): (Vec<_>, Vec<_>) =
        events.iter().partition(|(_, event)| partition::has_room(event.occurred_at, now));
    for (number, _) in homeless {
        outcome.rejected.push((number, Rejection::new("occurred_at", "is outside the time that is kept")));
    }
    if !roomy.is_empty() {
        let incoming = sorted(&roomy);
        let mut tx = Acting::Ingest(org).begin(store.primary()).await?;
        let (inserted, stored) = insert_fresh(&mut tx, org, &incoming).await?;
        tx.commit().await?;
        outcome.judge(&incoming, inserted, &stored);
    }
    outcome.rejected.sort_by_key(|(number, _)| *number);
    Ok(outcome)
}

/// The batch in the order of the primary key. Parallel batches that share
/// events meet them in the same order, so none waits for another in a circle.
/// The sort is stable: of equals, the one sent first stays first.
fn sorted<'e>(events: &[(usize, &'e NewEvent)]) -> Vec<Incoming<'e>> {
    let mut incoming: Vec<_> = events
        .iter()
        .map(|(number, event)| Incoming {
            number: *number,
            event,
            identity: (event.occurred_at, event.id),
            hash: BodyHash::of(event),
        })
        .collect();
    incoming.sort_by_key(|event| event.identity);
    incoming
}

/// Inserts what isn't stored yet. Returns the identities that are new, and
/// the stored bodies of all others.
async fn insert_fresh(
    connection: &mut PgConnection,
    org: OrgId,
    incoming: &[Incoming<'_>],
) -> Result<(HashSet<Identity>, HashMap<Identity, BodyHash>), StoreError> {
    let mut first_of_each: Vec<&Incoming<'_>> = incoming.iter().collect();
    first_of_each.dedup_by_key(|event| event.identity);
    let mut dictionaries = Dictionaries::of(first_of_each.iter().map(|event| event.event));
    dictionaries.resolve(connection, org).await?;
    let inserted = insert_events(connection, org, &first_of_each, &dictionaries).await?;
    let (new, known): (Vec<_>, Vec<_>) =
        first_of_each.into_iter().partition(|event| inserted.contains(&event.identity));
    insert_tags(connection, org, &new, &dictionaries).await?;
    let mut stored = HashMap::new();
    if !known.is_empty() {
        let known: Vec<_> = known.iter().map(|event| event.identity).collect();
        stored = find_stored(connection, org, &known).await?;
        if dictionaries.is_renaming() {
            dictionaries = Dictionaries::of(new.iter().map(|event| event.event));
            dictionaries.resolve(connection, org).await?;
        }
    }
    if dictionaries.is_renaming() {
        dictionaries.rename(connection, org).await?;
    }
    Ok((inserted, stored))
}

impl Ingested {
    /// Counts each event as accepted, as a duplicate or as rejected.
    fn judge(
        &mut self,
        incoming: &[Incoming<'_>],
        mut inserted: HashSet<Identity>,
        stored: &HashMap<Identity, BodyHash>,
    ) {
        let mut winner: Option<&Incoming<'_>> = None;
        for event in incoming {
            // Of those with one identity, the first was the one inserted.
            if inserted.remove(&event.identity) {
                self.accepted += 1;
                winner = Some(event);
                continue;
            }
            let body = match winner {
                Some(winner) if winner.identity == event.identity => Some(&winner.hash),
                _ => stored.get(&event.identity),
            };
            if body == Some(&event.hash) {
                self.duplicates += 1;
            } else {
                self.rejected.push((event.number, Rejection::differs()));
            }
        }
    }
}
