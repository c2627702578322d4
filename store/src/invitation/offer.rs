//! The inviting side.

use chrono::{DateTime, Utc};
use domain::{
    access::{
        Action,
        member::{self, InviteRefusal},
    },
    audit::AuditAction,
    email::Email,
    id::InvitationId,
    link::INVITATION_LIFETIME,
    name::DisplayName,
    role::Role,
};

use crate::{
    OrgScope, RuleError, StoreError,
    audit::{self, Entry, Origin},
    error::stored,
};

/// An invitation that nobody has accepted or withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Which one.
    pub id: InvitationId,
    /// For whom.
    pub email: Email,
    /// As what.
    pub role: Role,
    /// By whom, if they are still a member.
    pub invited_by: Option<DisplayName>,
    /// The first instant at which it no longer works.
    pub expires_at: DateTime<Utc>,
}

/// Invites an address, by a link of which `token_hash` is the SHA-256. An open
/// invitation of the same address is replaced: its link no longer works.
pub async fn create(
    scope: &OrgScope,
    email: &Email,
    role: Role,
    token_hash: &[u8; 32],
    origin: &Origin,
) -> Result<(), RuleError<InviteRefusal>> {
    let (mut tx, own) = scope.act(Action::InviteMembers, AuditAction::InvitationCreated, origin).await?;
    let is_member = sqlx::query_scalar!(
        r#"select exists (
               select from members m
               join users u on u.id = m.user_id
               where m.org_id = $1 and u.email = $2
           ) as "is_member!""#,
        scope.org_id().0,
        email.as_str(),
    )
    .fetch_one(tx.connection())
    .await?;
    let ruled = member::invite(own, role).map_err(InviteRefusal::Member);
    let ruled = ruled.and(if is_member { Err(InviteRefusal::AlreadyMember) } else { Ok(()) });
    if ruled.is_ok() {
        sqlx::query!(
            "insert into invitations (org_id, email, role, token_hash, invited_by, created_at, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (org_id, email) where accepted_at is null and withdrawn_at is null do update
             set role = $3,
                 token_hash = $4,
                 invited_by = $5,
                 created_at = $6,
                 expires_at = $7",
            scope.org_id().0,
            email.as_str(),
            role.as_str(),
            token_hash,
            scope.user_id().0,
            origin.at,
            origin.at + INVITATION_LIFETIME,
        )
        .execute(tx.connection())
        .await?;
    }
    let entry = Entry::done(AuditAction::InvitationCreated).on(email.as_str()).with(role.as_str());
    audit::by_member(tx.connection(), scope, origin, &entry.if_done(ruled.is_ok())).await?;
    tx.commit().await?;
    ruled.map_err(RuleError::Refused)
}

/// At most `limit` open invitations that have not expired, by address, after
/// `after`.
pub async fn list(
    scope: &OrgScope,
    after: Option<&Email>,
    limit: u32,
    now: DateTime<Utc>,
) -> Result<Vec<Invitation>, StoreError> {
    scope.permit(Action::InviteMembers)?;
    let mut tx = scope.begin().await?;
    let rows = sqlx::query!(
        r#"select i.id, i.email, i.role, i.expires_at, u.name as "invited_by?"
           from invitations i
           left join users u on u.id = i.invited_by
           where i.org_id = $1
             and i.accepted_at is null
             and i.withdrawn_at is null
             and i.expires_at > $2
             and ($3::text is null or i.email > $3)
           order by i.email
           limit $4"#,
        scope.org_id().0,
        now,
        after.map(Email::as_str),
        i64::from(limit),
    )
    .fetch_all(tx.connection())
    .await?;
    tx.commit().await?;
    rows.into_iter()
        .map(|row| {
            Ok(Invitation {
                id: InvitationId(row.id),
                email: stored("email", &row.email)?,
                role: stored("role", &row.role)?,
                invited_by: row.invited_by.map(|name| stored("name", &name)).transpose()?,
                expires_at: row.expires_at,
            })
        })
        .collect()
}

/// Takes an open invitation back.
pub async fn withdraw(scope: &OrgScope, id: InvitationId, origin: &Origin) -> Result<(), StoreError> {
    let (mut tx, _) = scope.act(Action::InviteMembers, AuditAction::InvitationWithdrawn, origin).await?;
    let email = sqlx::query_scalar!(
        "update invitations
         set withdrawn_at = $3
         where org_id = $1 and id = $2 and accepted_at is null and withdrawn_at is null
         returning email",
        scope.org_id().0,
        id.0,
        origin.at,
    )
    .fetch_optional(tx.connection())
    .await?
    .ok_or(StoreError::NotFound)?;
    let entry = Entry::done(AuditAction::InvitationWithdrawn).on(&email);
    audit::by_member(tx.connection(), scope, origin, &entry).await?;
    tx.commit().await
}
