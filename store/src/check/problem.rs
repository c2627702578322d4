//! Problems of an environment as a whole: told once, and over with the first
//! check that runs again.

use chrono::{DateTime, Utc};
use domain::{
    health::IncidentEventKind,
    report::{Problem, Status},
};
use sqlx::PgConnection;

use super::{
    Claimed,
    incident::{Event, tell},
};
use crate::{StoreError, alert};

/// A check ran, so the environment has no problem (any longer).
pub(super) async fn environment_answers(
    connection: &mut PgConnection,
    claimed: &Claimed,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let done = sqlx::query!(
        "update environments
         set problem = null, problem_kind = null, problem_since = null
         where org_id = $1 and id = $2 and problem_since is not null",
        claimed.org.0,
        claimed.environment.0,
    )
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(());
    }
    let closed = sqlx::query_scalar!(
        "update incidents
         set closed_at = $3
         where org_id = $1 and environment_id = $2 and kind = 'environment' and closed_at is null
         returning id",
        claimed.org.0,
        claimed.environment.0,
        now,
    )
    .fetch_optional(&mut *connection)
    .await?;
    match closed {
        Some(id) => {
            tell(connection, claimed, id, &Event::new(IncidentEventKind::Closed, Status::Pass), now).await?;
            alert::environment_is_back(connection, claimed.org, claimed.environment, now).await
        }
        None => Ok(()),
    }
}

/// The environment's problem is told once, not once per dashboard.
pub(super) async fn environment_fails(
    connection: &mut PgConnection,
    claimed: &Claimed,
    problem: &Problem,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update environments
         set problem = $3, problem_kind = $4, problem_since = coalesce(problem_since, $5)
         where org_id = $1 and id = $2 and (problem is distinct from $3 or problem_kind is distinct from $4)",
        claimed.org.0,
        claimed.environment.0,
        problem.message,
        problem.kind.as_str(),
        now,
    )
    .execute(&mut *connection)
    .await?;
    let opened = sqlx::query_scalar!(
        "insert into incidents (org_id, kind, environment_id, status, reason, opened_at)
         values ($1, 'environment', $2, 'UNKNOWN', $3, $4)
         on conflict (org_id, environment_id) where closed_at is null and kind = 'environment' do nothing
         returning id",
        claimed.org.0,
        claimed.environment.0,
        problem.message,
        now,
    )
    .fetch_optional(&mut *connection)
    .await?;
    match opened {
        Some(id) => {
            let event = Event::new(IncidentEventKind::Opened, Status::Unknown).with(Some(&problem.message));
            tell(connection, claimed, id, &event, now).await?;
            let (org, environment) = (claimed.org, claimed.environment);
            alert::environment_is_out(connection, org, environment, &problem.message, now).await
        }
        None => Ok(()),
    }
}
