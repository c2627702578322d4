//! Memberships, remembered for half a second.
//!
//! A page asks for its organization once per piece; a membership that ends stops working within
//! the second that a revoked session may take as well.

use domain::id::UserId;
use domain::slug::OrgSlug;
use moka::future::Cache;
use std::time::Duration;
use store::identity::Viewer;
use store::{OrgScope, Store, StoreError};

/// A stream looks as often, and both together are the second within which what is revoked ends.
const TIME_TO_LIVE: Duration = Duration::from_millis(500);
const CAPACITY: u64 = 10_000;

/// The cache of memberships, and of the people who have them.
#[derive(Clone)]
pub struct Entries {
    scopes: Cache<(UserId, OrgSlug), OrgScope>,
    viewers: Cache<UserId, Viewer>,
}

impl Default for Entries {
    fn default() -> Self {
        Self {
            scopes: Cache::builder().max_capacity(CAPACITY).time_to_live(TIME_TO_LIVE).build(),
            viewers: Cache::builder().max_capacity(CAPACITY).time_to_live(TIME_TO_LIVE).build(),
        }
    }
}

impl Entries {
    /// The scope of `user` in the organization, `None` for no member. Only members are remembered.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn enter(&self, store: &Store, user: UserId, slug: OrgSlug) -> Result<Option<OrgScope>, StoreError> {
        let key = (user, slug);
        if let Some(scope) = self.scopes.get(&key).await {
            return Ok(Some(scope));
        }
        let Some(scope) = store.enter(user, &key.1).await? else { return Ok(None) };
        self.scopes.insert(key, scope.clone()).await;
        Ok(Some(scope))
    }

    /// Forgets every membership: somebody's has changed. The next request looks it up again.
    pub fn forget(&self) {
        self.scopes.invalidate_all();
        self.viewers.invalidate_all();
    }

    /// Who `user` is, and their organizations. `None` for a user that is gone.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub async fn viewer(&self, store: &Store, user: UserId) -> Result<Option<Viewer>, StoreError> {
        if let Some(viewer) = self.viewers.get(&user).await {
            return Ok(Some(viewer));
        }
        let Some(viewer) = store::identity::viewer(store, user).await? else { return Ok(None) };
        self.viewers.insert(user, viewer.clone()).await;
        Ok(Some(viewer))
    }
}
