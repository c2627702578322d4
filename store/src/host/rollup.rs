//! From samples to minutes, from minutes to hours, and the end of each.
//!
//! A minute is closed once it is over, an hour likewise. Closing one again
//! computes it again from what lies below, so that doing it twice, or after a
//! late sample, gives the same as doing it once at the end.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use domain::id::HostId;
use sqlx::PgConnection;

use crate::{StoreError, SystemScope};

/// How long samples are kept as sent.
const KEEP_SAMPLES: TimeDelta = TimeDelta::hours(24);

/// How long minutes are kept.
const KEEP_MINUTES: TimeDelta = TimeDelta::days(30);

/// How long hours are kept: three years.
const KEEP_HOURS: TimeDelta = TimeDelta::days(3 * 365 + 1);

/// The start of the span of this length, counted from 1970, that an instant
/// lies in.
pub(super) fn start_of(grain: TimeDelta, at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(grain).unwrap_or(at)
}

/// Closes the minutes and hours that are over at `now`. Any number of servers
/// may do so: a machine that another one is busy with is left to it.
pub async fn roll_up(system: &SystemScope, now: DateTime<Utc>) -> Result<(), StoreError> {
    let minutes_until = start_of(TimeDelta::minutes(1), now);
    let hours_until = start_of(TimeDelta::hours(1), now);
    let mut tx = system.begin().await?;
    let hosts = sqlx::query!(
        "select id, minutes_until, hours_until
         from hosts
         where minutes_until < $1
         order by org_id, id
         for no key update skip locked",
        minutes_until,
    )
    .fetch_all(&mut *tx)
    .await?;
    if hosts.is_empty() {
        return Ok(());
    }
    let ids: Vec<_> = hosts.iter().map(|host| host.id).collect();
    let minutes_since: Vec<_> = hosts.iter().map(|host| host.minutes_until).collect();
    let hours_since: Vec<_> = hosts.iter().map(|host| host.hours_until).collect();
    close_minutes(&mut tx, &ids, &minutes_since, minutes_until).await?;
    close_hours(&mut tx, &ids, &hours_since, hours_until).await?;
    sqlx::query!(
        "update hosts
         set minutes_until = $2,
             hours_until = greatest(hours_until, $3)
         where id = any($1)",
        &ids,
        minutes_until,
        hours_until,
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

/// Removes what has been kept long enough at `now`. What isn't rolled up yet
/// stays, however old it is.
pub async fn prune(system: &SystemScope, now: DateTime<Utc>) -> Result<(), StoreError> {
    let mut tx = system.begin().await?;
    sqlx::query!(
        "update hosts h
         set samples_since = greatest(samples_since, least($1, minutes_until)),
             minutes_since = greatest(minutes_since, least($2, hours_until))
         from (select org_id, id from hosts order by org_id, id for no key update skip locked) free
         where h.org_id = free.org_id and h.id = free.id",
        start_of(TimeDelta::minutes(1), now - KEEP_SAMPLES),
        start_of(TimeDelta::hours(1), now - KEEP_MINUTES),
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "delete from host_samples s
         using hosts h
         where s.org_id = h.org_id and s.host_id = h.id and s.sampled_at < h.samples_since",
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query!(
        "delete from host_rollups r
         using hosts h
         where r.org_id = h.org_id and r.host_id = h.id
           and (r.grain = '1m' and r.started_at < h.minutes_since
                or r.grain = '1h' and r.started_at < $1)",
        now - KEEP_HOURS,
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

/// Closes one minute again, after a late sample.
pub(super) async fn redo_minute(
    connection: &mut PgConnection,
    host: HostId,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let grain = TimeDelta::minutes(1);
    let start = start_of(grain, at);
    close_minutes(connection, &[host.0], &[start], start + grain).await
}

/// Closes one hour again, after one of its minutes changed.
pub(super) async fn redo_hour(
    connection: &mut PgConnection,
    host: HostId,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let grain = TimeDelta::hours(1);
    let start = start_of(grain, at);
    close_hours(connection, &[host.0], &[start], start + grain).await
}

/// Sums up the samples of each machine, from its own instant on.
async fn close_minutes(
    connection: &mut PgConnection,
    hosts: &[i32],
    since: &[DateTime<Utc>],
    until: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into host_rollups
             (org_id, host_id, grain, started_at, samples, cpu_min, cpu_sum, cpu_max,
              memory_count, memory_min, memory_sum, memory_max, disk_count, disk_min, disk_sum, disk_max,
              load_min, load_sum, load_max)
         select s.org_id, s.host_id, '1m', date_bin('1 minute', s.sampled_at, 'epoch'), count(*),
                min(s.cpu_percent), sum(s.cpu_percent::float8), max(s.cpu_percent),
                count(s.memory_percent), min(s.memory_percent), sum(s.memory_percent), max(s.memory_percent),
                count(s.disk_percent), min(s.disk_percent), sum(s.disk_percent), max(s.disk_percent),
                min(s.load1), sum(s.load1::float8), max(s.load1)
         from unnest($1::int[], $2::timestamptz[]) as open (host_id, since)
         join hosts h on h.id = open.host_id
         join host_samples s on s.org_id = h.org_id and s.host_id = h.id
         where s.sampled_at >= open.since and s.sampled_at < $3
         group by 1, 2, 4
         order by 1, 2, 4
         on conflict on constraint host_rollups_pkey do update
         set samples = excluded.samples,
             cpu_min = excluded.cpu_min, cpu_sum = excluded.cpu_sum, cpu_max = excluded.cpu_max,
             memory_count = excluded.memory_count, memory_min = excluded.memory_min,
             memory_sum = excluded.memory_sum, memory_max = excluded.memory_max,
             disk_count = excluded.disk_count, disk_min = excluded.disk_min,
             disk_sum = excluded.disk_sum, disk_max = excluded.disk_max,
             load_min = excluded.load_min, load_sum = excluded.load_sum, load_max = excluded.load_max",
        hosts,
        since,
        until,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Sums up the minutes of each machine, from its own instant on.
async fn close_hours(
    connection: &mut PgConnection,
    hosts: &[i32],
    since: &[DateTime<Utc>],
    until: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into host_rollups
             (org_id, host_id, grain, started_at, samples, cpu_min, cpu_sum, cpu_max,
              memory_count, memory_min, memory_sum, memory_max, disk_count, disk_min, disk_sum, disk_max,
              load_min, load_sum, load_max)
         select m.org_id, m.host_id, '1h', date_bin('1 hour', m.started_at, 'epoch'), sum(m.samples),
                min(m.cpu_min), sum(m.cpu_sum), max(m.cpu_max),
                sum(m.memory_count), min(m.memory_min), sum(m.memory_sum), max(m.memory_max),
                sum(m.disk_count), min(m.disk_min), sum(m.disk_sum), max(m.disk_max),
                min(m.load_min), sum(m.load_sum), max(m.load_max)
         from unnest($1::int[], $2::timestamptz[]) as open (host_id, since)
         join hosts h on h.id = open.host_id
         join host_rollups m on m.org_id = h.org_id and m.host_id = h.id
         where m.grain = '1m' and m.started_at >= open.since and m.started_at < $3
         group by 1, 2, 4
         order by 1, 2, 4
         on conflict on constraint host_rollups_pkey do update
         set samples = excluded.samples,
             cpu_min = excluded.cpu_min, cpu_sum = excluded.cpu_sum, cpu_max = excluded.cpu_max,
             memory_count = excluded.memory_count, memory_min = excluded.memory_min,
             memory_sum = excluded.memory_sum, memory_max = excluded.memory_max,
             disk_count = excluded.disk_count, disk_min = excluded.disk_min,
             disk_sum = excluded.disk_sum, disk_max = excluded.disk_max,
             load_min = excluded.load_min, load_sum = excluded.load_sum, load_max = excluded.load_max",
        hosts,
        since,
        until,
    )
    .execute(connection)
    .await?;
    Ok(())
}
