//! How many dashboards a filter of the table leaves.

use chrono::{DateTime, Utc};

use super::{
    Filter,
    filter::{matching, within},
};
use crate::{OrgTx, StoreError};

/// How many rows the table has under this filter.
pub async fn count(tx: &mut OrgTx<'_>, filter: &Filter, now: DateTime<Utc>) -> Result<u32, StoreError> {
    let org = tx.org_id();
    let within = within(tx, filter).await?;
    let count = matching!(
        query_scalar,
        r#"select count(*) as "count!" from dashboards d where "#,
        "",
        (org, filter, within, now),
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}
