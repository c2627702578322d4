//! Ending a try, and what nobody tries any more.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    delivery::{ANSWER_CHARS, Next, TRIED_FOR, Verdict, after_try},
    report::shorten,
};

use super::Claimed;
use crate::{StoreError, SystemScope, provider};

/// How long ended deliveries stay on the list.
const KEPT: TimeDelta = TimeDelta::days(90);

/// Ends a try, and says what becomes of the delivery. `None` where it is no
/// longer this worker's. `unit` is a random number from 0 up to 1.
pub async fn finish(
    system: &SystemScope,
    claimed: &Claimed,
    verdict: &Verdict,
    unit: f64,
    now: DateTime<Utc>,
) -> Result<Option<Next>, StoreError> {
    let next = after_try(verdict, claimed.attempts, claimed.since, unit, now);
    let (state, due_at, ended_at) = match next {
        Next::End(state) => (state.as_str(), None, Some(now)),
        Next::Again(at) => ("waiting", Some(at), None),
    };
    let mut tx = system.begin().await?;
    let done = sqlx::query!(
        "update deliveries
         set state = $5, holder = null, lease_until = null, due_at = coalesce($6, due_at), ended_at = $7, answer = $8,
             link = case when $5 = 'sent' then null else link end
         where org_id = $1 and id = $2 and state = 'sending' and holder = $3 and attempts = $4",
        claimed.org.0,
        claimed.id.0,
        claimed.holder,
        claimed.attempts.cast_signed(),
        state,
        due_at,
        ended_at,
        shorten(verdict.answer(), ANSWER_CHARS),
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(None);
    }
    provider::note(&mut tx, claimed.org, claimed.provider, verdict, now).await?;
    tx.commit().await?;
    Ok(Some(next))
}

/// Ends what waited for a day, for a provider that was off or wanted to be
/// left alone, and says how many there were.
pub async fn expire(system: &SystemScope, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let mut tx = system.begin().await?;
    let done = sqlx::query!(
        "update deliveries d
         set state = 'dead', ended_at = $1, answer = coalesce(d.answer, 'Nothing was sent through its provider.')
         from (select org_id, id
               from deliveries
               where state = 'waiting' and due_at <= $1 and since <= $2
               order by due_at, id
               limit 10000
               for update skip locked) old
         where d.org_id = old.org_id and d.id = old.id",
        now,
        now - TRIED_FOR,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(done.rows_affected())
}

/// Removes what ended long ago, and gatherings that nothing is added to any
/// more; some thousands at a time.
pub async fn prune(system: &SystemScope, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let mut tx = system.begin().await?;
    let done = sqlx::query!(
        "delete from deliveries d
         using (select org_id, id from deliveries where ended_at <= $1 order by ended_at limit 10000) old
         where d.org_id = old.org_id and d.id = old.id",
        now - KEPT,
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "delete from gatherings g
         using (select org_id, id from gatherings where due_at is null and occurrence <= $1 order by occurrence
                limit 10000) old
         where g.org_id = old.org_id and g.id = old.id and g.due_at is null",
        now - TimeDelta::days(3),
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!("delete from delivery_gates where free_at <= $1", now - TimeDelta::hours(1)).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(done.rows_affected())
}
