//! The order in which a policy and the plans of its environment are held: the
//! plans first, as the planner does.

use domain::id::{EnvironmentId, OrgId, PolicyId};
use sqlx::PgConnection;

use crate::{StoreError, check::hold_plan};

/// Keeps planners out of the environment of a policy, and of the one that it
/// goes to, until the transaction ends; answers with the one that it is in.
/// One that somebody else moved to a third in this moment isn't found.
pub(super) async fn hold_plans_of(
    connection: &mut PgConnection,
    org: OrgId,
    policy: PolicyId,
    target: Option<EnvironmentId>,
) -> Result<EnvironmentId, StoreError> {
    let environment = environment_of(connection, org, policy).await?;
    let mut held = vec![environment];
    held.extend(target);
    hold_plan(connection, org, &held).await?;
    let environment = environment_of(connection, org, policy).await?;
    if held.contains(&environment) { Ok(environment) } else { Err(StoreError::NotFound) }
}

async fn environment_of(
    connection: &mut PgConnection,
    org: OrgId,
    policy: PolicyId,
) -> Result<EnvironmentId, StoreError> {
    let id = sqlx::query_scalar!(
        "select environment_id from policies where org_id = $1 and id = $2 and removed_at is null order by id",
        org.0,
        policy.0,
    )
    .fetch_optional(connection)
    .await?;
    id.map(EnvironmentId).ok_or(StoreError::NotFound)
}
