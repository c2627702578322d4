//! Invitations: made and withdrawn by members ([`offer`]), accepted by whoever
//! holds the link ([`accept`]).

mod accept;
mod offer;

pub use accept::{Found, accept, accept_as_new, check, find};
pub use offer::{Invitation, create, list, withdraw};

use crate::{StoreError, SystemScope};
use chrono::{DateTime, TimeDelta, Utc};

/// How long an invitation that ended is still listed nowhere, but answers why
/// it doesn't work.
const KEPT: TimeDelta = TimeDelta::days(30);

/// Removes what ended long before `now`, and says how many: an invitation
/// holds the address of somebody who may be no user.
pub async fn prune(system: &SystemScope, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let mut tx = system.begin().await?;
    let done = sqlx::query!("delete from invitations where expires_at <= $1", now - KEPT).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(done.rows_affected())
}
