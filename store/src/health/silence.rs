//! Acknowledging, snoozing and muting dashboards.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{access::Action, audit::AuditAction, health::SilenceKind, id::DashboardId};
use sqlx::PgConnection;

use super::title;
use crate::{
    OrgScope, OrgTx, StoreError,
    audit::{self, Entry, Origin},
    error::stored,
};

/// What keeps a dashboard quiet now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Which way.
    pub kind: SilenceKind,
    /// What was written with it.
    pub note: String,
    /// Whose it is: their name.
    pub by: Option<String>,
    /// From when on.
    pub since: DateTime<Utc>,
    /// Until when, for one that is snoozed.
    pub until: Option<DateTime<Utc>>,
}

/// What keeps each of these dashboards quiet at `now`.
pub async fn held(
    tx: &mut OrgTx<'_>,
    dashboards: &[DashboardId],
    now: DateTime<Utc>,
) -> Result<HashMap<DashboardId, Vec<Held>>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        r#"select s.dashboard_id, s.kind, s.note, s.since, s.until, u.name as "by?"
           from silences s
           left join users u on u.id = s.user_id
           where s.org_id = $1 and s.dashboard_id = any($2) and s.ended_at is null and (s.until is null or s.until > $3)
           order by s.dashboard_id, s.kind"#,
        org.0,
        &dashboards.iter().map(|id| id.0).collect::<Vec<_>>(),
        now,
    )
    .fetch_all(tx.connection())
    .await?;
    let mut held: HashMap<DashboardId, Vec<Held>> = HashMap::new();
    for row in rows {
        held.entry(DashboardId(row.dashboard_id)).or_default().push(Held {
            kind: stored("kind", &row.kind)?,
            note: row.note,
            by: row.by,
            since: row.since,
            until: row.until,
        });
    }
    Ok(held)
}

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
    if end(tx.connection(), scope.org_id().0, dashboard, kind, origin.at).await? {
        let told = Told { kind: "unmuted", note: kind.as_str(), until: None };
        tell(tx.connection(), scope, dashboard, &told, origin.at).await?;
    }
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
) -> Result<bool, StoreError> {
    let done = sqlx::query!(
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
    Ok(done.rows_affected() > 0)
}

/// What is told of a silence in the story of an open incident.
struct Told<'a> {
    kind: &'static str,
    note: &'a str,
    until: Option<DateTime<Utc>>,
}

async fn tell(
    connection: &mut PgConnection,
    scope: &OrgScope,
    dashboard: DashboardId,
    told: &Told<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into incident_events (org_id, incident_id, happened_at, kind, user_id, note, until)
         select $1, id, $3, $4, $5, $6, $7
         from incidents
         where org_id = $1 and dashboard_id = $2 and closed_at is null",
        scope.org_id().0,
        dashboard.0,
        now,
        told.kind,
        scope.user_id().0,
        told.note,
        told.until,
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
    tell(tx.connection(), scope, dashboard, &Told { kind: kind.as_str(), note, until }, now).await?;
    let detail = until.map_or_else(|| note.to_owned(), |until| format!("until {}", until.to_rfc3339()));
    audit::by_member(tx.connection(), scope, origin, &Entry::done(audited(kind)).on(&title).with(&detail)).await?;
    tx.commit().await
}
