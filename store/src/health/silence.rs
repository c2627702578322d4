//! Acknowledging, snoozing and muting dashboards.

use chrono::{DateTime, Utc};
use domain::{access::Action, audit::AuditAction, health::SilenceKind, id::DashboardId};
use sqlx::PgConnection;

use super::title;
use crate::{
    OrgScope, StoreError,
    audit::{self, Entry, Origin},
};

/// Somebody takes care of it: quiet until it passes again.
pub async fn acknowledge(
    scope: &OrgScope,
    dashboard: DashboardId,
    note: &str,
    origin: &Origin,
) -> Result<(), StoreError> {
    silence(scope, dashboard, SilenceKind::Acknowledged, note, None, origin).await
}

/// Quiet until a time.
pub async fn snooze(
    scope: &OrgScope,
    dashboard: DashboardId,
    until: DateTime<Utc>,
    origin: &Origin,
) -> Result<(), StoreError> {
    silence(scope, dashboard, SilenceKind::Snoozed, "", Some(until), origin).await
}

/// Quiet until somebody ends it.
pub async fn mute(scope: &OrgScope, dashboard: DashboardId, origin: &Origin) -> Result<(), StoreError> {
    silence(scope, dashboard, SilenceKind::Muted, "", None, origin).await
}

/// Ends a silence; one that isn't there is fine.
pub async fn end_silence(
    scope: &OrgScope,
    dashboard: DashboardId,
    kind: SilenceKind,
    origin: &Origin,
) -> Result<(), StoreError> {
    let (mut tx, _) = scope.act(Action::TendDashboards, AuditAction::SilenceEnded, origin).await?;
    let title = title(&mut tx, dashboard).await?;
    end(tx.connection(), scope.org_id().0, dashboard, kind, origin.at).await?;
    let entry = Entry::done(AuditAction::SilenceEnded).on(&title).with(kind.as_str());
    audit::by_member(tx.connection(), scope, origin, &entry).await?;
    tx.commit().await
}

const fn audited(kind: SilenceKind) -> AuditAction {
    match kind {
        SilenceKind::Acknowledged => AuditAction::DashboardAcknowledged,
        SilenceKind::Snoozed => AuditAction::DashboardSnoozed,
        SilenceKind::Muted => AuditAction::DashboardMuted,
    }
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
    scope: &OrgScope,
    dashboard: DashboardId,
    kind: SilenceKind,
    note: &str,
    until: Option<DateTime<Utc>>,
    origin: &Origin,
) -> Result<(), StoreError> {
    let (mut tx, _) = scope.act(Action::TendDashboards, audited(kind), origin).await?;
    let (org, now) = (tx.org_id().0, origin.at);
    let title = title(&mut tx, dashboard).await?;
    end(tx.connection(), org, dashboard, kind, now).await?;
    sqlx::query!(
        "insert into silences (org_id, dashboard_id, kind, note, user_id, since, until)
         values ($1, $2, $3, $4, $5, $6, $7)",
        org,
        dashboard.0,
        kind.as_str(),
        note,
        scope.user_id().0,
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
        scope.user_id().0,
        note,
    )
    .execute(tx.connection())
    .await?;
    let detail = until.map_or_else(|| note.to_owned(), |until| format!("until {}", until.to_rfc3339()));
    audit::by_member(tx.connection(), scope, origin, &Entry::done(audited(kind)).on(&title).with(&detail)).await?;
    tx.commit().await
}
