//! Planning: from the active policies of an environment to checks.
//!
//! A step looks at the occurrences between the last step and a little ahead,
//! and plans those that nobody has. It may be repeated at any time, by any
//! server, and after any pause.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    id::{EnvironmentId, OrgId},
    plan::{Neighbour, Planner, Slot, Timetable},
};
use sqlx::PgConnection;

use super::missed;
use crate::{
    StoreError, SystemScope,
    error::undecodable,
    policy::{self, Policy},
};

/// How long before an occurrence it is planned, so that its first slot isn't
/// late.
const AHEAD: TimeDelta = TimeDelta::seconds(20);

/// A longer pause between two steps means that no server was there.
const SILENCE: TimeDelta = TimeDelta::seconds(90);

/// How far back a pause is made up for.
const LOOK_BACK: TimeDelta = TimeDelta::days(7);

/// What a step did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Planned {
    /// Checks that are planned now and were not before.
    pub checks: u64,
    /// Checks that nobody was there to run.
    pub missed: u64,
}

impl Planned {
    /// Whether anything changed.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// The environments that have active policies, in any organization.
pub async fn due_environments(system: &SystemScope) -> Result<Vec<(OrgId, EnvironmentId)>, StoreError> {
    let mut tx = system.begin().await?;
    let rows = sqlx::query!(
        "select e.org_id, e.id
         from environments e
         where e.removed_at is null
           and exists (select from policies p
                       where p.org_id = e.org_id and p.environment_id = e.id and p.is_active and p.removed_at is null)
         order by e.org_id, e.id",
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(rows.into_iter().map(|row| (OrgId(row.org_id), EnvironmentId(row.id))).collect())
}

/// When the next check is due that could begin, in any organization: those of
/// environments that are in maintenance, or have no free place, can't.
pub async fn next_due(system: &SystemScope, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
    let mut tx = system.begin().await?;
    let next = sqlx::query_scalar!(
        r#"select min(c.due_at) as due_at
           from environments e
           cross join lateral (select due_at from checks
                               where org_id = e.org_id and environment_id = e.id and state = 'planned'
                               order by due_at, id
                               limit 1) c
           where e.removed_at is null
             and (select count(*) from checks r
                  where r.org_id = e.org_id and r.environment_id = e.id and r.state = 'running') < e.max_concurrent
             and not exists (select from maintenance_windows m
                             where m.org_id = e.org_id and m.environment_id = e.id
                               and m.starts_at <= $1 and m.ends_at > $1)"#,
        now,
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(next)
}

/// Plans what is due in an environment at `now`. Another server that is at it
/// is left to it.
pub async fn plan(
    system: &SystemScope,
    org: OrgId,
    environment: EnvironmentId,
    now: DateTime<Utc>,
) -> Result<Planned, StoreError> {
    let mut tx = system.begin().await?;
    let held = sqlx::query_scalar!(
        "select planned_until
         from environment_plans
         where org_id = $1 and environment_id = $2
         order by environment_id
         for update skip locked",
        org.0,
        environment.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(planned_until) = held else { return Ok(Planned::default()) };
    // The clocks of two servers differ a little; nobody plans the past twice.
    let since = planned_until.unwrap_or(now).min(now).max(now - LOOK_BACK);
    let mut step = Step {
        org,
        environment,
        now,
        since,
        was_silent: now - since > SILENCE,
        missed: Vec::new(),
        done: Planned::default(),
    };
    step.run(&mut tx).await?;
    missed::record(&mut tx, org, &step.missed, now).await?;
    step.done.missed = step.missed.len() as u64;
    sqlx::query!(
        "update environment_plans
         set planned_until = greatest(planned_until, $3)
         where org_id = $1 and environment_id = $2",
        org.0,
        environment.0,
        now,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(step.done)
}

/// Keeps planners of some environments out until the transaction ends. Whoever
/// changes what is planned does this before anything else, so that all wait
/// for each other in one order.
pub(crate) async fn hold_plan(
    connection: &mut PgConnection,
    org: OrgId,
    environments: &[EnvironmentId],
) -> Result<(), StoreError> {
    sqlx::query!(
        "select environment_id
         from environment_plans
         where org_id = $1 and environment_id = any($2)
         order by environment_id
         for update",
        org.0,
        &environments.iter().map(|environment| environment.0).collect::<Vec<_>>(),
    )
    .fetch_all(connection)
    .await?;
    Ok(())
}

pub(super) struct Step {
    pub(super) org: OrgId,
    pub(super) environment: EnvironmentId,
    pub(super) now: DateTime<Utc>,
    since: DateTime<Utc>,
    was_silent: bool,
    missed: Vec<i64>,
    done: Planned,
}

impl Step {
    async fn run(&mut self, connection: &mut PgConnection) -> Result<(), StoreError> {
        let policies = policy::active(connection, self.org, self.environment).await?;
        if self.is_in_maintenance(connection).await? {
            return self.pause(connection).await;
        }
        if self.was_silent {
            self.missed.extend(missed::begun_too_late(connection, self.org, self.environment, self.now).await?);
            self.forget_open(connection).await?;
        }
        let mut neighbours = Vec::with_capacity(policies.len());
        for policy in &policies {
            let timetable = Timetable::new(policy.schedule.clone()).map_err(|error| undecodable("zone", error))?;
            neighbours.push(Neighbour { policy: policy.id, timetable });
        }
        for (policy, neighbour) in policies.iter().zip(&neighbours) {
            let planner = Planner { policy: Some(policy.id), timetable: &neighbour.timetable, neighbours: &neighbours };
            self.plan_policy(connection, policy, &planner).await?;
        }
        Ok(())
    }

    async fn plan_policy(
        &mut self,
        connection: &mut PgConnection,
        policy: &Policy,
        planner: &Planner<'_>,
    ) -> Result<(), StoreError> {
        let mut occurrences = planner.timetable.overlapping(self.since, self.now + AHEAD);
        occurrences.retain(|occurrence| policy.active_since <= occurrence.start);
        if !planner.timetable.is_window() {
            // Of all intervals that went by unseen, the last one tells it.
            let over = occurrences.iter().filter(|occurrence| occurrence.end <= self.now).count();
            occurrences.drain(..over.saturating_sub(1));
        }
        for occurrence in occurrences {
            if !self.take(connection, policy.id, &occurrence).await? {
                continue;
            }
            let dashboards = policy::dashboards(connection, self.org, policy.id).await?;
            let begun = self.begun(connection, policy.id, &occurrence).await?;
            if occurrence.end > self.now {
                let is_left = |dashboard| !begun.contains(&dashboard);
                let slots = planner.plan_rest(&occurrence, &dashboards, self.now, is_left);
                self.done.checks += self.insert(connection, policy.id, &occurrence, &slots).await?;
            } else if !self.was_in_maintenance(connection, &occurrence).await? {
                let slots = planner.plan(&occurrence, &dashboards);
                let left: Vec<Slot> = slots.into_iter().filter(|slot| !begun.contains(&slot.dashboard)).collect();
                self.insert(connection, policy.id, &occurrence, &left).await?;
                self.missed.extend(missed::of_occurrence(connection, self.org, policy.id, occurrence.start).await?);
            }
        }
        Ok(())
    }
}
