//! API tokens: how programs prove who they are. Only the SHA-256 of a token
//! is known here.

use chrono::{DateTime, Utc};
use domain::{
    id::{OrgId, TokenId},
    name::DisplayName,
    scope::TokenScope,
};

use crate::{Store, StoreError, SystemScope};

/// Makes a token. `expires_at` is the first instant at which it is refused.
pub async fn create(
    system: &SystemScope,
    org: OrgId,
    name: &DisplayName,
    hash: &[u8; 32],
    scopes: &[TokenScope],
    expires_at: Option<DateTime<Utc>>,
) -> Result<TokenId, StoreError> {
    let scopes: Vec<String> = scopes.iter().map(|scope| scope.as_str().to_owned()).collect();
    let mut tx = system.begin().await?;
    let id = sqlx::query_scalar!(
        "insert into api_tokens (org_id, name, hash, scopes, expires_at)
         values ($1, $2, $3, $4, $5)
         returning id",
        org.0,
        name.as_str(),
        hash,
        &scopes,
        expires_at,
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(TokenId(id))
}

/// The organization of a token that may send events at `now`.
pub(crate) async fn find_ingest(
    store: &Store,
    hash: &[u8; 32],
    now: DateTime<Utc>,
) -> Result<Option<(OrgId, TokenId)>, StoreError> {
    let mut tx = store.identity(None).await?;
    let row = sqlx::query!(
        "select org_id, id
         from api_tokens
         where hash = $1
           and 'ingest' = any(scopes)
           and revoked_at is null
           and (expires_at is null or expires_at > $2)
         order by org_id, id",
        hash,
        now,
    )
    .fetch_optional(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(row.map(|row| (OrgId(row.org_id), TokenId(row.id))))
}
