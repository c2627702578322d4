//! Links to a new password: made on the command line or mailed to who forgot
//! theirs, used once.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    audit::AuditAction,
    email::Email,
    id::{OrgId, UserId},
    link::{LinkFacts, LinkRefusal, RESET_LIFETIME},
    message::Message,
};
use sqlx::PgConnection;

use crate::{
    RuleError, Store, StoreError, SystemScope,
    audit::{self, Entry, Origin},
    delivery::{self, New, enqueue_link},
    error::stored,
    live::publish_access_of,
    tx::become_user,
};

/// Makes a link for the account of an address. `token_hash` is the SHA-256 of
/// its secret part.
pub async fn create(
    system: &SystemScope,
    user: UserId,
    email: &Email,
    token_hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut tx = system.begin().await?;
    insert(&mut tx, user, token_hash, now).await?;
    let entry = Entry::done(AuditAction::ResetLinkCreated).on(email.as_str());
    audit::by_operator_on(&mut tx, user, &entry).await?;
    Ok(tx.commit().await?)
}

/// Links that are mailed for one account within an hour.
const MAILED_WITHIN_HOUR: i64 = 3;

/// Mails a link to whoever has an account at an address, and says whether it
/// did. `path` leads to the new password.
///
/// The mail goes by the server of an organization, whose admins chose it and
/// could read along. So it goes only to a member of that one organization, in
/// which nobody gains by it: an owner, and who belongs to several, gets a link
/// from the command line.
pub async fn mail(
    system: &SystemScope,
    email: &Email,
    token_hash: &[u8; 32],
    message: &Message,
    path: &str,
    origin: &Origin,
) -> Result<bool, StoreError> {
    let mut tx = system.begin().await?;
    let account = sqlx::query!(
        "select u.id, m.org_id
         from users u
         join members m on m.user_id = u.id
         where u.email = $1 and m.role <> 'owner'
           and not exists (select from members o where o.user_id = u.id and o.org_id <> m.org_id)
         order by u.id
         for update of u",
        email.as_str(),
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(account) = account else { return Ok(false) };
    let mailed = sqlx::query_scalar!(
        r#"select count(*) as "count!" from password_resets where user_id = $1 and created_at > $2"#,
        account.id,
        origin.at - TimeDelta::hours(1),
    )
    .fetch_one(&mut *tx)
    .await?;
    let provider = delivery::mailer(&mut tx, OrgId(account.org_id)).await?;
    let Some(provider) = provider.filter(|_| mailed < MAILED_WITHIN_HOUR) else { return Ok(false) };
    insert(&mut tx, UserId(account.id), token_hash, origin.at).await?;
    let org = OrgId(account.org_id);
    let new = New { org, provider, target: email.as_str(), user: None, dashboard: None, message };
    enqueue_link(&mut tx, system.store.keyring(), &new, path, origin.at).await?;
    let entry = Entry::done(AuditAction::ResetLinkCreated).on(email.as_str()).with("by mail");
    audit::by_person_in(&mut tx, UserId(account.id), org, origin, &entry).await?;
    tx.commit().await?;
    Ok(true)
}

async fn insert(
    connection: &mut PgConnection,
    user: UserId,
    token_hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into password_resets (user_id, token_hash, created_at, expires_at)
         values ($1, $2, $3, $4)",
        user.0,
        token_hash,
        now,
        now + RESET_LIFETIME,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Whose password a link changes, and whether it still works. `None` for one
/// that was never given out.
pub async fn find(store: &Store, token_hash: &[u8; 32]) -> Result<Option<(Email, LinkFacts)>, StoreError> {
    let mut tx = store.identity(None).await?;
    let row = sqlx::query!(
        "select u.email, r.expires_at, r.used_at
         from password_resets r
         join users u on u.id = r.user_id
         where r.token_hash = $1
         order by r.id",
        token_hash,
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    row.map(|row| {
        let facts = LinkFacts { expires_at: row.expires_at, is_used: row.used_at.is_some(), is_withdrawn: false };
        Ok((stored("email", &row.email)?, facts))
    })
    .transpose()
}

/// Fails for a link that doesn't work any more, and notes that it was tried.
pub async fn check(store: &Store, token_hash: &[u8; 32], origin: &Origin) -> Result<(), RuleError<LinkRefusal>> {
    let mut tx = store.identity(None).await?;
    let (user, ruled) = hold(&mut tx, token_hash, origin).await?;
    if let Err(refusal) = &ruled {
        refuse(&mut tx, user, refusal, origin).await?;
    }
    tx.commit().await?;
    ruled.map_err(RuleError::Refused)
}

/// Whose link it is, and whether it still works. Holds all links of the
/// account, in one order: two of them may be opened at once.
async fn hold(
    tx: &mut PgConnection,
    token_hash: &[u8; 32],
    origin: &Origin,
) -> Result<(UserId, Result<(), LinkRefusal>), StoreError> {
    let user = sqlx::query_scalar!("select user_id from password_resets where token_hash = $1 order by id", token_hash)
        .fetch_optional(&mut *tx)
        .await?
        .ok_or(StoreError::NotFound)?;
    let links = sqlx::query!(
        "select token_hash, expires_at, used_at
         from password_resets
         where user_id = $1
         order by id
         for update",
        user,
    )
    .fetch_all(&mut *tx)
    .await?;
    let link = links.iter().find(|link| link.token_hash == token_hash).ok_or(StoreError::NotFound)?;
    let facts = LinkFacts { expires_at: link.expires_at, is_used: link.used_at.is_some(), is_withdrawn: false };
    become_user(tx, UserId(user)).await?;
    Ok((UserId(user), facts.check(origin.at)))
}

async fn refuse(tx: &mut PgConnection, user: UserId, refusal: &LinkRefusal, origin: &Origin) -> Result<(), StoreError> {
    let entry = Entry::done(AuditAction::PasswordReset).with(&refusal.to_string()).if_done(false);
    audit::by_person(tx, Some(user), origin, &entry).await
}

/// Sets the password by a link. Every session of the account ends, and every
/// other link to a new password.
pub async fn redeem(
    store: &Store,
    token_hash: &[u8; 32],
    password_hash: &str,
    origin: &Origin,
) -> Result<(), RuleError<LinkRefusal>> {
    let mut tx = store.identity(None).await?;
    let (user, ruled) = hold(&mut tx, token_hash, origin).await?;
    if let Err(refusal) = ruled {
        refuse(&mut tx, user, &refusal, origin).await?;
        tx.commit().await?;
        return Err(RuleError::Refused(refusal));
    }
    sqlx::query!("update password_resets set used_at = $2 where user_id = $1 and used_at is null", user.0, origin.at)
        .execute(&mut *tx)
        .await?;
    sqlx::query!("update users set password_hash = $2 where id = $1", user.0, password_hash).execute(&mut *tx).await?;
    sqlx::query!("delete from user_sessions where user_id = $1", user.0).execute(&mut *tx).await?;
    audit::by_person(&mut tx, Some(user), origin, &Entry::done(AuditAction::PasswordReset)).await?;
    publish_access_of(&mut tx, user).await?;
    Ok(tx.commit().await?)
}

/// Removes what expired before `now`, and says how many.
pub async fn prune(system: &SystemScope, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let mut tx = system.begin().await?;
    let done = sqlx::query!("delete from password_resets where expires_at <= $1", now - RESET_LIFETIME)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(done.rows_affected())
}
