//! What filters and forms offer: titles and tags.

use domain::id::{DashboardId, EnvironmentId};

use crate::{OrgTx, StoreError};

/// Titles of the dashboards of an environment, by title, at most `limit`.
pub async fn titles(
    tx: &mut OrgTx<'_>,
    environment: EnvironmentId,
    limit: u32,
) -> Result<Vec<(DashboardId, String)>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        "select id, title
         from dashboards
         where org_id = $1 and environment_id = $2 and removed_at is null
         order by sort_title, id
         limit $3",
        org.0,
        environment.0,
        i64::from(limit),
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (DashboardId(row.id), row.title)).collect())
}

/// Titles of these dashboards, by title.
pub async fn titles_of(
    tx: &mut OrgTx<'_>,
    dashboards: &[DashboardId],
) -> Result<Vec<(DashboardId, String)>, StoreError> {
    let org = tx.org_id();
    let ids: Vec<i32> = dashboards.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "select id, title
         from dashboards
         where org_id = $1 and id = any($2)
         order by sort_title, id",
        org.0,
        &ids,
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows.into_iter().map(|row| (DashboardId(row.id), row.title)).collect())
}

/// The title of a dashboard, also of one that is listed no longer.
pub(crate) async fn title(tx: &mut OrgTx<'_>, dashboard: DashboardId) -> Result<String, StoreError> {
    titles_of(tx, &[dashboard]).await?.pop().map(|(_, title)| title).ok_or(StoreError::NotFound)
}

/// The tags in use, at most `limit`.
pub async fn tags(tx: &mut OrgTx<'_>, limit: u32) -> Result<Vec<String>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query_scalar!(
        "select tag from dashboard_tags where org_id = $1 group by tag order by tag limit $2",
        org.0,
        i64::from(limit),
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows)
}
