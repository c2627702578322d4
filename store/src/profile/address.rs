//! An address in the place of the one that a person signs in with, and mails
//! with a link.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{email::Email, id::UserId, message::Message};

use crate::{
    OrgScope, Store, StoreError,
    delivery::{self, New, enqueue_link},
    error::stored,
};

/// How long a link that proves an address works.
const ADDRESS_LIFETIME: TimeDelta = TimeDelta::hours(24);

/// Goes back to the address that the person signs in with.
pub async fn clear_address(store: &Store, user: UserId) -> Result<(), StoreError> {
    let mut tx = store.identity(Some(user)).await?;
    sqlx::query!("update users set notification_email = null where id = $1", user.0).execute(&mut *tx).await?;
    sqlx::query!("delete from email_verifications where user_id = $1", user.0).execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}

/// Notes an address that isn't proved yet; the one before it is forgotten.
/// `token_hash` is the SHA-256 of the secret part of the link.
pub async fn ask_address(
    store: &Store,
    user: UserId,
    address: &Email,
    token_hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut tx = store.identity(Some(user)).await?;
    sqlx::query!("delete from email_verifications where user_id = $1", user.0).execute(&mut *tx).await?;
    sqlx::query!(
        "insert into email_verifications (user_id, email, token_hash, created_at, expires_at)
         values ($1, $2, $3, $4, $5)",
        user.0,
        address.as_str(),
        token_hash,
        now,
        now + ADDRESS_LIFETIME,
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

/// Takes an address that a link has proved, and answers with it; `None` for a
/// link that was never made, was used, or is too old.
pub async fn prove_address(
    store: &Store,
    token_hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<Email>, StoreError> {
    let mut tx = store.identity(None).await?;
    let row = sqlx::query!(
        "delete from email_verifications where token_hash = $1 and expires_at > $2 returning user_id, email",
        token_hash,
        now,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    sqlx::query!("update users set notification_email = $2 where id = $1", row.user_id, row.email)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(Some(stored("email", &row.email)?))
}

/// Sends a message with a secret link by the organization's oldest mail
/// provider; false where there is none. The link is a path of this
/// installation, sealed until it is sent.
pub async fn mail_link(
    scope: &OrgScope,
    to: &Email,
    message: &Message,
    link: &str,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let mut tx = scope.begin().await?;
    let org = tx.org_id();
    let Some(provider) = delivery::mailer(tx.connection(), org).await? else { return Ok(false) };
    let new = New { org, provider, target: to.as_str(), user: None, dashboard: None, message };
    enqueue_link(tx.connection(), scope.store.keyring(), &new, link, now).await?;
    tx.commit().await?;
    Ok(true)
}
