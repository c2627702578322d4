//! Programs with an API token.

use chrono::{DateTime, Utc};
use domain::{
    id::{OrgId, TokenId},
    name::DisplayName,
    scope::TokenScope,
    slug::OrgSlug,
    zone::ZoneName,
};
use sqlx::PgConnection;

use crate::{Store, StoreError};

/// A program at work in one organization, with an API token whose scopes say
/// what it may do.
#[derive(Debug, Clone)]
pub struct ApiScope {
    pub(crate) store: Store,
    pub(crate) org_id: OrgId,
    pub(crate) slug: OrgSlug,
    pub(crate) zone: ZoneName,
    pub(crate) token_id: TokenId,
    pub(crate) name: DisplayName,
    pub(crate) scopes: Vec<TokenScope>,
}

impl ApiScope {
    /// The organization.
    pub fn org_id(&self) -> OrgId {
        self.org_id
    }

    /// Its name in URLs.
    pub fn slug(&self) -> &OrgSlug {
        &self.slug
    }

    /// The token.
    pub fn token_id(&self) -> TokenId {
        self.token_id
    }

    /// Fails when the token has ended since the request came in.
    pub(crate) async fn look_again(&self, tx: &mut PgConnection, now: DateTime<Utc>) -> Result<(), StoreError> {
        sqlx::query_scalar!(
            "select id
             from api_tokens
             where org_id = $1 and id = $2 and revoked_at is null and (expires_at is null or expires_at > $3)
             order by id",
            self.org_id.0,
            self.token_id.0,
            now,
        )
        .fetch_optional(tx)
        .await?
        .map(drop)
        .ok_or(StoreError::NotFound)
    }
}
