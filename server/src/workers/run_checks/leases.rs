//! The checks that this server runs, and until when they are its own.

use chrono::{DateTime, Utc};
use domain::id::CheckId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio_util::sync::CancellationToken;

/// What is held; clones share it.
#[derive(Clone, Default)]
pub(super) struct Leases(Arc<Mutex<HashMap<CheckId, Lease>>>);

struct Lease {
    until: DateTime<Utc>,
    lost: CancellationToken,
}

impl Leases {
    /// Holds a check; the token says when it is lost.
    pub(super) fn hold(&self, check: CheckId, until: DateTime<Utc>) -> CancellationToken {
        let lost = CancellationToken::new();
        self.lock().insert(check, Lease { until, lost: lost.clone() });
        lost
    }

    /// Holds a check no longer.
    pub(super) fn release(&self, check: CheckId) {
        self.lock().remove(&check);
    }

    /// What is held.
    pub(super) fn held(&self) -> Vec<CheckId> {
        self.lock().keys().copied().collect()
    }

    /// Of those that were `asked` about, the `kept` are ours until later, and the others are lost. A check that
    /// was ended or begun meanwhile isn't concerned.
    pub(super) fn keep(&self, asked: &[CheckId], kept: &[CheckId], until: DateTime<Utc>) {
        let mut leases = self.lock();
        for check in asked {
            match leases.get_mut(check) {
                Some(lease) if kept.contains(check) => lease.until = until,
                Some(lease) => lease.lost.cancel(),
                None => {}
            }
        }
    }

    /// Gives up what would run out before `next`, when nobody could be asked.
    pub(super) fn expire(&self, next: DateTime<Utc>) {
        for lease in self.lock().values().filter(|lease| lease.until <= next) {
            lease.lost.cancel();
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<CheckId, Lease>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_renewed_is_lost() {
        let leases = Leases::default();
        let at = |second| DateTime::from_timestamp(second, 0).expect("an instant");
        let tokens = [1, 2, 3].map(|id| leases.hold(CheckId(id), at(60)));
        leases.keep(&[CheckId(1), CheckId(2), CheckId(9)], &[CheckId(1)], at(120));
        assert_eq!(tokens.each_ref().map(CancellationToken::is_cancelled), [false, true, false]);
        leases.expire(at(59));
        assert!(!tokens[2].is_cancelled());
        leases.expire(at(60));
        assert_eq!(tokens.each_ref().map(CancellationToken::is_cancelled), [false, true, true]);
        leases.release(CheckId(1));
        assert!(!leases.held().contains(&CheckId(1)));
    }
}
