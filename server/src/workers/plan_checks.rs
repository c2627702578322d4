//! Plans the checks of all policies, and marks what has become stale.

use super::every;
use crate::clock;
use crate::live::Nudges;
use chrono::{DateTime, Utc};
use std::time::Duration;
use store::Store;
use store::live::Topic;
use tokio_util::sync::CancellationToken;

/// Much shorter than occurrences are planned ahead.
const PERIOD: Duration = Duration::from_secs(5);

pub(super) async fn run(store: Store, nudges: Nudges, stop: CancellationToken) {
    every("plan_checks", PERIOD, stop, || step(&store, &nudges, clock::now())).await;
}

/// One look at every environment. An environment that fails keeps no other from being planned.
///
/// # Errors
/// The first failure, after all others have been looked at.
pub async fn step(store: &Store, nudges: &Nudges, now: DateTime<Utc>) -> anyhow::Result<()> {
    let system = store.system();
    let mut failure = None;
    for (org, environment) in store::check::due_environments(&system).await? {
        match store::check::plan(&system, org, environment, now).await {
            Ok(planned) if planned.is_nothing() => {}
            Ok(_) => nudges.nudge(org, Topic::Health),
            Err(error) => {
                failure.get_or_insert(error);
            }
        }
    }
    for org in store::check::mark_stale(&system, now).await? {
        nudges.nudge(org, Topic::Health);
    }
    failure.map_or(Ok(()), |error| Err(error.into()))
}
