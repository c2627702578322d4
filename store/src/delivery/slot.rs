//! What may be sent now, for providers that take only so much.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgConnection;

use super::claim::Busy;
use crate::StoreError;

/// Telegram takes a message a second to a chat, Slack one to a channel.
const APART: TimeDelta = TimeDelta::seconds(1);

/// An instant that was kept free and not used for this long is lost.
const KEPT: TimeDelta = TimeDelta::seconds(2);

struct Due {
    org_id: i32,
    id: i64,
    provider_id: i32,
    target: String,
    is_limited: bool,
}

/// At most `most` deliveries that may be sent now. One whose target has just
/// got another is given the next free instant, and waits for it.
pub(super) async fn due(
    connection: &mut PgConnection,
    now: DateTime<Utc>,
    most: u32,
    busy: &Busy,
) -> Result<Vec<(i32, i64)>, StoreError> {
    let mut due = sqlx::query_as!(
        Due,
        r#"select d.org_id, d.id, d.provider_id, d.target,
               p.kind in ('slack', 'telegram') and not (d.has_slot and d.due_at > $2) as "is_limited!"
           from deliveries d
           join providers p on p.org_id = d.org_id and p.id = d.provider_id
           where d.state = 'waiting' and d.due_at <= $1
             and p.is_active and p.removed_at is null and (p.blocked_until is null or p.blocked_until <= $1)
             and (d.org_id, d.provider_id) not in (select * from unnest($4::int[], $5::int[]))
           order by d.due_at, d.id
           limit $3
           for update of d skip locked"#,
        now,
        now - KEPT,
        i64::from(most),
        &busy.orgs,
        &busy.ids,
    )
    .fetch_all(&mut *connection)
    .await?;
    // Targets in one order: two workers never wait for each other.
    due.sort_by(|one, other| {
        (one.org_id, one.provider_id, &one.target, one.id).cmp(&(
            other.org_id,
            other.provider_id,
            &other.target,
            other.id,
        ))
    });
    let mut ready = Vec::with_capacity(due.len());
    for one in due {
        if !one.is_limited || pass(connection, &one, now).await? {
            ready.push((one.org_id, one.id));
        }
    }
    Ok(ready)
}

/// Passes the gate of a target, or is told when to come back.
async fn pass(connection: &mut PgConnection, one: &Due, now: DateTime<Utc>) -> Result<bool, StoreError> {
    let free_at = sqlx::query_scalar!(
        "insert into delivery_gates as g (org_id, provider_id, target, free_at)
         values ($1, $2, $3, $5)
         on conflict on constraint delivery_gates_pkey do update
         set free_at = greatest(g.free_at, $4) + ($5::timestamptz - $4::timestamptz)
         returning free_at",
        one.org_id,
        one.provider_id,
        one.target,
        now,
        now + APART,
    )
    .fetch_one(&mut *connection)
    .await?;
    let slot = free_at - APART;
    if slot <= now {
        return Ok(true);
    }
    sqlx::query!(
        "update deliveries set due_at = $3, has_slot = true where org_id = $1 and id = $2",
        one.org_id,
        one.id,
        slot,
    )
    .execute(connection)
    .await?;
    Ok(false)
}
