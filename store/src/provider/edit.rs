//! Making, changing and removing providers.

use domain::{
    access::Action,
    audit::AuditAction,
    id::ProviderId,
    provider::{ProviderDraft, ProviderSettings},
};
use secrecy::SecretString;
use sqlx::types::Json;

use super::SECRET;
use crate::{
    OrgScope, OrgTx, StoreError,
    audit::{self, Entry, Origin},
    secret,
};

/// Makes a provider. A name that is taken is a conflict with
/// `providers_name_key`.
pub async fn create(scope: &OrgScope, draft: &ProviderDraft, origin: &Origin) -> Result<ProviderId, StoreError> {
    let (mut tx, _) = scope.act(Action::ChangeProviders, AuditAction::ProviderCreated, origin).await?;
    let id = sqlx::query_scalar!(
        "insert into providers (org_id, kind, name, settings, created_at, changed_at)
         values ($1, $2, $3, $4, $5, $5)
         returning id",
        tx.org_id().0,
        draft.settings.kind().as_str(),
        draft.name.as_str(),
        Json(&draft.settings) as Json<&ProviderSettings>,
        origin.at,
    )
    .fetch_one(tx.connection())
    .await?;
    keep_secret(scope, &mut tx, ProviderId(id), draft).await?;
    let kind = draft.settings.kind().as_str();
    log(&mut tx, scope, origin, AuditAction::ProviderCreated, draft.name.as_str(), kind).await?;
    tx.commit().await?;
    Ok(ProviderId(id))
}

/// Changes a provider; its kind stays. What it failed with before is
/// forgotten.
pub async fn update(
    scope: &OrgScope,
    id: ProviderId,
    draft: &ProviderDraft,
    origin: &Origin,
) -> Result<(), StoreError> {
    let (mut tx, _) = scope.act(Action::ChangeProviders, AuditAction::ProviderChanged, origin).await?;
    let done = sqlx::query!(
        "update providers
         set name = $3, settings = $4, changed_at = $5, failing_since = null, blocked_until = null
         where org_id = $1 and id = $2 and removed_at is null and kind = $6",
        tx.org_id().0,
        id.0,
        draft.name.as_str(),
        Json(&draft.settings) as Json<&ProviderSettings>,
        origin.at,
        draft.settings.kind().as_str(),
    )
    .execute(tx.connection())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::NotFound);
    }
    keep_secret(scope, &mut tx, id, draft).await?;
    let what = if draft.secret.is_some() { "with another secret" } else { "" };
    log(&mut tx, scope, origin, AuditAction::ProviderChanged, draft.name.as_str(), what).await?;
    tx.commit().await
}

/// Seals the secret where one was given. It is bound to its row, so the row
/// comes first.
async fn keep_secret(
    scope: &OrgScope,
    tx: &mut OrgTx<'_>,
    id: ProviderId,
    draft: &ProviderDraft,
) -> Result<(), StoreError> {
    let Some(text) = &draft.secret else { return Ok(()) };
    let (org, keyring) = (tx.org_id(), scope.store.keyring());
    let sealed = secret::seal(tx, keyring, &SECRET.at(org, id.0.into()), &SecretString::from(text.as_str())).await?;
    sqlx::query!("update providers set secret = $3 where org_id = $1 and id = $2", org.0, id.0, sealed)
        .execute(tx.connection())
        .await?;
    Ok(())
}

/// Lets messages through, or keeps them waiting.
pub async fn set_active(scope: &OrgScope, id: ProviderId, is_active: bool, origin: &Origin) -> Result<(), StoreError> {
    let (mut tx, _) = scope.act(Action::ChangeProviders, AuditAction::ProviderChanged, origin).await?;
    let name = sqlx::query_scalar!(
        "update providers
         set is_active = $3, changed_at = $4
         where org_id = $1 and id = $2 and removed_at is null
         returning name",
        tx.org_id().0,
        id.0,
        is_active,
        origin.at,
    )
    .fetch_optional(tx.connection())
    .await?
    .ok_or(StoreError::NotFound)?;
    let what = if is_active { "turned on" } else { "turned off" };
    log(&mut tx, scope, origin, AuditAction::ProviderChanged, &name, what).await?;
    tx.commit().await
}

/// Removes a provider with its secret. What still waits for it is refused;
/// what was sent stays on the list.
pub async fn remove(scope: &OrgScope, id: ProviderId, origin: &Origin) -> Result<(), StoreError> {
    let (mut tx, _) = scope.act(Action::ChangeProviders, AuditAction::ProviderRemoved, origin).await?;
    let org = tx.org_id().0;
    let name = sqlx::query_scalar!(
        "update providers
         set removed_at = $3, secret = null, is_active = false
         where org_id = $1 and id = $2 and removed_at is null
         returning name",
        org,
        id.0,
        origin.at,
    )
    .fetch_optional(tx.connection())
    .await?
    .ok_or(StoreError::NotFound)?;
    sqlx::query!(
        "update deliveries
         set state = 'refused', ended_at = $3, answer = 'The provider was removed.', link = null
         where org_id = $1 and provider_id = $2 and state = 'waiting'",
        org,
        id.0,
        origin.at,
    )
    .execute(tx.connection())
    .await?;
    log(&mut tx, scope, origin, AuditAction::ProviderRemoved, &name, "").await?;
    tx.commit().await
}

async fn log(
    tx: &mut OrgTx<'_>,
    scope: &OrgScope,
    origin: &Origin,
    action: AuditAction,
    name: &str,
    detail: &str,
) -> Result<(), StoreError> {
    audit::by_member(tx.connection(), scope, origin, &Entry::done(action).on(name).with(detail)).await
}
