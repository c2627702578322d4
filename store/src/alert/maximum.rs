//! How much is done in one transaction.

/// Digests, or reminders, of one step of a worker.
pub(super) const BATCH: i64 = 100;
