//! The end of incidents whose subject is gone.

use chrono::{DateTime, Utc};
use domain::id::EnvironmentId;
use sqlx::PgConnection;

use crate::StoreError;

/// What the timeline says then.
const GONE: &str = "It is no longer there.";

/// Closes what is open about an environment and about its dashboards.
pub(crate) async fn close_of_environment(
    connection: &mut PgConnection,
    org: i32,
    environment: EnvironmentId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "with closed as (
             update incidents
             set closed_at = $3
             where org_id = $1 and environment_id = $2 and closed_at is null
             returning id
         )
         insert into incident_events (org_id, incident_id, happened_at, kind, note)
         select $1, id, $3, 'closed', $4
         from closed",
        org,
        environment.0,
        now,
        GONE,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Closes what is open about these dashboards.
pub(crate) async fn close_of_dashboards(
    connection: &mut PgConnection,
    org: i32,
    dashboards: &[i32],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "with closed as (
             update incidents
             set closed_at = $3
             where org_id = $1 and dashboard_id = any($2) and closed_at is null
             returning id
         )
         insert into incident_events (org_id, incident_id, happened_at, kind, note)
         select $1, id, $3, 'closed', $4
         from closed",
        org,
        dashboards,
        now,
        GONE,
    )
    .execute(connection)
    .await?;
    Ok(())
}
