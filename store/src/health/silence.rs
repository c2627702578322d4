//! Acknowledging, snoozing and muting dashboards.

use chrono::{DateTime, Utc};
use domain::{health::SilenceKind, id::DashboardId};
use sqlx::PgConnection;

use crate::{Editor, StoreError};

/// Somebody takes care of it: quiet until it passes again.
pub async fn acknowledge(
    editor: Editor<'_>,
    dashboard: DashboardId,
    note: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    silence(editor, dashboard, SilenceKind::Acknowledged, note, None, now).await
}

/// Quiet until a time.
pub async fn snooze(
    editor: Editor<'_>,
    dashboard: DashboardId,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    silence(editor, dashboard, SilenceKind::Snoozed, "", Some(until), now).await
}

/// Quiet until somebody ends it.
pub async fn mute(editor: Editor<'_>, dashboard: DashboardId, now: DateTime<Utc>) -> Result<(), StoreError> {
    silence(editor, dashboard, SilenceKind::Muted, "", None, now).await
}

/// Ends a silence; one that isn't there is fine.
pub async fn end_silence(
    editor: Editor<'_>,
    dashboard: DashboardId,
    kind: SilenceKind,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut tx = editor.scope().begin().await?;
    end(tx.connection(), editor.scope().org_id().0, dashboard, kind, now).await?;
    tx.commit().await
}

async fn end(
    connection: &mut PgConnection,
    org: i32,
    dashboard: DashboardId,
    kind: SilenceKind,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update silences
         set ended_at = $4
         where org_id = $1 and dashboard_id = $2 and kind = $3 and ended_at is null",
        org,
        dashboard.0,
        kind.as_str(),
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A new silence replaces the one of its kind, and is part of the story of an
/// open incident.
async fn silence(
    editor: Editor<'_>,
    dashboard: DashboardId,
    kind: SilenceKind,
    note: &str,
    until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut tx = editor.scope().begin().await?;
    let org = tx.org_id().0;
    end(tx.connection(), org, dashboard, kind, now).await?;
    sqlx::query!(
        "insert into silences (org_id, dashboard_id, kind, note, user_id, since, until)
         values ($1, $2, $3, $4, $5, $6, $7)",
        org,
        dashboard.0,
        kind.as_str(),
        note,
        editor.scope().user_id().0,
        now,
        until,
    )
    .execute(tx.connection())
    .await?;
    sqlx::query!(
        "insert into incident_events (org_id, incident_id, happened_at, kind, user_id, note)
         select $1, id, $3, $4, $5, $6
         from incidents
         where org_id = $1 and dashboard_id = $2 and closed_at is null",
        org,
        dashboard.0,
        now,
        kind.as_str(),
        editor.scope().user_id().0,
        note,
    )
    .execute(tx.connection())
    .await?;
    tx.commit().await
}
