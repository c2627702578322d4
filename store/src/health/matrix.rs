//! The same dashboard in several environments, side by side.

use chrono::{DateTime, Utc};
use domain::{
    health::Current,
    id::{DashboardId, EnvironmentId},
};

use crate::{OrgTx, StoreError, check::facts};

/// One dashboard in all environments that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixRow {
    /// What matches them.
    pub slug: String,
    /// The title of one of them.
    pub title: String,
    /// The place of the worst of them among the colours, from 0 for failing.
    pub rank: i16,
    /// One for each environment that has it, by environment.
    pub cells: Vec<Cell>,
}

/// One dashboard in one environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// Where.
    pub environment: EnvironmentId,
    /// Which.
    pub dashboard: DashboardId,
    /// How it is.
    pub current: Current,
}

/// A row that a page begins behind: its rank and its slug.
pub type MatrixCursor = (i16, String);

/// What of the matrix is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MatrixPage {
    /// Whether only those are wanted that don't pass everywhere.
    pub only_trouble: bool,
    /// The row before.
    pub after: Option<MatrixCursor>,
    /// The most rows.
    pub limit: u32,
}

/// How many dashboards are in more than one environment.
pub async fn shared(tx: &mut OrgTx<'_>) -> Result<u32, StoreError> {
    let org = tx.org_id();
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from (select from dashboards
                 where org_id = $1 and removed_at is null and slug is not null
                 group by slug
                 having count(distinct environment_id) > 1) s"#,
        org.0,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// A page of the dashboards that are in more than one environment, the worst
/// first.
pub async fn matrix(tx: &mut OrgTx<'_>, page: &MatrixPage, now: DateTime<Utc>) -> Result<Vec<MatrixRow>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        r#"select d.slug as "slug!", d.title, d.environment_id, d.id, worst.rank as "rank!",
                  d.conclusive_status, d.conclusive_at, d.last_outcome, d.stale_at
           from (select slug, min(rank) as rank
                 from dashboards
                 where org_id = $1 and removed_at is null and slug is not null
                 group by slug
                 having count(distinct environment_id) > 1
                    and (not $3 or bool_or(status <> 'PASS' or coalesce(stale_at <= $4, false)))
                    and ($5::smallint is null or (min(rank), slug) > ($5, $6))
                 order by min(rank), slug
                 limit $2) worst
           join dashboards d on d.org_id = $1 and d.slug = worst.slug and d.removed_at is null
           order by worst.rank, worst.slug, d.environment_id, d.id"#,
        org.0,
        i64::from(page.limit),
        page.only_trouble,
        now,
        page.after.as_ref().map(|(rank, _)| *rank),
        page.after.as_ref().map(|(_, slug)| slug.as_str()),
    )
    .fetch_all(tx.connection())
    .await?;
    let mut matrix: Vec<MatrixRow> = Vec::new();
    for row in rows {
        let facts =
            facts(row.conclusive_status.as_deref(), row.conclusive_at, row.last_outcome.as_deref(), row.stale_at)?;
        let cell = Cell {
            environment: EnvironmentId(row.environment_id),
            dashboard: DashboardId(row.id),
            current: facts.at(now),
        };
        match matrix.last_mut() {
            Some(last) if last.slug == row.slug => last.cells.push(cell),
            _ => matrix.push(MatrixRow { slug: row.slug, title: row.title, rank: row.rank, cells: vec![cell] }),
        }
    }
    Ok(matrix)
}
