//! How many dashboards a filter of the table leaves.

use chrono::{DateTime, Utc};
use domain::report::Status;

use super::{Filter, table::within};
use crate::{OrgTx, StoreError};

/// How many rows the table has under this filter.
pub async fn count(tx: &mut OrgTx<'_>, filter: &Filter, now: DateTime<Utc>) -> Result<u32, StoreError> {
    let org = tx.org_id();
    let within = within(tx, filter).await?;
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from dashboards d
           where d.org_id = $1 and d.removed_at is null
             and ($3::int is null or d.environment_id = $3)
             and ($4::text is null
                  or case when d.status = 'PASS' and d.stale_at <= $2 then 'UNKNOWN' else d.status end = $4)
             and (not $5 or d.stale_at <= $2)
             and (not $6 or d.last_outcome = 'missed')
             and ($7::text is null or strpos(d.sort_title, lower($7)) > 0)
             and ($8::text is null
                  or exists (select from dashboard_owners o
                             where o.org_id = $1 and o.dashboard_id = d.id
                               and (strpos(lower(o.name), lower($8)) > 0
                                    or $11 and strpos(lower(o.email), lower($8)) > 0)))
             and ($9::text is null
                  or exists (select from dashboard_tags t
                             where t.org_id = $1 and t.dashboard_id = d.id and t.tag = $9))
             and ($10::int[] is null or d.id = any($10))"#,
        org.0,
        now,
        filter.environment.map(|id| id.0),
        filter.status.map(Status::as_str),
        filter.is_stale,
        filter.is_missed,
        filter.search.as_deref(),
        filter.owner.as_deref(),
        filter.tag.as_deref(),
        within.as_deref() as Option<&[i32]>,
        filter.finds_addresses,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}
