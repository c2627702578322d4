//! Where a person hears about their dashboards: an address in the place of
//! the one they sign in with, chats with bots, and whether at all.
//!
//! An address counts once a link that was sent there was opened, a chat once
//! the code that the page shows has reached the bot.

mod address;
mod chat;

use chrono::{DateTime, Utc};
use domain::{email::Email, id::UserId};

use crate::{Store, StoreError, SystemScope, error::stored};

pub use address::{ask_address, clear_address, mail_link, prove_address};
pub use chat::{Bot, CODE_LIFETIME, ask_chat, bots, forget_chat, listening, prove_chats};

/// Where a person hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notifications {
    /// Instead of the address they sign in with.
    pub address: Option<Email>,
    /// Whether they hear of failures of their dashboards at all.
    pub notifies_on_failure: bool,
}

/// What a person chose.
pub async fn notifications(store: &Store, user: UserId) -> Result<Notifications, StoreError> {
    let mut tx = store.identity(Some(user)).await?;
    let row =
        sqlx::query!("select notification_email, notifies_on_failure from users where id = $1 order by id", user.0,)
            .fetch_one(&mut *tx)
            .await?;
    tx.commit().await?;
    let address = row.notification_email.map(|email| stored("notification_email", &email)).transpose()?;
    Ok(Notifications { address, notifies_on_failure: row.notifies_on_failure })
}

/// Says whether a person hears of failures.
pub async fn set_notifies(store: &Store, user: UserId, notifies: bool) -> Result<(), StoreError> {
    let mut tx = store.identity(Some(user)).await?;
    sqlx::query!("update users set notifies_on_failure = $2 where id = $1", user.0, notifies).execute(&mut *tx).await?;
    Ok(tx.commit().await?)
}

/// Removes links and codes that no longer work, and says how many.
pub async fn prune(system: &SystemScope, now: DateTime<Utc>) -> Result<u64, StoreError> {
    let mut tx = system.begin().await?;
    let links = sqlx::query!("delete from email_verifications where expires_at <= $1", now).execute(&mut *tx).await?;
    let codes = sqlx::query!("delete from telegram_chats where chat_id is null and code_expires_at <= $1", now)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(links.rows_affected() + codes.rows_affected())
}
