//! What filters and forms offer: titles and tags.

use domain::id::{DashboardId, EnvironmentId};

use crate::{OrgTx, StoreError};

/// Titles of the dashboards of an environment that have `search` in them, in
/// any case, by title, at most `limit`; and how many there are.
pub async fn titles(
    tx: &mut OrgTx<'_>,
    environment: EnvironmentId,
    search: &str,
    limit: u32,
) -> Result<(Vec<(DashboardId, String)>, i64), StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        r#"select id, title, count(*) over () as "total!"
         from dashboards
         where org_id = $1 and environment_id = $2 and removed_at is null and strpos(sort_title, lower($3)) > 0
         order by sort_title, id
         limit $4"#,
        org.0,
        environment.0,
        search,
        i64::from(limit),
    )
    .fetch_all(tx.connection())
    .await?;
    let total = rows.first().map_or(0, |row| row.total);
    Ok((rows.into_iter().map(|row| (DashboardId(row.id), row.title)).collect(), total))
}

/// Titles of those of these dashboards that a policy of an environment may
/// select, by title: those that are there, and those that the BI tool lists no
/// longer.
pub async fn selectable(
    tx: &mut OrgTx<'_>,
    environment: EnvironmentId,
    dashboards: &[DashboardId],
) -> Result<Vec<(DashboardId, String)>, StoreError> {
    let org = tx.org_id();
    let ids: Vec<i32> = dashboards.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        "select id, title
         from dashboards
         where org_id = $1 and environment_id = $2 and id = any($3) and (removed_at is null or unlisted_at is not null)
         order by sort_title, id",
        org.0,
        environment.0,
        &ids,
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

/// The tags in use, at most `limit`: the index is asked for one after the
/// other, however many dashboards have each.
pub async fn tags(tx: &mut OrgTx<'_>, limit: u32) -> Result<Vec<String>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query_scalar!(
        r#"with recursive used as (
               (select tag from dashboard_tags where org_id = $1 order by tag limit 1)
               union all
               select (select t.tag from dashboard_tags t where t.org_id = $1 and t.tag > used.tag
                       order by t.tag limit 1)
               from used
               where used.tag is not null
           )
           select tag as "tag!" from used where tag is not null limit $2"#,
        org.0,
        i64::from(limit),
    )
    .fetch_all(tx.connection())
    .await?;
    Ok(rows)
}
