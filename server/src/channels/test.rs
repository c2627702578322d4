//! The test message: sent at once, to show whether a provider works.

use std::sync::Arc;

use app::AppError;
use app::host::{Boxed, Messenger};
use domain::delivery::Verdict;
use domain::message;
use store::provider::Provider;
use store::{OrgScope, Store};
use uuid::Uuid;

use super::{Channels, Letter};
use crate::clock;

/// Sends test messages for the pages.
pub struct Tester {
    store: Store,
    channels: Channels,
    base: Arc<str>,
}

impl Tester {
    /// For the installation at `base`, an address without a slash at its end.
    #[must_use]
    pub fn new(store: Store, channels: Channels, base: Arc<str>) -> Self {
        Self { store, channels, base }
    }

    async fn send(&self, scope: &OrgScope, provider: &Provider, target: &str) -> Result<Verdict, AppError> {
        let found = store::provider::sender(&self.store.system(), scope.org_id(), provider.id).await?;
        let sender = found.ok_or(AppError::NotFound)?;
        let settings = format!("/o/{}/settings/notifications", scope.slug());
        let message = message::test(scope.name().as_str(), provider.name.as_str(), settings).based(&self.base);
        let letter = Letter {
            target,
            message: &message,
            organization: scope.slug().as_str(),
            key: Uuid::new_v4(),
            at: clock::now(),
        };
        Ok(self.channels.send(&sender.settings, sender.secret.as_ref(), &letter).await)
    }
}

impl Messenger for Tester {
    fn test<'a>(
        &'a self,
        scope: &'a OrgScope,
        provider: &'a Provider,
        target: &'a str,
    ) -> Boxed<'a, Result<Verdict, AppError>> {
        Box::pin(self.send(scope, provider, target))
    }
}
