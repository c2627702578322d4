//! Making, changing, pausing and removing policies. Each change takes back
//! what is planned and hasn't begun; the planner plans it anew.

use domain::{
    access::Action,
    audit::AuditAction,
    id::{DashboardId, OrgId, PolicyId},
    policy::{PolicyDraft, Scope},
};
use sqlx::PgConnection;

use super::{
    channels,
    held::hold_plans_of,
    scope::{self, bring_back},
    write::{When, annotate, scope_kind, take_back, write_lists},
};
use crate::{
    OrgScope, OrgTx, StoreError,
    audit::{self, Entry, Origin},
    check::{expect, hold_plan},
};

/// Why a policy could not be saved.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// Dashboards that aren't in the environment.
    #[error("some dashboards are unknown")]
    UnknownDashboards(Vec<DashboardId>),
    /// Channels that lead nowhere: each by its place, and why.
    #[error("some channels lead nowhere")]
    Channels(Vec<(usize, String)>),
    /// Anything else. A name that is taken is a conflict with
    /// `policies_name_key`.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for PolicyError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Makes a policy, active from `now` on.
pub async fn create(scope: &OrgScope, draft: &PolicyDraft, origin: &Origin) -> Result<PolicyId, PolicyError> {
    let mut tx = begin(scope, AuditAction::PolicyCreated, origin).await?;
    let (org, now) = (tx.org_id(), origin.at);
    let connection = tx.connection();
    hold_plan(connection, org, &[draft.environment]).await?;
    check_scope(connection, org, draft).await?;
    channels::check(connection, org, draft).await?;
    let when = When::of(&draft.schedule);
    let id = sqlx::query_scalar!(
        "insert into policies
             (org_id, environment_id, name, scope, schedule, weekdays, starts, ends, every_seconds, zone,
              slow_ms, freshness_column, freshness_seconds, confirm, condition, notify_owners, notify_outside,
              remind_hours, is_active, active_since, created_at, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, true, $19, $19, $19)
         returning id",
        org.0,
        draft.environment.0,
        draft.name.as_str(),
        scope_kind(&draft.scope),
        when.kind,
        when.weekdays,
        when.starts,
        when.ends,
        when.every_seconds,
        draft.schedule.zone().as_str(),
        draft.limits.slow_ms.cast_signed(),
        draft.limits.freshness.as_ref().map(|freshness| freshness.column.as_str()),
        draft.limits.freshness.as_ref().map(|freshness| freshness.seconds.cast_signed()),
        draft.limits.confirm,
        draft.condition.as_str(),
        draft.notify_owners,
        draft.notify_outside,
        draft.remind_hours.map(u16::cast_signed),
        now,
    )
    .fetch_one(&mut *connection)
    .await?;
    let policy = PolicyId(id);
    write_lists(connection, org, policy, draft).await?;
    bring_back(connection, org, policy).await?;
    annotate(connection, org, policy, &format!("Policy “{}” was created.", draft.name), now).await?;
    expect::refresh(connection, org, draft.environment, now).await?;
    end(tx, scope, AuditAction::PolicyCreated, draft.name.as_str(), origin).await?;
    Ok(policy)
}

/// Changes a policy. What hasn't begun is planned anew, over the rest of a
/// window that is open.
pub async fn update(
    scope: &OrgScope,
    policy: PolicyId,
    draft: &PolicyDraft,
    origin: &Origin,
) -> Result<(), PolicyError> {
    let mut tx = begin(scope, AuditAction::PolicyChanged, origin).await?;
    let (org, now) = (tx.org_id(), origin.at);
    let connection = tx.connection();
    let before = hold_plans_of(connection, org, policy, Some(draft.environment)).await?;
    check_scope(connection, org, draft).await?;
    channels::check(connection, org, draft).await?;
    let when = When::of(&draft.schedule);
    let done = sqlx::query!(
        "update policies
         set environment_id = $3, name = $4, scope = $5, schedule = $6, weekdays = $7, starts = $8, ends = $9,
             every_seconds = $10, zone = $11, slow_ms = $12, freshness_column = $13, freshness_seconds = $14,
             confirm = $15, condition = $16, notify_owners = $17, notify_outside = $18, remind_hours = $19,
             changed_at = $20
         where org_id = $1 and id = $2 and removed_at is null",
        org.0,
        policy.0,
        draft.environment.0,
        draft.name.as_str(),
        scope_kind(&draft.scope),
        when.kind,
        when.weekdays,
        when.starts,
        when.ends,
        when.every_seconds,
        draft.schedule.zone().as_str(),
        draft.limits.slow_ms.cast_signed(),
        draft.limits.freshness.as_ref().map(|freshness| freshness.column.as_str()),
        draft.limits.freshness.as_ref().map(|freshness| freshness.seconds.cast_signed()),
        draft.limits.confirm,
        draft.condition.as_str(),
        draft.notify_owners,
        draft.notify_outside,
        draft.remind_hours.map(u16::cast_signed),
        now,
    )
    .execute(&mut *connection)
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::NotFound.into());
    }
    write_lists(connection, org, policy, draft).await?;
    take_back(connection, org, policy, Some(now)).await?;
    bring_back(connection, org, policy).await?;
    annotate(connection, org, policy, &format!("Policy “{}” was changed.", draft.name), now).await?;
    let mut concerned = vec![before, draft.environment];
    concerned.sort_unstable();
    concerned.dedup();
    for environment in concerned {
        expect::refresh(connection, org, environment, now).await?;
    }
    Ok(end(tx, scope, AuditAction::PolicyChanged, draft.name.as_str(), origin).await?)
}

