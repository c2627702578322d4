//! Asking for the list of dashboards.

use domain::{access::Action, audit::AuditAction, id::EnvironmentId};

use crate::{
    OrgScope, StoreError,
    audit::{self, Entry, Origin},
};

/// Has the list read at the next opportunity.
pub async fn ask_sync(scope: &OrgScope, environment: EnvironmentId, origin: &Origin) -> Result<(), StoreError> {
    let (mut tx, _) = scope.act(Action::ChangeEnvironments, AuditAction::EnvironmentSynced, origin).await?;
    let name = sqlx::query_scalar!(
        "update environments
         set sync_due_at = 'epoch'
         where org_id = $1 and id = $2 and removed_at is null
         returning name",
        tx.org_id().0,
        environment.0,
    )
    .fetch_optional(tx.connection())
    .await?
    .ok_or(StoreError::NotFound)?;
    let entry = Entry::done(AuditAction::EnvironmentSynced).on(&name);
    audit::by_member(tx.connection(), scope, origin, &entry).await?;
    tx.commit().await
}
