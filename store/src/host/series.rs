//! A machine's figures over time.

use chrono::{DateTime, Utc};
use domain::id::HostId;
use sqlx::PgConnection;

use super::segment::{Marks, Segment, Source, segments};
use crate::{OrgTx, StoreError, event::spread};

/// What was measured in one bucket; all `None` where there was no sample,
/// which is a gap and not a zero. Percentages are 0 to 100.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[expect(missing_docs, reason = "each name says its figure and its summary")]
pub struct HostBucket {
    /// How many samples the bucket has.
    pub samples: i64,
    pub cpu_min: Option<f64>,
    pub cpu_avg: Option<f64>,
    pub cpu_max: Option<f64>,
    pub memory_min_percent: Option<f64>,
    pub memory_avg_percent: Option<f64>,
    pub memory_max_percent: Option<f64>,
    pub disk_min_percent: Option<f64>,
    pub disk_avg_percent: Option<f64>,
    pub disk_max_percent: Option<f64>,
    pub load_min: Option<f64>,
    pub load_avg: Option<f64>,
    pub load_max: Option<f64>,
}

/// The figures of a machine in each bucket. The buckets lie between
/// neighbouring edges, each with its start and without its end; the edges
/// ascend. A machine that isn't there, or not in this organization, has none.
pub async fn series(tx: &mut OrgTx<'_>, host: HostId, edges: &[DateTime<Utc>]) -> Result<Vec<HostBucket>, StoreError> {
    let org = tx.org_id();
    let connection = tx.connection();
    let marks = sqlx::query_as!(
        Marks,
        "select minutes_until, hours_until, samples_since, minutes_since
         from hosts
         where org_id = $1 and id = $2
         order by id",
        org.0,
        host.0,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let parts = marks.map_or_else(Vec::new, |marks| segments(edges, marks));
    let found = read(connection, org.0, host.0, edges, &parts).await?;
    Ok(spread(edges, found.into_iter()))
}

async fn read(
    connection: &mut PgConnection,
    org: i32,
    host: i32,
    edges: &[DateTime<Utc>],
    parts: &[Segment],
) -> Result<Vec<(i32, HostBucket)>, StoreError> {
    let rolled: Vec<_> = parts.iter().filter(|part| part.source != Source::Samples).collect();
    let grains: Vec<_> = rolled.iter().map(|part| if part.source == Source::Hours { "1h" } else { "1m" }).collect();
    let raw: Vec<_> = parts.iter().filter(|part| part.source == Source::Samples).collect();
    // Each part is one stretch of an index; the offset keeps it so, since the
    // planner can't know how long the parts are.
    let rows = sqlx::query!(
        r#"with part as (
             select r.started_at as at, r.samples, r.cpu_min, r.cpu_sum, r.cpu_max,
                    r.memory_count, r.memory_min, r.memory_sum, r.memory_max,
                    r.disk_count, r.disk_min, r.disk_sum, r.disk_max,
                    r.load_min, r.load_sum, r.load_max
             from unnest($4::text[], $5::timestamptz[], $6::timestamptz[]) as span (grain, since, until)
             cross join lateral (
                 select * from host_rollups
                 where org_id = $1 and host_id = $2 and grain = span.grain
                   and started_at >= span.since and started_at < span.until
                 offset 0
             ) r
             union all
             select s.sampled_at, 1, s.cpu_percent, s.cpu_percent, s.cpu_percent,
                    (s.memory_percent is not null)::int, s.memory_percent, s.memory_percent, s.memory_percent,
                    (s.disk_percent is not null)::int, s.disk_percent, s.disk_percent, s.disk_percent,
                    s.load1, s.load1, s.load1
             from unnest($7::timestamptz[], $8::timestamptz[]) as span (since, until)
             cross join lateral (
                 select * from host_samples
                 where org_id = $1 and host_id = $2
                   and sampled_at >= span.since and sampled_at < span.until
                 offset 0
             ) s
         )
         select width_bucket(at, $3::timestamptz[]) as "bucket!", sum(samples) as "samples!",
                min(cpu_min) as cpu_min, sum(cpu_sum) / sum(samples) as cpu_avg, max(cpu_max) as cpu_max,
                min(memory_min) as memory_min, sum(memory_sum) / nullif(sum(memory_count), 0) as memory_avg,
                max(memory_max) as memory_max,
                min(disk_min) as disk_min, sum(disk_sum) / nullif(sum(disk_count), 0) as disk_avg,
                max(disk_max) as disk_max,
                min(load_min) as load_min, sum(load_sum) / sum(samples) as load_avg, max(load_max) as load_max
         from part
         group by 1
         order by 1"#,
        org,
        host,
        edges,
        &grains as &[&str],
        &rolled.iter().map(|part| part.start).collect::<Vec<_>>(),
        &rolled.iter().map(|part| part.end).collect::<Vec<_>>(),
        &raw.iter().map(|part| part.start).collect::<Vec<_>>(),
        &raw.iter().map(|part| part.end).collect::<Vec<_>>(),
    )
    .fetch_all(connection)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let bucket = HostBucket {
                samples: row.samples,
                cpu_min: row.cpu_min,
                cpu_avg: row.cpu_avg,
                cpu_max: row.cpu_max,
                memory_min_percent: row.memory_min,
                memory_avg_percent: row.memory_avg,
                memory_max_percent: row.memory_max,
                disk_min_percent: row.disk_min,
                disk_avg_percent: row.disk_avg,
                disk_max_percent: row.disk_max,
                load_min: row.load_min,
                load_avg: row.load_avg,
                load_max: row.load_max,
            };
            (row.bucket, bucket)
        })
        .collect())
}
