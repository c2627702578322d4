//! What one server sends right now, counted by provider.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use domain::id::{OrgId, ProviderId};
use tokio::sync::Notify;

/// A provider of an organization.
type Key = (OrgId, ProviderId);

/// Counts messages under way. Clones count together.
#[derive(Clone, Debug, Default)]
pub(super) struct UnderWay {
    counts: Arc<Mutex<HashMap<Key, u32>>>,
    left: Arc<Notify>,
}

/// A message under way, until it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    of: UnderWay,
    key: Key,
}

impl UnderWay {
    pub(super) fn enter(&self, key: Key) -> Place {
        *self.counts.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default() += 1;
        Place { of: self.clone(), key }
    }

    /// How many there are.
    pub(super) fn all(&self) -> u32 {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }

    /// The providers with at least so many.
    pub(super) fn busy(&self, from: u32) -> Vec<Key> {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.iter().filter(|(_, count)| **count >= from).map(|(key, _)| *key).collect()
    }

    /// Returns once there are fewer. One may wait at a time.
    pub(super) async fn below(&self, most: u32) {
        while self.all() >= most {
            self.left.notified().await;
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.of.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.key) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.key);
            }
        }
        drop(counts);
        self.of.left.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn places_are_counted_by_provider_and_given_back() {
        let under_way = UnderWay::default();
        let (one, other) = ((OrgId(1), ProviderId(1)), (OrgId(1), ProviderId(2)));
        let places: Vec<_> = [one, one, other].map(|key| under_way.enter(key)).into();
        assert_eq!((under_way.all(), under_way.busy(2), under_way.busy(3)), (3, vec![one], vec![]));
        let waiting = under_way.below(1);
        tokio::pin!(waiting);
        assert!(futures::poll!(&mut waiting).is_pending());
        drop(places);
        waiting.await;
        assert_eq!((under_way.all(), under_way.busy(1)), (0, vec![]));
    }
}
