//! Memberships, remembered for a second.
//!
//! A page asks for its organization once per piece; a membership that ends stops working within
//! the second that a revoked session may take as well.

use domain::id::UserId;
use domain::slug::OrgSlug;
use moka::future::Cache;
use std::time::Duration;
use store::{OrgScope, Store, StoreError};

/// At most as long as a revoked session may work on.
const TIME_TO_LIVE: Duration = Duration::from_secs(1);

/// The cache of memberships.
#[derive(Clone)]
pub struct Entries(Cache<(UserId, OrgSlug), OrgScope>);

impl Default for Entries {
    fn default() -> Self {
        Self(Cache::builder().max_capacity(10_000).time_to_live(TIME_TO_LIVE).build())
    }
}

impl Entries {
    /// The scope of `user` in the organization, `None` for no member. Only members are remembered.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn enter(&self, store: &Store, user: UserId, slug: OrgSlug) -> Result<Option<OrgScope>, StoreError> {
        let key = (user, slug);
        if let Some(scope) = self.0.get(&key).await {
            return Ok(Some(scope));
        }
        let Some(scope) = store.enter(user, &key.1).await? else { return Ok(None) };
        self.0.insert(key, scope.clone()).await;
        Ok(Some(scope))
    }
}
