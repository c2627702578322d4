//! The invited side. Nobody is a member yet, so this runs as `app_identity`.

use chrono::{DateTime, Utc};
use domain::{
    audit::AuditAction,
    email::Email,
    id::{OrgId, UserId},
    link::{LinkFacts, LinkRefusal},
    name::DisplayName,
    role::Role,
    slug::OrgSlug,
};
use sqlx::PgConnection;

use crate::{
    RuleError, Store, StoreError,
    audit::{self, Entry, Origin},
    error::stored,
    live::publish_access,
    tx::become_user,
};

/// What the holder of a link may know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The organization in URLs.
    pub slug: OrgSlug,
    /// The organization on pages.
    pub organization: DisplayName,
    /// For whom it is.
    pub email: Email,
    /// As what.
    pub role: Role,
    /// Whether that address has an account.
    pub has_account: bool,
    /// Whether it still works.
    pub facts: LinkFacts,
}

/// The invitation of a link. `None` for one that was never given out, or was
/// replaced by another.
pub async fn find(store: &Store, token_hash: &[u8; 32]) -> Result<Option<Found>, StoreError> {
    let mut tx = store.identity(None).await?;
    let row = sqlx::query_as!(
        Row,
        r#"select i.org_id, i.id, o.slug, o.name, i.email, i.role, i.expires_at,
                  i.accepted_at, i.withdrawn_at,
                  exists (select from users u where u.email = i.email) as "has_account!"
           from invitations i
           join organizations o on o.id = i.org_id
           where i.token_hash = $1
           order by i.org_id, i.id"#,
        token_hash,
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    row.as_ref().map(Row::found).transpose()
}

/// Makes a user who exists a member.
pub async fn accept(
    store: &Store,
    token_hash: &[u8; 32],
    by: UserId,
    origin: &Origin,
) -> Result<OrgSlug, RuleError<LinkRefusal>> {
    let mut tx = store.identity(Some(by)).await?;
    let (row, found) = lock(&mut tx, token_hash).await?;
    let email = sqlx::query_scalar!("select email from users where id = $1 order by id", by.0)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(StoreError::NotFound)?;
    let mut ruled = found.facts.check_acceptance(&found.email, &stored("email", &email)?, origin.at);
    if ruled.is_ok() && !join(&mut tx, &row, by, origin).await? {
        ruled = Err(LinkRefusal::AlreadyMember);
    }
    let entry = Entry::done(AuditAction::InvitationAccepted).on(found.email.as_str()).with(found.role.as_str());
    audit::by_person_in(&mut tx, by, OrgId(row.org_id), origin, &entry.if_done(ruled.is_ok())).await?;
    tx.commit().await?;
    ruled.map(|()| found.slug).map_err(RuleError::Refused)
}

/// The invitation of a link that still works. One that doesn't is refused, and
/// that it was tried is noted.
pub async fn check(store: &Store, token_hash: &[u8; 32], origin: &Origin) -> Result<Found, RuleError<LinkRefusal>> {
    let mut tx = store.identity(None).await?;
    let (row, found) = lock(&mut tx, token_hash).await?;
    let ruled = rule(&mut tx, &row, &found, origin).await?;
    tx.commit().await?;
    ruled.map(|()| found).map_err(RuleError::Refused)
}

/// Whether a link still works for somebody without an account.
async fn rule(
    tx: &mut PgConnection,
    row: &Row,
    found: &Found,
    origin: &Origin,
) -> Result<Result<(), LinkRefusal>, StoreError> {
    let ruled = found.facts.check(origin.at);
    if let Err(refusal) = &ruled {
        let entry = Entry::done(AuditAction::InvitationAccepted).on(found.email.as_str()).with(&refusal.to_string());
        audit::by_address_in(tx, &found.email, OrgId(row.org_id), origin, &entry.if_done(false)).await?;
    }
    Ok(ruled)
}

/// Makes an account for the invited address, and it a member. An address that
/// has an account by now is a conflict with `users_email_key`.
pub async fn accept_as_new(
    store: &Store,
    token_hash: &[u8; 32],
    name: &DisplayName,
    password_hash: &str,
    origin: &Origin,
) -> Result<(UserId, OrgSlug), RuleError<LinkRefusal>> {
    let mut tx = store.identity(None).await?;
    let (row, found) = lock(&mut tx, token_hash).await?;
    if let Err(refusal) = rule(&mut tx, &row, &found, origin).await? {
        tx.commit().await?;
        return Err(RuleError::Refused(refusal));
    }
    let user = sqlx::query_scalar!(
        "insert into users (email, name, password_hash)
         values ($1, $2, $3)
         returning id",
        found.email.as_str(),
        name.as_str(),
        password_hash,
    )
    .fetch_one(&mut *tx)
    .await?;
    become_user(&mut tx, UserId(user)).await?;
    join(&mut tx, &row, UserId(user), origin).await?;
    let made = Entry::done(AuditAction::UserCreated).on(found.email.as_str());
    audit::by_person_in(&mut tx, UserId(user), OrgId(row.org_id), origin, &made).await?;
    let detail = format!("{}, with a new account", found.role);
    let entry = Entry::done(AuditAction::InvitationAccepted).on(found.email.as_str()).with(&detail);
    audit::by_person_in(&mut tx, UserId(user), OrgId(row.org_id), origin, &entry).await?;
    tx.commit().await?;
    Ok((UserId(user), found.slug))
}

struct Row {
    org_id: i32,
    id: i32,
    slug: String,
    name: String,
    email: String,
    role: String,
    expires_at: DateTime<Utc>,
    accepted_at: Option<DateTime<Utc>>,
    withdrawn_at: Option<DateTime<Utc>>,
    has_account: bool,
}

impl Row {
    fn found(&self) -> Result<Found, StoreError> {
        Ok(Found {
            slug: stored("slug", &self.slug)?,
            organization: stored("name", &self.name)?,
            email: stored("email", &self.email)?,
            role: stored("role", &self.role)?,
            has_account: self.has_account,
            facts: LinkFacts {
                expires_at: self.expires_at,
                is_used: self.accepted_at.is_some(),
                is_withdrawn: self.withdrawn_at.is_some(),
            },
        })
    }
}

/// The invitation, held: who opens the link twice at once waits here, and then
/// finds it used.
async fn lock(tx: &mut PgConnection, token_hash: &[u8; 32]) -> Result<(Row, Found), StoreError> {
    let row = sqlx::query_as!(
        Row,
        r#"select i.org_id, i.id, o.slug, o.name, i.email, i.role, i.expires_at,
                  i.accepted_at, i.withdrawn_at, false as "has_account!"
           from invitations i
           join organizations o on o.id = i.org_id
           where i.token_hash = $1
           order by i.org_id, i.id
           for update of i"#,
        token_hash,
    )
    .fetch_optional(tx)
    .await?
    .ok_or(StoreError::NotFound)?;
    let found = row.found()?;
    Ok((row, found))
}

/// Uses the invitation up. False, and nothing is used, for somebody who is a
/// member already.
async fn join(tx: &mut PgConnection, row: &Row, user: UserId, origin: &Origin) -> Result<bool, StoreError> {
    let joined = sqlx::query!(
        "insert into members (org_id, user_id, role)
         values ($1, $2, $3)
         on conflict (org_id, user_id) do nothing",
        row.org_id,
        user.0,
        row.role,
    )
    .execute(&mut *tx)
    .await?;
    if joined.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!(
        "update invitations
         set accepted_at = $3, accepted_by = $4
         where org_id = $1 and id = $2",
        row.org_id,
        row.id,
        origin.at,
        user.0,
    )
    .execute(&mut *tx)
    .await?;
    publish_access(tx, OrgId(row.org_id)).await?;
    Ok(true)
}
