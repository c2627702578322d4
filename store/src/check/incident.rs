//! What a check does to incidents.

use chrono::{DateTime, Utc};
use domain::{
    health::{IncidentEventKind, OpenIncident, Step, step},
    policy::AlertCondition,
    report::Status,
};
use sqlx::PgConnection;

use super::Claimed;
use crate::{StoreError, error::stored, policy};

/// What a check has seen of its dashboard.
pub(super) struct Seen<'a> {
    pub(super) status: Status,
    /// The first finding, in words.
    pub(super) reason: Option<&'a str>,
    /// The charts that fail.
    pub(super) failing: &'a [String],
}

/// What happens to an incident.
pub(super) struct Event<'a> {
    kind: IncidentEventKind,
    status: Status,
    note: Option<&'a str>,
    failing: Option<&'a [String]>,
}

impl<'a> Event<'a> {
    pub(super) const fn new(kind: IncidentEventKind, status: Status) -> Self {
        Self { kind, status, note: None, failing: None }
    }

    /// Says why.
    pub(super) const fn with(self, note: Option<&'a str>) -> Self {
        Self { note, ..self }
    }

    /// Says which charts fail from then on.
    const fn failing(self, charts: &'a [String]) -> Self {
        Self { failing: Some(charts), ..self }
    }
}

/// Opens, changes or closes the incident of the dashboard. That other charts
/// fail than before is a part of its story, and no step.
pub(super) async fn of_dashboard(
    connection: &mut PgConnection,
    claimed: &Claimed,
    seen: &Seen<'_>,
    now: DateTime<Utc>,
) -> Result<Option<Step>, StoreError> {
    let condition = match claimed.policy {
        Some(policy) => policy::find(connection, claimed.org, policy).await?.map(|policy| policy.condition),
        None => None,
    };
    let open = sqlx::query!(
        "select id, status, failing
         from incidents
         where org_id = $1 and dashboard_id = $2 and closed_at is null
         order by id",
        claimed.org.0,
        claimed.dashboard.0,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let known = match &open {
        Some(row) => Some(OpenIncident { status: stored("status", &row.status)? }),
        None => None,
    };
    let step = step(known, seen.status, condition.unwrap_or(AlertCondition::FailOnly));
    let has_other_charts = open.as_ref().is_some_and(|row| row.failing != seen.failing);
    let (id, kind) = match (step, open) {
        (Some(Step::Open(_)), _) => (start(connection, claimed, seen, now).await?, IncidentEventKind::Opened),
        (Some(Step::Close), Some(open)) => {
            end(connection, claimed, open.id, now).await?;
            (open.id, IncidentEventKind::Closed)
        }
        (Some(Step::Change(_)), Some(open)) => {
            go_on(connection, claimed, open.id, seen).await?;
            (open.id, IncidentEventKind::Changed)
        }
        (None, Some(open)) if has_other_charts => {
            go_on(connection, claimed, open.id, seen).await?;
            (open.id, IncidentEventKind::Changed)
        }
        _ => return Ok(None),
    };
    let event = Event::new(kind, seen.status).with(seen.reason).failing(seen.failing);
    tell(connection, claimed, id, &event, now).await?;
    Ok(step)
}

async fn start(
    connection: &mut PgConnection,
    claimed: &Claimed,
    seen: &Seen<'_>,
    now: DateTime<Utc>,
) -> Result<i32, StoreError> {
    let id = sqlx::query_scalar!(
        "insert into incidents
             (org_id, kind, environment_id, dashboard_id, policy_id, status, reason, opened_at, failing)
         values ($1, 'dashboard', $2, $3, $4, $5, $6, $7, $8)
         returning id",
        claimed.org.0,
        claimed.environment.0,
        claimed.dashboard.0,
        claimed.policy.map(|policy| policy.0),
        seen.status.as_str(),
        seen.reason,
        now,
        seen.failing,
    )
    .fetch_one(connection)
    .await?;
    Ok(id)
}

async fn go_on(
    connection: &mut PgConnection,
    claimed: &Claimed,
    incident: i32,
    seen: &Seen<'_>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update incidents set status = $3, reason = $4, failing = $5 where org_id = $1 and id = $2",
        claimed.org.0,
        incident,
        seen.status.as_str(),
        seen.reason,
        seen.failing,
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn end(
    connection: &mut PgConnection,
    claimed: &Claimed,
    incident: i32,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query!("update incidents set closed_at = $3 where org_id = $1 and id = $2", claimed.org.0, incident, now,)
        .execute(connection)
        .await?;
    Ok(())
}

/// Adds to the story of an incident.
pub(super) async fn tell(
    connection: &mut PgConnection,
    claimed: &Claimed,
    incident: i32,
    event: &Event<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into incident_events (org_id, incident_id, happened_at, kind, status, check_id, note, failing)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        claimed.org.0,
        incident,
        now,
        event.kind.as_str(),
        event.status.as_str(),
        claimed.check.0,
        event.note,
        event.failing,
    )
    .execute(connection)
    .await?;
    Ok(())
}
