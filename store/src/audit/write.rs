//! Writing entries, inside the transaction of the change.

use domain::{
    audit::{ActorKind, AuditAction, AuditResult},
    email::Email,
    id::{OrgId, UserId},
};
use sqlx::PgConnection;

use super::Origin;
use crate::{ApiScope, By, OrgScope, StoreError};

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

/// By whoever asks, in a transaction of their organization.
pub(crate) async fn by(tx: &mut PgConnection, by: By<'_>, origin: &Origin, entry: &Entry) -> Result<(), StoreError> {
    match by {
        By::Member(scope) => by_member(tx, scope, origin, entry).await,
        By::Program(scope) => by_program(tx, scope, origin, entry).await,
    }
}

/// A read, noted once in ten minutes: what is asked for again tells nothing
/// new.
pub(crate) async fn read_by(
    tx: &mut PgConnection,
    by: By<'_>,
    origin: &Origin,
    action: AuditAction,
) -> Result<(), StoreError> {
    let (kind, id) = match by {
        By::Member(scope) => (ActorKind::User, scope.user_id().0),
        By::Program(scope) => (ActorKind::Token, scope.token_id().0),
    };
    let is_noted = sqlx::query_scalar!(
        r#"select exists (
               select from audit_entries
               where org_id = $1 and action = $2 and actor_kind = $3 and actor_id = $4
                 and occurred_at > $5::timestamptz - interval '10 minutes'
           ) as "is_noted!""#,
        by.org_id().0,
        action.as_str(),
        kind.as_str(),
        id,
        origin.at,
    )
    .fetch_one(&mut *tx)
    .await?;
    if is_noted { Ok(()) } else { self::by(tx, by, origin, &Entry::done(action)).await }
}

async fn by_program(tx: &mut PgConnection, scope: &ApiScope, origin: &Origin, entry: &Entry) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into audit_entries
             (org_id, occurred_at, actor_kind, actor_id, actor, action, target, detail, address, result)
         values ($1, $2, 'token', $3, $4, $5, $6, $7, $8::text::inet, $9)",
        scope.org_id().0,
        origin.at,
        scope.token_id().0,
        scope.name.as_str(),
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

/// By somebody who has no account, and holds a link for this address.
pub(crate) async fn by_address_in(
    tx: &mut PgConnection,
    address: &Email,
    org: OrgId,
    origin: &Origin,
    entry: &Entry,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into audit_entries
             (org_id, occurred_at, actor_kind, actor, action, target, detail, address, result)
         values ($1, $2, 'user', $3, $4, $5, $6, $7::text::inet, $8)",
        org.0,
        origin.at,
        address.as_str(),
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
