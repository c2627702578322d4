//! Times in which an environment is worked on.

use chrono::{DateTime, Utc};
use domain::id::EnvironmentId;

use crate::{Editor, OrgTx, StoreError};

/// One maintenance window, `[starts_at, ends_at)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Maintenance {
    /// Its id.
    pub id: i32,
    /// Which environment.
    pub environment: EnvironmentId,
    /// The first instant.
    pub starts_at: DateTime<Utc>,
    /// The first instant after.
    pub ends_at: DateTime<Utc>,
    /// What is done.
    pub note: String,
}

/// Announces maintenance. Checks that haven't begun pause meanwhile.
pub async fn add_maintenance(
    editor: Editor<'_>,
    environment: EnvironmentId,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    note: &str,
) -> Result<i32, StoreError> {
    let mut tx = editor.scope().begin().await?;
    let id = sqlx::query_scalar!(
        "insert into maintenance_windows (org_id, environment_id, starts_at, ends_at, note)
         values ($1, $2, $3, $4, $5)
         returning id",
        tx.org_id().0,
        environment.0,
        starts_at,
        ends_at,
        note,
    )
    .fetch_one(tx.connection())
    .await?;
    tx.commit().await?;
    Ok(id)
}

/// Ends maintenance at `now`; one that hasn't begun is taken back.
pub async fn end_maintenance(editor: Editor<'_>, id: i32, now: DateTime<Utc>) -> Result<(), StoreError> {
    let mut tx = editor.scope().begin().await?;
    let org = tx.org_id().0;
    let gone = sqlx::query!(
        "delete from maintenance_windows where org_id = $1 and id = $2 and starts_at >= $3",
        org,
        id,
        now,
    )
    .execute(tx.connection())
    .await?;
    let cut = sqlx::query!(
        "update maintenance_windows
         set ends_at = $3
         where org_id = $1 and id = $2 and starts_at < $3 and ends_at > $3",
        org,
        id,
        now,
    )
    .execute(tx.connection())
    .await?;
    if gone.rows_affected() + cut.rows_affected() == 0 {
        return Err(StoreError::NotFound);
    }
    tx.commit().await
}

/// What was and is announced and ends after `since`, the soonest first.
pub async fn maintenance(tx: &mut OrgTx<'_>, since: DateTime<Utc>) -> Result<Vec<Maintenance>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        "select id, environment_id, starts_at, ends_at, note
         from maintenance_windows
         where org_id = $1 and ends_at > $2
         order by starts_at, id",
        org.0,
        since,
    )
    .fetch_all(tx.connection())
    .await?;
    let read = rows.into_iter().map(|row| Maintenance {
        id: row.id,
        environment: EnvironmentId(row.environment_id),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        note: row.note,
    });
    Ok(read.collect())
}
