//! Times in which an environment is worked on.

use chrono::{DateTime, Utc};
use domain::{access::Action, audit::AuditAction, id::EnvironmentId};

use crate::{
    OrgScope, OrgTx, StoreError,
    audit::{self, Entry, Origin},
};

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
    scope: &OrgScope,
    environment: EnvironmentId,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    note: &str,
    origin: &Origin,
) -> Result<i32, StoreError> {
    let (mut tx, _) = scope.act(Action::TendDashboards, AuditAction::MaintenanceAnnounced, origin).await?;
    let made = sqlx::query!(
        "with made as (
             insert into maintenance_windows (org_id, environment_id, starts_at, ends_at, note)
             values ($1, $2, $3, $4, $5)
             returning id
         )
         select made.id, e.name
         from made, environments e
         where e.org_id = $1 and e.id = $2
         order by made.id",
        tx.org_id().0,
        environment.0,
        starts_at,
        ends_at,
        note,
    )
    .fetch_optional(tx.connection())
    .await?
    .ok_or(StoreError::NotFound)?;
    let detail = format!("{} to {} {note}", starts_at.to_rfc3339(), ends_at.to_rfc3339());
    let entry = Entry::done(AuditAction::MaintenanceAnnounced).on(&made.name).with(detail.trim_end());
    audit::by_member(tx.connection(), scope, origin, &entry).await?;
    tx.commit().await?;
    Ok(made.id)
}

/// Ends maintenance at `now`; one that hasn't begun is taken back.
pub async fn end_maintenance(scope: &OrgScope, id: i32, origin: &Origin) -> Result<(), StoreError> {
    let (mut tx, _) = scope.act(Action::TendDashboards, AuditAction::MaintenanceEnded, origin).await?;
    let (org, now) = (tx.org_id().0, origin.at);
    let name = sqlx::query_scalar!(
        "select e.name
         from maintenance_windows m
         join environments e on e.org_id = $1 and e.id = m.environment_id
         where m.org_id = $1 and m.id = $2
         order by m.id",
        org,
        id,
    )
    .fetch_optional(tx.connection())
    .await?
    .ok_or(StoreError::NotFound)?;
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
    let entry = Entry::done(AuditAction::MaintenanceEnded).on(&name);
    audit::by_member(tx.connection(), scope, origin, &entry).await?;
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
