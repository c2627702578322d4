//! Putting a message into the outbox.

use chrono::{DateTime, Utc};
use domain::{id::OrgId, message::Message};
use secrecy::SecretString;
use sqlx::{PgConnection, types::Json};

use super::LINK;
use crate::{
    StoreError,
    secret::{self, Keyring},
};

/// A message to be sent.
pub(crate) struct New<'a> {
    pub(crate) org: OrgId,
    pub(crate) provider: i32,
    pub(crate) target: &'a str,
    pub(crate) user: Option<i32>,
    pub(crate) dashboard: Option<i32>,
    pub(crate) message: &'a Message,
}

/// Writes a delivery, in whichever transaction stores its cause.
pub(crate) async fn enqueue(
    connection: &mut PgConnection,
    new: &New<'_>,
    now: DateTime<Utc>,
) -> Result<i64, StoreError> {
    let id = sqlx::query_scalar!(
        "insert into deliveries
             (org_id, provider_id, target, user_id, dashboard_id, message, key, created_at, since, due_at)
         values ($1, $2, $3, $4, $5, $6, gen_random_uuid(), $7, $7, $7)
         returning id",
        new.org.0,
        new.provider,
        new.target,
        new.user,
        new.dashboard,
        Json(new.message) as Json<&Message>,
        now,
    )
    .fetch_one(connection)
    .await?;
    Ok(id)
}

/// The same with a secret address that belongs to the message: a path of this
/// installation, sealed until it is sent.
pub(crate) async fn enqueue_link(
    connection: &mut PgConnection,
    keyring: &Keyring,
    new: &New<'_>,
    path: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let id = enqueue(connection, new, now).await?;
    let sealed = secret::seal_in(connection, keyring, &LINK.at(new.org, id), &SecretString::from(path)).await?;
    sqlx::query!("update deliveries set link = $3 where org_id = $1 and id = $2", new.org.0, id, sealed)
        .execute(connection)
        .await?;
    Ok(())
}

/// The organization's oldest mail provider that is on.
pub(crate) async fn mailer(connection: &mut PgConnection, org: OrgId) -> Result<Option<i32>, StoreError> {
    let id = sqlx::query_scalar!(
        "select id
         from providers
         where org_id = $1 and kind = 'smtp' and is_active and removed_at is null
         order by id
         limit 1",
        org.0,
    )
    .fetch_optional(connection)
    .await?;
    Ok(id)
}
