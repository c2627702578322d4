//! Which dashboards a policy means: looked up anew each time.

use std::collections::HashMap;

use domain::{
    id::{DashboardId, EnvironmentId, OrgId, PolicyId},
    policy::Scope,
};
use sqlx::PgConnection;

use crate::StoreError;

/// The dashboards of a scope that isn't stored. What was selected stays so
/// when the BI tool lists it no longer: its check tells that it is missing.
pub(super) async fn resolve(
    connection: &mut PgConnection,
    org: OrgId,
    environment: EnvironmentId,
    scope: &Scope,
) -> Result<Vec<DashboardId>, StoreError> {
    let (kind, selected, tags) = parts(scope);
    let ids = sqlx::query_scalar!(
        "select d.id
         from dashboards d
         where d.org_id = $1 and d.environment_id = $2
           and (d.removed_at is null or $3 = 'selected' and d.unlisted_at is not null)
           and case $3
               when 'all' then true
               when 'selected' then d.id = any($4)
               else exists (select from dashboard_tags t
                            where t.org_id = $1 and t.dashboard_id = d.id and t.tag = any($5))
               end
         order by d.id",
        org.0,
        environment.0,
        kind,
        &selected,
        &tags,
    )
    .fetch_all(connection)
    .await?;
    Ok(ids.into_iter().map(DashboardId).collect())
}

/// How many dashboards a scope has.
pub(super) async fn count(
    connection: &mut PgConnection,
    org: OrgId,
    environment: EnvironmentId,
    scope: &Scope,
) -> Result<i64, StoreError> {
    let (kind, selected, tags) = parts(scope);
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!"
         from dashboards d
         where d.org_id = $1 and d.environment_id = $2
           and (d.removed_at is null or $3 = 'selected' and d.unlisted_at is not null)
           and case $3
               when 'all' then true
               when 'selected' then d.id = any($4)
               else exists (select from dashboard_tags t
                            where t.org_id = $1 and t.dashboard_id = d.id and t.tag = any($5))
               end"#,
        org.0,
        environment.0,
        kind,
        &selected,
        &tags,
    )
    .fetch_one(connection)
    .await?;
    Ok(count)
}

fn parts(scope: &Scope) -> (&'static str, Vec<i32>, Vec<String>) {
    match scope {
        Scope::All => ("all", vec![], vec![]),
        Scope::Selected { dashboards } => ("selected", dashboards.iter().map(|id| id.0).collect(), vec![]),
        Scope::Tagged { tags } => ("tagged", vec![], tags.clone()),
    }
}

/// Has what an active policy selects checked again, where the BI tool doesn't
/// list it and it was removed for that.
pub(super) async fn bring_back(connection: &mut PgConnection, org: OrgId, policy: PolicyId) -> Result<(), StoreError> {
    sqlx::query!(
        "update dashboards d
         set removed_at = null
         from (select d.id
               from policies p
               join policy_dashboards s on s.org_id = $1 and s.policy_id = p.id
               join dashboards d on d.org_id = $1 and d.id = s.dashboard_id
                                and d.unlisted_at is not null and d.removed_at is not null
               where p.org_id = $1 and p.id = $2 and p.is_active and p.scope = 'selected'
               order by d.id
               for no key update of d) gone
         where d.org_id = $1 and d.id = gone.id",
        org.0,
        policy.0,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// The dashboards of a stored policy.
pub(crate) async fn dashboards(
    connection: &mut PgConnection,
    org: OrgId,
    policy: PolicyId,
) -> Result<Vec<DashboardId>, StoreError> {
    let ids = sqlx::query_scalar!(
        "select d.id
         from policies p
         join dashboards d on d.org_id = $1 and d.environment_id = p.environment_id and d.removed_at is null
         where p.org_id = $1 and p.id = $2
           and case p.scope
               when 'all' then true
               when 'selected' then exists (select from policy_dashboards s
                                            where s.org_id = $1 and s.policy_id = p.id and s.dashboard_id = d.id)
               else exists (select from policy_tags s
                            join dashboard_tags t on t.org_id = $1 and t.dashboard_id = d.id and t.tag = s.tag
                            where s.org_id = $1 and s.policy_id = p.id)
               end
         order by d.id",
        org.0,
        policy.0,
    )
    .fetch_all(connection)
    .await?;
    Ok(ids.into_iter().map(DashboardId).collect())
}

/// The active policies that each of these dashboards belongs to; all
/// dashboards of the environment where none are named.
pub(crate) async fn covering(
    connection: &mut PgConnection,
    org: OrgId,
    environment: EnvironmentId,
    dashboards: Option<&[i32]>,
) -> Result<HashMap<DashboardId, Vec<PolicyId>>, StoreError> {
    let rows = sqlx::query!(
        "select d.id as dashboard_id, p.id as policy_id
         from dashboards d
         join policies p on p.org_id = $1 and p.environment_id = d.environment_id
                        and p.is_active and p.removed_at is null
         where d.org_id = $1 and d.environment_id = $2 and d.removed_at is null
           and ($3::int[] is null or d.id = any($3))
           and case p.scope
               when 'all' then true
               when 'selected' then exists (select from policy_dashboards s
                                            where s.org_id = $1 and s.policy_id = p.id and s.dashboard_id = d.id)
               else exists (select from policy_tags s
                            join dashboard_tags t on t.org_id = $1 and t.dashboard_id = d.id and t.tag = s.tag
                            where s.org_id = $1 and s.policy_id = p.id)
               end
         order by d.id, p.id",
        org.0,
        environment.0,
        dashboards as Option<&[i32]>,
    )
    .fetch_all(connection)
    .await?;
    let mut found: HashMap<DashboardId, Vec<PolicyId>> = HashMap::new();
    for row in rows {
        found.entry(DashboardId(row.dashboard_id)).or_default().push(PolicyId(row.policy_id));
    }
    Ok(found)
}
