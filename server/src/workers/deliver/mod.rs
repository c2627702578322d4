//! Sends what is in the outbox, and puts digests and reminders into it when their time has come.

mod courier;
mod under_way;

use std::time::Duration;

use store::Store;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::every;
use crate::clock;

pub use courier::{AT_ONCE, Courier};

/// How often the outbox is looked at when it was empty.
const PERIOD: Duration = Duration::from_millis(500);
/// How often digests and reminders are looked for.
const GATHER_PERIOD: Duration = Duration::from_secs(5);

/// Sends until `stop`, and ends what is under way then. What was due is followed by the next at once.
pub async fn run(courier: Courier, stop: CancellationToken) {
    let tasks = TaskTracker::new();
    every("deliver", PERIOD, stop.clone(), || async {
        while !stop.is_cancelled() && courier.begin(&tasks).await? > 0 {
            tokio::select! {
                () = courier.places() => {}
                () = stop.cancelled() => {}
            }
        }
        Ok(())
    })
    .await;
    tasks.close();
    tasks.wait().await;
}

/// Digests, reminders, and what nobody waits for any more.
pub(super) async fn gather(store: Store, stop: CancellationToken) {
    every("gather", GATHER_PERIOD, stop, || async {
        let (system, now) = (store.system(), clock::now());
        while store::alert::send_digests(&system, now).await? > 0 {}
        while store::alert::remind(&system, now).await? > 0 {}
        store::delivery::expire(&system, now).await?;
        Ok(())
    })
    .await;
}
