//! Samples as machines send them.

use chrono::{DateTime, Utc};
use domain::{
    host::HostSample,
    id::{HostId, OrgId},
    name::DisplayName,
};

use super::rollup;
use crate::{OrgTx, StoreError, SystemScope, error::stored};

/// A machine and its latest sample.
#[derive(Debug, Clone, PartialEq)]
pub struct HostNow {
    /// The machine.
    pub host_id: HostId,
    /// Its name.
    pub name: DisplayName,
    /// When the sample was taken.
    pub sampled_at: DateTime<Utc>,
    /// The sample.
    pub sample: HostSample,
}

/// The machine of a name, made if it is new.
pub async fn register(system: &SystemScope, org: OrgId, name: &DisplayName) -> Result<HostId, StoreError> {
    let mut tx = system.begin().await?;
    loop {
        let known = sqlx::query_scalar!(
            "select id from hosts where org_id = $1 and name = $2 order by id",
            org.0,
            name.as_str(),
        )
        .fetch_optional(&mut *tx)
        .await?;
        if let Some(id) = known {
            tx.commit().await?;
            return Ok(HostId(id));
        }
        sqlx::query!(
            "insert into hosts (org_id, name)
             values ($1, $2)
             on conflict on constraint hosts_name_key do nothing",
            org.0,
            name.as_str(),
        )
        .execute(&mut *tx)
        .await?;
    }
}

/// Stores a sample, and says whether it is new: one that was stored before,
/// or is older than what is still kept as sent, changes nothing. A sample
/// that comes late is added to the minute and hour that it belongs to.
pub async fn append(
    system: &SystemScope,
    org: OrgId,
    host: HostId,
    at: DateTime<Utc>,
    sample: &HostSample,
) -> Result<bool, StoreError> {
    let mut tx = system.begin().await?;
    // Shared with other samples, but not with the worker that closes minutes.
    let row = sqlx::query!(
        "select minutes_until, hours_until, samples_since
         from hosts
         where org_id = $1 and id = $2
         order by id
         for share",
        org.0,
        host.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    if at < row.samples_since {
        return Ok(false);
    }
    let done = sqlx::query!(
        "insert into host_samples
             (org_id, host_id, sampled_at, cpu_percent, memory_used, memory_total, disk_used, disk_total,
              load1, uptime_seconds)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         on conflict on constraint host_samples_pkey do nothing",
        org.0,
        host.0,
        at,
        sample.cpu_percent,
        bigint(sample.memory_used),
        bigint(sample.memory_total),
        bigint(sample.disk_used),
        bigint(sample.disk_total),
        sample.load1,
        bigint(sample.uptime_seconds),
    )
    .execute(&mut *tx)
    .await?;
    let is_new = done.rows_affected() == 1;
    if is_new && at < row.minutes_until {
        rollup::redo_minute(&mut tx, host, at).await?;
        if at < row.hours_until {
            rollup::redo_hour(&mut tx, host, at).await?;
        }
    }
    tx.commit().await?;
    Ok(is_new)
}

/// The latest sample of each machine that has sent one, by name.
pub async fn latest(tx: &mut OrgTx<'_>) -> Result<Vec<HostNow>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        "select h.id, h.name, s.sampled_at, s.cpu_percent, s.memory_used, s.memory_total,
                s.disk_used, s.disk_total, s.load1, s.uptime_seconds
         from hosts h
         cross join lateral
             (select * from host_samples
              where org_id = $1 and host_id = h.id
              order by sampled_at desc
              limit 1) s
         where h.org_id = $1
         order by h.name, h.id",
        org.0,
    )
    .fetch_all(tx.connection())
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(HostNow {
                host_id: HostId(row.id),
                name: stored("name", &row.name)?,
                sampled_at: row.sampled_at,
                sample: HostSample {
                    cpu_percent: row.cpu_percent,
                    memory_used: row.memory_used.unsigned_abs(),
                    memory_total: row.memory_total.unsigned_abs(),
                    disk_used: row.disk_used.unsigned_abs(),
                    disk_total: row.disk_total.unsigned_abs(),
                    load1: row.load1,
                    uptime_seconds: row.uptime_seconds.unsigned_abs(),
                },
            })
        })
        .collect()
}

/// A size as Postgres keeps it; eight exbibytes are enough.
fn bigint(size: u64) -> i64 {
    i64::try_from(size).unwrap_or(i64::MAX)
}
