//! Making, changing and removing environments. An admin's work.

use chrono::{DateTime, Utc};
use domain::{
    access::Action,
    audit::AuditAction,
    health::EnvironmentKind,
    id::{EnvironmentId, OrgId},
    name::DisplayName,
};
use secrecy::SecretString;

use super::secret::keep_credentials;
use crate::{
    OrgScope, OrgTx, StoreError,
    audit::{self, Entry, Origin},
    check::hold_plan,
    incident,
};

/// An environment to be made.
#[derive(Clone)]
pub struct NewEnvironment {
    /// What it is.
    pub kind: EnvironmentKind,
    /// Its name, unique in the organization.
    pub name: DisplayName,
    /// Where it is; for a BI tool, and for nothing else.
    pub base_url: Option<String>,
    /// User and password, as [`CREDENTIALS`](crate::secret::CREDENTIALS) has them.
    pub credentials: Option<SecretString>,
    /// The most checks at one time.
    pub max_concurrent: i16,
    /// The least time between two slots, in milliseconds.
    pub minimum_gap_ms: i32,
}

/// What an environment is changed to.
#[derive(Clone)]
pub struct Change {
    /// Its name.
    pub name: DisplayName,
    /// Where it is.
    pub base_url: Option<String>,
    /// User and password; `None` leaves those that are there.
    pub credentials: Option<SecretString>,
    /// The most checks at one time.
    pub max_concurrent: i16,
    /// The least time between two slots, in milliseconds.
    pub minimum_gap_ms: i32,
    /// What one query may take, in milliseconds.
    pub query_limit_ms: i32,
    /// What one dashboard may take, in milliseconds.
    pub dashboard_limit_ms: i32,
}

/// Makes an environment. A name that is taken is a conflict with
/// `environments_name_key`.
pub async fn create(scope: &OrgScope, new: &NewEnvironment, origin: &Origin) -> Result<EnvironmentId, StoreError> {
    let (mut tx, _) = scope.act(Action::ChangeEnvironments, AuditAction::EnvironmentCreated, origin).await?;
    let id = insert(&mut tx, new, origin.at).await?;
    if let Some(credentials) = &new.credentials {
        keep_credentials(&mut tx, scope.store.keyring(), id, credentials).await?;
    }
    let detail = format!("{} {}", new.kind, new.base_url.as_deref().unwrap_or_default());
    let entry = Entry::done(AuditAction::EnvironmentCreated).on(new.name.as_str()).with(detail.trim_end());
    audit::by_member(tx.connection(), scope, origin, &entry).await?;
    tx.commit().await?;
    Ok(id)
}

async fn insert(tx: &mut OrgTx<'_>, new: &NewEnvironment, now: DateTime<Utc>) -> Result<EnvironmentId, StoreError> {
    let org = tx.org_id();
    let id = sqlx::query_scalar!(
        "insert into environments
             (org_id, kind, name, base_url, max_concurrent, minimum_gap_ms, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         returning id",
        org.0,
        new.kind.as_str(),
        new.name.as_str(),
        new.base_url.as_deref(),
        new.max_concurrent,
        new.minimum_gap_ms,
        now,
    )
    .fetch_one(tx.connection())
    .await?;
    sqlx::query!("insert into environment_plans (org_id, environment_id) values ($1, $2)", org.0, id)
        .execute(tx.connection())
        .await?;
    Ok(EnvironmentId(id))
}

/// Changes an environment, and has its list of dashboards read anew.
pub async fn update(
    scope: &OrgScope,
    environment: EnvironmentId,
    change: &Change,
    origin: &Origin,
) -> Result<(), StoreError> {
    let (mut tx, _) = scope.act(Action::ChangeEnvironments, AuditAction::EnvironmentChanged, origin).await?;
    let done = sqlx::query!(
        "update environments
         set name = $3, base_url = $4, max_concurrent = $5, minimum_gap_ms = $6, query_limit_ms = $7,
             dashboard_limit_ms = $8, sync_due_at = 'epoch', tested_at = null, test_lines = null
         where org_id = $1 and id = $2 and removed_at is null",
        tx.org_id().0,
        environment.0,
        change.name.as_str(),
        change.base_url.as_deref(),
        change.max_concurrent,
        change.minimum_gap_ms,
        change.query_limit_ms,
        change.dashboard_limit_ms,
    )
    .execute(tx.connection())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::NotFound);
    }
    if let Some(credentials) = &change.credentials {
        keep_credentials(&mut tx, scope.store.keyring(), environment, credentials).await?;
    }
    let detail = if change.credentials.is_some() { "with other credentials" } else { "" };
    let entry = Entry::done(AuditAction::EnvironmentChanged).on(change.name.as_str()).with(detail);
    audit::by_member(tx.connection(), scope, origin, &entry).await?;
    tx.commit().await
}

/// Removes an environment with its policies. Its reports stay, and its
/// credentials don't.
pub async fn remove(scope: &OrgScope, environment: EnvironmentId, origin: &Origin) -> Result<(), StoreError> {
    let (mut tx, _) = scope.act(Action::ChangeEnvironments, AuditAction::EnvironmentRemoved, origin).await?;
    let (org, now) = (tx.org_id().0, origin.at);
    // The plan first, so that nothing is planned meanwhile; then its dashboards, as whoever ends a check does.
    hold_plan(tx.connection(), OrgId(org), &[environment]).await?;
    sqlx::query!(
        "select id
         from dashboards
         where org_id = $1 and environment_id = $2 and removed_at is null
         order by id
         for no key update",
        org,
        environment.0,
    )
    .fetch_all(tx.connection())
    .await?;
    let name = sqlx::query_scalar!(
        "update environments
         set removed_at = $3, credentials = null
         where org_id = $1 and id = $2 and removed_at is null
         returning name",
        org,
        environment.0,
        now,
    )
    .fetch_optional(tx.connection())
    .await?
    .ok_or(StoreError::NotFound)?;
    sqlx::query!(
        "update policies
         set removed_at = $3, is_active = false
         where org_id = $1 and environment_id = $2 and removed_at is null",
        org,
        environment.0,
        now,
    )
    .execute(tx.connection())
    .await?;
    sqlx::query!(
        "update dashboards
         set removed_at = $3
         where org_id = $1 and environment_id = $2 and removed_at is null",
        org,
        environment.0,
        now,
    )
    .execute(tx.connection())
    .await?;
    sqlx::query!(
        "delete from checks where org_id = $1 and environment_id = $2 and state = 'planned'",
        org,
        environment.0,
    )
    .execute(tx.connection())
    .await?;
    incident::close_of_environment(tx.connection(), org, environment, now).await?;
    let entry = Entry::done(AuditAction::EnvironmentRemoved).on(&name);
    audit::by_member(tx.connection(), scope, origin, &entry).await?;
    tx.commit().await
}
