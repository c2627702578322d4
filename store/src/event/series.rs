//! Events and users over time, counted from the events themselves.

use chrono::{DateTime, Utc};

use crate::{OrgTx, StoreError};

/// Users of one bucket: distinct actors of all events but gauges.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UserCounts {
    /// Those with an event that didn't come by the channel `api`.
    pub web: i64,
    /// Those with an event that came by the channel `api`.
    pub api: i64,
    /// All of them; who is in both counts once, so it may be less than the sum.
    pub total: i64,
}

/// The number of events in each bucket, all kinds but gauges. The buckets lie
/// between neighbouring edges, each with its start and without its end; the
/// edges ascend. There is one number per bucket, so one less than edges.
pub async fn count_by_bucket(tx: &mut OrgTx<'_>, edges: &[DateTime<Utc>]) -> Result<Vec<i64>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        r#"select width_bucket(occurred_at, $2::timestamptz[]) as "bucket!", count(*) as "events!"
         from events
         where org_id = $1 and occurred_at >= $3 and occurred_at < $4 and kind <> 'gauge.sampled'
         group by 1
         order by 1"#,
        org.0,
        edges,
        edges.first(),
        edges.last(),
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(spread(edges, rows.into_iter().map(|row| (row.bucket, row.events))))
}

/// The users of each bucket; buckets as in [`count_by_bucket`].
pub async fn users_by_bucket(tx: &mut OrgTx<'_>, edges: &[DateTime<Utc>]) -> Result<Vec<UserCounts>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        r#"select width_bucket(occurred_at, $2::timestamptz[]) as "bucket!",
               count(distinct actor_id) filter (where channel is distinct from 'api') as "web!",
               count(distinct actor_id) filter (where channel = 'api') as "api!",
               count(distinct actor_id) as "total!"
         from events
         where org_id = $1 and occurred_at >= $3 and occurred_at < $4
           and kind <> 'gauge.sampled' and actor_id is not null
         group by 1
         order by 1"#,
        org.0,
        edges,
        edges.first(),
        edges.last(),
    )
    .fetch_all(tx.connection())
    .await?;
    let counts = rows.into_iter().map(|row| (row.bucket, UserCounts { web: row.web, api: row.api, total: row.total }));
    Ok(spread(edges, counts))
}

/// One value per bucket, from pairs of a bucket's number, counted from one as
/// `width_bucket` does, and its value.
pub(crate) fn spread<T: Default + Clone>(edges: &[DateTime<Utc>], found: impl Iterator<Item = (i32, T)>) -> Vec<T> {
    let mut all = vec![T::default(); edges.len().saturating_sub(1)];
    for (bucket, value) in found {
        let slot = usize::try_from(bucket - 1).ok().and_then(|place| all.get_mut(place));
        if let Some(slot) = slot {
            *slot = value;
        }
    }
    all
}
