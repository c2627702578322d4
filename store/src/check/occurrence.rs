//! What a step of planning reads and writes about occurrences.

use std::collections::HashSet;

use domain::{
    id::{DashboardId, PolicyId},
    plan::{Occurrence, Slot},
};
use sqlx::PgConnection;

use super::plan::Step;
use crate::StoreError;

impl Step {
    /// Takes an occurrence for this step; false where it was planned before.
    pub(super) async fn take(
        &self,
        connection: &mut PgConnection,
        policy: PolicyId,
        occurrence: &Occurrence,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query!(
            "insert into occurrences (org_id, policy_id, starts_at, ends_at, planned_at)
             values ($1, $2, $3, $4, $5)
             on conflict on constraint occurrences_pkey do nothing",
            self.org.0,
            policy.0,
            occurrence.start,
            occurrence.end,
            self.now,
        )
        .execute(connection)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// The dashboards that need no slot: their check in this time has begun,
    /// or an earlier planned one of the same policy still waits or runs. One
    /// that somebody asked for takes nothing away from the plan.
    pub(super) async fn begun(
        &self,
        connection: &mut PgConnection,
        policy: PolicyId,
        occurrence: &Occurrence,
    ) -> Result<HashSet<DashboardId>, StoreError> {
        let ids = sqlx::query_scalar!(
            "select dashboard_id
             from checks
             where org_id = $1 and policy_id = $2 and ends_at > $3 and occurrence < $4
             union
             select dashboard_id
             from checks
             where org_id = $1 and environment_id = $5 and policy_id = $2 and state in ('planned', 'running')
               and occurrence is not null",
            self.org.0,
            policy.0,
            occurrence.start,
            occurrence.end,
            self.environment.0,
        )
        .fetch_all(connection)
        .await?;
        Ok(ids.into_iter().flatten().map(DashboardId).collect())
    }

    pub(super) async fn insert(
        &self,
        connection: &mut PgConnection,
        policy: PolicyId,
        occurrence: &Occurrence,
        slots: &[Slot],
    ) -> Result<u64, StoreError> {
        let done = sqlx::query!(
            "insert into checks (org_id, environment_id, dashboard_id, policy_id, occurrence, ends_at, slot)
             select $1, $2, s.dashboard_id, $3, $4, $5, s.slot
             from unnest($6::int[], $7::timestamptz[]) as s (dashboard_id, slot)
             order by s.slot, s.dashboard_id
             on conflict on constraint checks_occurrence_key do nothing",
            self.org.0,
            self.environment.0,
            policy.0,
            occurrence.start,
            occurrence.end,
            &slots.iter().map(|slot| slot.dashboard.0).collect::<Vec<_>>(),
            &slots.iter().map(|slot| slot.at).collect::<Vec<_>>(),
        )
        .execute(connection)
        .await?;
        Ok(done.rows_affected())
    }

    pub(super) async fn is_in_maintenance(&self, connection: &mut PgConnection) -> Result<bool, StoreError> {
        let is = sqlx::query_scalar!(
            r#"select exists (select from maintenance_windows
                              where org_id = $1 and environment_id = $2 and starts_at <= $3 and ends_at > $3) as "is!""#,
            self.org.0,
            self.environment.0,
            self.now,
        )
        .fetch_one(connection)
        .await?;
        Ok(is)
    }

    pub(super) async fn was_in_maintenance(
        &self,
        connection: &mut PgConnection,
        occurrence: &Occurrence,
    ) -> Result<bool, StoreError> {
        let was = sqlx::query_scalar!(
            r#"select exists (select from maintenance_windows
                              where org_id = $1 and environment_id = $2 and starts_at < $4 and ends_at > $3) as "was!""#,
            self.org.0,
            self.environment.0,
            occurrence.start,
            occurrence.end,
        )
        .fetch_one(connection)
        .await?;
        Ok(was)
    }

    /// Takes back what hasn't begun. Windows that are open when maintenance
    /// ends are planned anew, over their rest.
    pub(super) async fn pause(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        sqlx::query!(
            "delete from checks
             where org_id = $1 and environment_id = $2 and state = 'planned' and started_at is null
               and occurrence is not null",
            self.org.0,
            self.environment.0,
        )
        .execute(&mut *connection)
        .await?;
        self.drop_open(connection).await
    }

    /// After a pause, what is left of open occurrences is spread over the rest
    /// of them.
    pub(super) async fn forget_open(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        sqlx::query!(
            "delete from checks
             where org_id = $1 and environment_id = $2 and state = 'planned' and started_at is null
               and occurrence is not null and ends_at > $3",
            self.org.0,
            self.environment.0,
            self.now,
        )
        .execute(&mut *connection)
        .await?;
        self.drop_open(connection).await
    }

    async fn drop_open(&self, connection: &mut PgConnection) -> Result<(), StoreError> {
        sqlx::query!(
            "delete from occurrences o
             using policies p
             where o.org_id = $1 and o.ends_at > $3
               and p.org_id = $1 and p.id = o.policy_id and p.environment_id = $2",
            self.org.0,
            self.environment.0,
            self.now,
        )
        .execute(connection)
        .await?;
        Ok(())
    }
}
