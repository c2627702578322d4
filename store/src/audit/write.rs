//! Writing entries, inside the transaction of the change.

use domain::{
    audit::{AuditAction, AuditResult},
    id::{OrgId, UserId},
};
use sqlx::PgConnection;

use super::Origin;
use crate::{OrgScope, StoreError};

/// The longest `target`, in characters; the column's own limit.
const TARGET_CHARS: usize = 300;
const DETAIL_CHARS: usize = 2000;

/// What was done, on what, and how it went.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    action: AuditAction,
    target: String,
    detail: String,
    result: AuditResult,
}

impl Entry {
    /// Something that was done.
    pub(crate) fn done(action: AuditAction) -> Self {
        Self { action, target: String::new(), detail: String::new(), result: AuditResult::Done }
    }

    /// On what.
    pub(crate) fn on(mut self, target: &str) -> Self {
        self.target = target.chars().take(TARGET_CHARS).collect();
        self
    }

    /// How, in words: "viewer to admin".
    pub(crate) fn with(mut self, detail: &str) -> Self {
        self.detail = detail.chars().take(DETAIL_CHARS).collect();
        self
    }

    /// It was not allowed, unless `is_done`.
    pub(crate) fn if_done(mut self, is_done: bool) -> Self {
        self.result = if is_done { AuditResult::Done } else { AuditResult::Refused };
        self
    }
}

/// By a member, in a transaction of their organization.
pub(crate) async fn by_member(
    tx: &mut PgConnection,
    scope: &OrgScope,
    origin: &Origin,
    entry: &Entry,
) -> Result<(), StoreError> {
    by_person_in(tx, scope.user_id(), scope.org_id(), origin, entry).await
}

/// A read by a member, noted once in ten minutes: a page that is loaded again
/// tells nothing new.
pub(crate) async fn read_by_member(
    tx: &mut PgConnection,
    scope: &OrgScope,
    origin: &Origin,
    action: AuditAction,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into audit_entries (org_id, occurred_at, actor_kind, actor_id, actor, action, address, result)
         select $1, $3::timestamptz, 'user', u.id, u.email, $4, $5::text::inet, 'done'
         from users u
         where u.id = $2
           and not exists (
               select from audit_entries a
               where a.org_id = $1 and a.action = $4 and a.actor_id = $2
                 and a.occurred_at > $3::timestamptz - interval '10 minutes'
           )",
        scope.org_id().0,
        scope.user_id().0,
        origin.at,
        action.as_str(),
        origin.address(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// By a person, in the log of one organization.
pub(crate) async fn by_person_in(
    tx: &mut PgConnection,
    user: UserId,
    org: OrgId,
    origin: &Origin,
    entry: &Entry,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into audit_entries
             (org_id, occurred_at, actor_kind, actor_id, actor, action, target, detail, address, result)
         select $1, $3, 'user', u.id, u.email, $4, $5, $6, $7::text::inet, $8
         from users u
         where u.id = $2",
        org.0,
        user.0,
        origin.at,
        entry.action.as_str(),
        entry.target,
        entry.detail,
        origin.address(),
        entry.result.as_str(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// By a person about their own account: in the log of each of their
/// organizations. `None` costs the same and writes nothing, so that an
/// unknown account can't be told from a known one by the time it takes. The
/// transaction is that of identity for this user.
pub(crate) async fn by_person(
    tx: &mut PgConnection,
    user: Option<UserId>,
    origin: &Origin,
    entry: &Entry,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into audit_entries
             (org_id, occurred_at, actor_kind, actor_id, actor, action, target, detail, address, result)
         select m.org_id, $2, 'user', u.id, u.email, $3, $4, $5, $6::text::inet, $7
         from members m
         join users u on u.id = m.user_id
         where m.user_id = $1",
        user.map(|user| user.0),
        origin.at,
        entry.action.as_str(),
        entry.target,
        entry.detail,
        origin.address(),
        entry.result.as_str(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// By whoever runs the server, about one organization. The instant is the
/// transaction's.
pub(crate) async fn by_operator(tx: &mut PgConnection, org: OrgId, entry: &Entry) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into audit_entries (org_id, actor_kind, actor, action, target, detail, result)
         values ($1, 'operator', 'command line', $2, $3, $4, $5)",
        org.0,
        entry.action.as_str(),
        entry.target,
        entry.detail,
        entry.result.as_str(),
    )
    .execute(tx)
    .await?;
    Ok(())
}

/// By whoever runs the server, on an account: in the log of each of its
/// organizations.
pub(crate) async fn by_operator_on(tx: &mut PgConnection, user: UserId, entry: &Entry) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into audit_entries (org_id, actor_kind, actor, action, target, detail, result)
         select m.org_id, 'operator', 'command line', $2, $3, $4, $5
         from members m
         where m.user_id = $1",
        user.0,
        entry.action.as_str(),
        entry.target,
        entry.detail,
        entry.result.as_str(),
    )
    .execute(tx)
    .await?;
    Ok(())
}
