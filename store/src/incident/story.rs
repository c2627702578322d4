//! The timeline of an incident, and the incident of a dashboard.

use chrono::{DateTime, Utc};
use domain::{
    health::IncidentEventKind,
    id::{CheckId, DashboardId, IncidentId},
};

use super::IncidentEvent;
use crate::{OrgTx, StoreError, error::stored};

/// What happened to an incident, the oldest first.
pub async fn story(tx: &mut OrgTx<'_>, incident: IncidentId) -> Result<Vec<IncidentEvent>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        r#"select v.happened_at, v.kind, v.status, v.note, v.failing, v.until, r.check_id as "report?", u.name as "by?"
           from incident_events v
           left join reports r on r.org_id = $1 and r.check_id = v.check_id
           left join users u on u.id = v.user_id
           where v.org_id = $1 and v.incident_id = $2
           order by v.id"#,
        org.0,
        incident.0,
    )
    .fetch_all(tx.connection())
    .await?;
    rows.into_iter()
        .map(|row| {
            let kind = stored("kind", &row.kind)?;
            let ended = row.note.as_deref().filter(|_| kind == IncidentEventKind::Unmuted);
            Ok(IncidentEvent {
                at: row.happened_at,
                kind,
                status: row.status.as_deref().map(|status| stored("status", status)).transpose()?,
                check: row.report.map(CheckId),
                by: row.by,
                ended: ended.map(|kind| stored("note", kind)).transpose()?,
                note: row.note,
                failing: row.failing,
                until: row.until,
            })
        })
        .collect()
}

/// The incident that a dashboard has now.
pub async fn open_of(tx: &mut OrgTx<'_>, dashboard: DashboardId) -> Result<Option<IncidentId>, StoreError> {
    let org = tx.org_id();
    let id = sqlx::query_scalar!(
        "select id
         from incidents
         where org_id = $1 and dashboard_id = $2 and closed_at is null
         order by id",
        org.0,
        dashboard.0,
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(id.map(IncidentId))
}

/// The incident that a report is a part of: the one that its dashboard had at
/// that time, with its first and its last report.
pub async fn at_report(
    tx: &mut OrgTx<'_>,
    dashboard: DashboardId,
    checked_at: DateTime<Utc>,
) -> Result<Option<IncidentId>, StoreError> {
    let org = tx.org_id();
    let id = sqlx::query_scalar!(
        "select id
         from (select id, closed_at
               from incidents
               where org_id = $1 and dashboard_id = $2 and opened_at <= $3
               order by opened_at desc
               limit 1) last
         where closed_at is null or closed_at >= $3
         order by id",
        org.0,
        dashboard.0,
        checked_at,
    )
    .fetch_optional(tx.connection())
    .await?;
    Ok(id.map(IncidentId))
}
