//! Who runs what: places under the cap of an environment, and leases.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    id::{CheckId, DashboardId, EnvironmentId, OrgId, PolicyId},
    report::Run,
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::Claimed;
use crate::{StoreError, SystemScope};

struct Row {
    org_id: i32,
    id: i64,
    environment_id: i32,
    dashboard_id: i32,
    policy_id: Option<i32>,
    slot: DateTime<Utc>,
    attempt: i16,
    losses: i16,
    first_run: Option<Json<Run>>,
}

impl Row {
    fn held_by(self, holder: Uuid) -> Claimed {
        Claimed {
            org: OrgId(self.org_id),
            check: CheckId(self.id),
            environment: EnvironmentId(self.environment_id),
            dashboard: DashboardId(self.dashboard_id),
            policy: self.policy_id.map(PolicyId),
            slot: self.slot,
            holder,
            attempt: self.attempt,
            losses: self.losses,
            first_run: self.first_run.map(|Json(run)| run),
        }
    }
}

/// Takes checks to run: first those whose worker let its lease run out, then
/// those that are due, as far as there are free places in their environments
/// and at most `most`. Each has to be ended, put off or renewed within `lease`.
pub async fn claim(
    system: &SystemScope,
    holder: Uuid,
    now: DateTime<Utc>,
    lease: TimeDelta,
    most: u32,
) -> Result<Vec<Claimed>, StoreError> {
    let mut tx = system.begin().await?;
    let mut rows = take_over(&mut tx, holder, now, now + lease, i64::from(most)).await?;
    let left = i64::from(most) - i64::try_from(rows.len()).unwrap_or(i64::MAX);
    if left > 0 {
        rows.extend(take_due(&mut tx, holder, now, now + lease, left).await?);
    }
    tx.commit().await?;
    Ok(rows.into_iter().map(|row| row.held_by(holder)).collect())
}

/// Checks whose lease has run out keep their place and get another worker.
async fn take_over(
    connection: &mut PgConnection,
    holder: Uuid,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Row>, StoreError> {
    let rows = sqlx::query_as!(
        Row,
        r#"update checks c
           set holder = $1, attempt = c.attempt + 1, losses = c.losses + 1, lease_until = $3
           from (select org_id, id
                 from checks
                 where state = 'running' and lease_until <= $2
                 order by lease_until, org_id, id
                 limit $4
                 for update skip locked) lost
           where c.org_id = lost.org_id and c.id = lost.id
           returning c.org_id, c.id, c.environment_id, c.dashboard_id, c.policy_id, c.slot, c.attempt, c.losses,
                     c.first_run as "first_run: Json<Run>""#,
        holder,
        now,
        lease_until,
        most,
    )
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Due checks get the free places. Two statements: what the first one waits
/// for or locks, the second one sees as it is then.
async fn take_due(
    connection: &mut PgConnection,
    holder: Uuid,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Row>, StoreError> {
    let environments = sqlx::query!(
        "select e.org_id, e.id, e.max_concurrent
         from environments e
         where e.removed_at is null
           and exists (select from checks c
                       where c.org_id = e.org_id and c.environment_id = e.id and c.state = 'planned' and c.due_at <= $1)
           and not exists (select from maintenance_windows m
                           where m.org_id = e.org_id and m.environment_id = e.id
                             and m.starts_at <= $1 and m.ends_at > $1)
         order by e.org_id, e.id
         for no key update of e skip locked",
        now,
    )
    .fetch_all(&mut *connection)
    .await?;
    if environments.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query_as!(
        Row,
        r#"with environment as (
               select * from unnest($5::int[], $6::int[], $7::smallint[]) as e (org_id, id, places)
           ),
           free as (
               select e.org_id, e.id, p.number, row_number() over (partition by e.org_id, e.id order by p.number) as turn
               from environment e
               cross join generate_series(1, e.places) as p (number)
               where not exists (select from checks c
                                 where c.org_id = e.org_id and c.environment_id = e.id
                                   and c.state = 'running' and c.place = p.number)
           ),
           due as (
               select e.org_id, e.id as environment_id, c.id, c.due_at,
                      row_number() over (partition by e.org_id, e.id order by c.due_at, c.id) as turn
               from environment e
               cross join lateral (select id, due_at from checks
                                   where org_id = e.org_id and environment_id = e.id and state = 'planned' and due_at <= $2
                                   order by due_at, id
                                   limit e.places) c
           ),
           chosen as (
               select due.org_id, due.id, free.number
               from due
               join free on free.org_id = due.org_id and free.id = due.environment_id and free.turn = due.turn
               order by due.due_at, due.id
               limit $4
           )
           update checks c
           set state = 'running', place = chosen.number, holder = $1, attempt = c.attempt + 1, lease_until = $3,
               started_at = coalesce(c.started_at, $2),
               is_late = c.is_late or coalesce(c.started_at is null and c.ends_at <= $2, false)
           from chosen
           where c.org_id = chosen.org_id and c.id = chosen.id and c.state = 'planned'
           returning c.org_id, c.id, c.environment_id, c.dashboard_id, c.policy_id, c.slot, c.attempt, c.losses,
                     c.first_run as "first_run: Json<Run>""#,
        holder,
        now,
        lease_until,
        most,
        &environments.iter().map(|row| row.org_id).collect::<Vec<_>>(),
        &environments.iter().map(|row| row.id).collect::<Vec<_>>(),
        &environments.iter().map(|row| row.max_concurrent).collect::<Vec<_>>(),
    )
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

/// Prolongs the leases of a worker, and says which of its checks are still
/// its own. One that isn't has to be dropped at once.
pub async fn renew(
    system: &SystemScope,
    holder: Uuid,
    checks: &[CheckId],
    lease_until: DateTime<Utc>,
) -> Result<Vec<CheckId>, StoreError> {
    let mut tx = system.begin().await?;
    let ids = sqlx::query_scalar!(
        "update checks
         set lease_until = $3
         where state = 'running' and holder = $1 and id = any($2)
         returning id",
        holder,
        &checks.iter().map(|check| check.0).collect::<Vec<_>>(),
        lease_until,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(ids.into_iter().map(CheckId).collect())
}

/// Frees the place until `at`, and keeps what the first run saw for the
/// second. False where the check is no longer this worker's.
pub async fn put_off(
    system: &SystemScope,
    claimed: &Claimed,
    first_run: &Run,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mut tx = system.begin().await?;
    let done = sqlx::query!(
        "update checks
         set state = 'planned', place = null, lease_until = null, holder = null, put_off_until = $5, first_run = $6
         where org_id = $1 and id = $2 and state = 'running' and holder = $3 and attempt = $4",
        claimed.org.0,
        claimed.check.0,
        claimed.holder,
        claimed.attempt,
        at,
        Json(first_run) as Json<&Run>,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(done.rows_affected() == 1)
}

/// Gives back what a worker runs when its server stops: another one may take
/// it at once.
pub async fn give_back(system: &SystemScope, holder: Uuid) -> Result<u64, StoreError> {
    let mut tx = system.begin().await?;
    let done = sqlx::query!(
        "update checks
         set state = 'planned', place = null, lease_until = null, holder = null, attempt = attempt - 1
         where state = 'running' and holder = $1",
        holder,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(done.rows_affected())
}
