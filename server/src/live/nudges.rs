//! Tells every server that data changed, at most five times a second per organization and topic.

use domain::id::OrgId;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::Store;
use store::live::Topic;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// Nudges within this time become one.
const GATHER: Duration = Duration::from_millis(200);

/// Where a change is reported after its commit. Losing one at a crash is harmless: pages ask
/// afresh when they reconnect.
#[derive(Clone, Default)]
pub struct Nudges {
    pending: Arc<Mutex<HashSet<(OrgId, Topic)>>>,
    wake: Arc<Notify>,
}

impl Nudges {
    /// Reports that data of `topic` changed.
    pub fn nudge(&self, org: OrgId, topic: Topic) {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).insert((org, topic));
        self.wake.notify_one();
    }

    /// Sends what was reported, until `stop`.
    pub async fn run(self, store: Store, stop: CancellationToken) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = self.wake.notified() => {}
            }
            let pending = std::mem::take(&mut *self.pending.lock().unwrap_or_else(PoisonError::into_inner));
            for (org, topic) in pending {
                if let Err(error) = store::live::publish(&store, org, topic).await {
                    tracing::warn!(org.id = org.0, %error, "servers could not be told of a change in organization {org}: {error}");
                }
            }
            tokio::time::sleep(GATHER).await;
        }
    }
}
