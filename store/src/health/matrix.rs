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

/// Dashboards with a slug, the worst first; `limit` of them.
pub async fn matrix(tx: &mut OrgTx<'_>, limit: u32, now: DateTime<Utc>) -> Result<Vec<MatrixRow>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        r#"select d.slug as "slug!", d.title, d.environment_id, d.id,
                  d.conclusive_status, d.conclusive_at, d.last_outcome, d.stale_at
           from (select slug, min(rank) as rank
                 from dashboards
                 where org_id = $1 and removed_at is null and slug is not null
                 group by slug
                 order by min(rank), slug
                 limit $2) worst
           join dashboards d on d.org_id = $1 and d.slug = worst.slug and d.removed_at is null
           order by worst.rank, worst.slug, d.environment_id, d.id"#,
        org.0,
        i64::from(limit),
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
            _ => matrix.push(MatrixRow { slug: row.slug, title: row.title, cells: vec![cell] }),
        }
    }
    Ok(matrix)
}
