//! Chats with bots, proved by a code that reached the bot: bots can't write
//! first.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    id::{OrgId, ProviderId},
    message::{Message, MessageKind},
};

use crate::{
    OrgScope, StoreError, SystemScope,
    delivery::{New, enqueue},
};

/// How long a code that proves a chat works.
pub const CODE_LIFETIME: TimeDelta = TimeDelta::hours(1);

/// What a chat hears first.
const WELCOME: &str = "Your code arrived. Messages about dashboards that you own come to this chat.";

/// A bot of the organization, and whether the member hears from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bot {
    /// The provider.
    pub provider: ProviderId,
    /// Its name.
    pub name: String,
    /// The chat that was proved.
    pub chat: Option<i64>,
    /// Until when a code works that hasn't reached the bot yet.
    pub code_expires_at: Option<DateTime<Utc>>,
}

/// The organization's bots, as the member sees them.
pub async fn bots(scope: &OrgScope) -> Result<Vec<Bot>, StoreError> {
    let mut tx = scope.begin().await?;
    let rows = sqlx::query!(
        r#"select p.id, p.name, t.chat_id as "chat_id?", t.code_expires_at as "code_expires_at?"
           from providers p
           left join telegram_chats t on t.org_id = p.org_id and t.provider_id = p.id and t.user_id = $2
           where p.org_id = $1 and p.kind = 'telegram' and p.is_active and p.removed_at is null
           order by lower(p.name), p.id"#,
        scope.org_id().0,
        scope.user_id().0,
    )
    .fetch_all(tx.connection())
    .await?;
    tx.commit().await?;
    let bots = rows.into_iter().map(|row| Bot {
        provider: ProviderId(row.id),
        name: row.name,
        chat: row.chat_id,
        code_expires_at: row.code_expires_at,
    });
    Ok(bots.collect())
}

/// Waits for a code to reach a bot; a code before it no longer works.
pub async fn ask_chat(
    scope: &OrgScope,
    provider: ProviderId,
    code_hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut tx = scope.begin().await?;
    let done = sqlx::query!(
        "insert into telegram_chats (org_id, user_id, provider_id, code_hash, code_expires_at)
         select $1, $2, p.id, $4, $5
         from providers p
         where p.org_id = $1 and p.id = $3 and p.kind = 'telegram' and p.removed_at is null
         on conflict on constraint telegram_chats_user_key do update
         set code_hash = excluded.code_hash, code_expires_at = excluded.code_expires_at",
        scope.org_id().0,
        scope.user_id().0,
        provider.0,
        code_hash,
        now + CODE_LIFETIME,
    )
    .execute(tx.connection())
    .await?;
    if done.rows_affected() == 0 {
        return Err(StoreError::NotFound);
    }
    tx.commit().await
}

/// Hears no more from a bot.
pub async fn forget_chat(scope: &OrgScope, provider: ProviderId) -> Result<(), StoreError> {
    let mut tx = scope.begin().await?;
    sqlx::query!(
        "delete from telegram_chats where org_id = $1 and user_id = $2 and provider_id = $3",
        scope.org_id().0,
        scope.user_id().0,
        provider.0,
    )
    .execute(tx.connection())
    .await?;
    tx.commit().await
}

/// The bots that somebody's code is about to reach, and the next update to
/// ask each for.
pub async fn listening(system: &SystemScope, now: DateTime<Utc>) -> Result<Vec<(OrgId, ProviderId, i64)>, StoreError> {
    let mut tx = system.begin().await?;
    let rows = sqlx::query!(
        "select distinct p.org_id, p.id, p.telegram_offset
         from telegram_chats t
         join providers p on p.org_id = t.org_id and p.id = t.provider_id
         where t.code_hash is not null and t.code_expires_at > $1 and p.is_active and p.removed_at is null
         order by p.org_id, p.id",
        now,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(rows.into_iter().map(|row| (OrgId(row.org_id), ProviderId(row.id), row.telegram_offset)).collect())
}

/// Notes which codes reached a bot from which chats, and that everything
/// before `next` was read; a chat that was proved gets a word of it. Answers
/// with how many codes were right. Twice is once: a code is taken by the first.
pub async fn prove_chats(
    system: &SystemScope,
    org: OrgId,
    provider: ProviderId,
    codes: &[([u8; 32], i64)],
    next: i64,
    now: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let mut tx = system.begin().await?;
    let mut proved = 0;
    for (hash, chat) in codes {
        let done = sqlx::query!(
            "update telegram_chats
             set chat_id = $4, code_hash = null, code_expires_at = null
             where org_id = $1 and provider_id = $2 and code_hash = $3 and code_expires_at > $5",
            org.0,
            provider.0,
            hash,
            *chat,
            now,
        )
        .execute(&mut *tx)
        .await?;
        proved += done.rows_affected();
        if done.rows_affected() > 0 {
            let message = Message::new(MessageKind::Account, "👋 You hear about your dashboards here", WELCOME);
            let target = chat.to_string();
            let new =
                New { org, provider: provider.0, target: &target, user: None, dashboard: None, message: &message };
            enqueue(&mut tx, &new, now).await?;
        }
    }
    sqlx::query!(
        "update providers set telegram_offset = greatest(telegram_offset, $3) where org_id = $1 and id = $2",
        org.0,
        provider.0,
        next,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(proved)
}
