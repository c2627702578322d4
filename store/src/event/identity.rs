//! What makes two events the same, and which are stored already.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{event::NewEvent, id::OrgId};
use sha2::{Digest, Sha256};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::StoreError;

/// An event's place in its organization.
pub(super) type Identity = (DateTime<Utc>, Uuid);

/// The first 16 bytes of the SHA-256 of an event's canonical form. A sender
/// who finds two bodies with one hash fools nobody but themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BodyHash([u8; 16]);

impl BodyHash {
    pub(super) fn of(event: &NewEvent) -> Self {
        let digest = Sha256::digest(event.canonical_json());
        let mut hash = [0; 16];
        hash.copy_from_slice(&digest[..16]);
        Self(hash)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The bodies that are stored under these identities. The bounds leave only
/// their months to look in, the limit makes it one step into the index for
/// each.
pub(super) async fn find_stored(
    connection: &mut PgConnection,
    org: OrgId,
    identities: &[Identity],
) -> Result<HashMap<Identity, BodyHash>, StoreError> {
    let (times, ids): (Vec<_>, Vec<_>) = identities.iter().copied().unzip();
    let rows = sqlx::query!(
        "select e.occurred_at, e.id, e.body_hash
         from unnest($2::timestamptz[], $3::uuid[]) as wanted (occurred_at, id)
         cross join lateral (
             select occurred_at, id, body_hash from events
             where org_id = $1 and occurred_at = wanted.occurred_at and id = wanted.id
               and occurred_at between $4 and $5
             limit 1
         ) e
         order by e.occurred_at, e.id",
        org.0,
        &times,
        &ids,
        times.iter().min(),
        times.iter().max(),
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        // A hash of another length was written by no version of this code; it
        // equals none, so the event counts as different.
        .map(|row| ((row.occurred_at, row.id), BodyHash(row.body_hash.try_into().unwrap_or([0; 16]))))
        .collect())
}