/// Pauses a policy or has it go on. Both twice are harmless.
pub async fn set_active(
    scope: &OrgScope,
    policy: PolicyId,
    is_active: bool,
    origin: &Origin,
) -> Result<(), StoreError> {
    let audited = if is_active { AuditAction::PolicyResumed } else { AuditAction::PolicyPaused };
    let mut tx = begin(scope, audited, origin).await?;
    let (org, now) = (tx.org_id(), origin.at);
    let connection = tx.connection();
    let environment = hold_plans_of(connection, org, policy, None).await?;
    let row = sqlx::query!(
        "update policies p
         set is_active = $3, changed_at = $4,
             active_since = case when $3 and not before.is_active then $4 else p.active_since end
         from (select id, is_active from policies where org_id = $1 and id = $2 and removed_at is null for update) before
         where p.org_id = $1 and p.id = before.id
         returning p.name, before.is_active",
        org.0,
        policy.0,
        is_active,
        now,
    )
    .fetch_optional(&mut *connection)
    .await?
    .ok_or(StoreError::NotFound)?;
    if row.is_active != is_active {
        if is_active {
            bring_back(connection, org, policy).await?;
        } else {
            take_back(connection, org, policy, None).await?;
        }
        let word = if is_active { "resumed" } else { "paused" };
        annotate(connection, org, policy, &format!("Policy “{}” was {word}.", row.name), now).await?;
        expect::refresh(connection, org, environment, now).await?;
    }
    end(tx, scope, audited, &row.name, origin).await
}

/// Removes a policy. Its reports stay, and its name is free again.
pub async fn remove(scope: &OrgScope, policy: PolicyId, origin: &Origin) -> Result<(), StoreError> {
    let mut tx = begin(scope, AuditAction::PolicyRemoved, origin).await?;
    let (org, now) = (tx.org_id(), origin.at);
    let connection = tx.connection();
    let environment = hold_plans_of(connection, org, policy, None).await?;
    let name = sqlx::query_scalar!(
        "update policies
         set removed_at = $3, is_active = false
         where org_id = $1 and id = $2 and removed_at is null
         returning name",
        org.0,
        policy.0,
        now,
    )
    .fetch_optional(&mut *connection)
    .await?
    .ok_or(StoreError::NotFound)?;
    take_back(connection, org, policy, None).await?;
    annotate(connection, org, policy, &format!("Policy “{name}” was removed."), now).await?;
    expect::refresh(connection, org, environment, now).await?;
    end(tx, scope, AuditAction::PolicyRemoved, &name, origin).await
}

async fn begin<'s>(scope: &'s OrgScope, audited: AuditAction, origin: &Origin) -> Result<OrgTx<'s>, StoreError> {
    Ok(scope.act(Action::ChangePolicies, audited, origin).await?.0)
}

async fn end(
    mut tx: OrgTx<'_>,
    scope: &OrgScope,
    audited: AuditAction,
    name: &str,
    origin: &Origin,
) -> Result<(), StoreError> {
    audit::by_member(tx.connection(), scope, origin, &Entry::done(audited).on(name)).await?;
    tx.commit().await
}

/// Selected dashboards have to be in the environment.
async fn check_scope(connection: &mut PgConnection, org: OrgId, draft: &PolicyDraft) -> Result<(), PolicyError> {
    if let Scope::Selected { dashboards } = &draft.scope {
        let known = scope::resolve(connection, org, draft.environment, &draft.scope).await?;
        let unknown: Vec<_> = dashboards.iter().copied().filter(|id| !known.contains(id)).collect();
        if !unknown.is_empty() {
            return Err(PolicyError::UnknownDashboards(unknown));
        }
    }
    Ok(())
}
