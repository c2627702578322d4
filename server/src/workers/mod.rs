//! What the server does by itself. Every worker is idempotent: any number of servers may run it.

mod keep_house;
pub mod plan_checks;
mod roll_up_hosts;
pub mod run_checks;
mod sample_host;
pub mod sync_environments;
pub mod validators;

use crate::live::Nudges;
use std::future::Future;
use std::time::Duration;
use store::Store;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

/// Starts all workers; they end with `stop`.
pub fn start(store: &Store, nudges: &Nudges, stop: &CancellationToken) -> JoinSet<()> {
    let mut workers = JoinSet::new();
    workers.spawn(sample_host::run(store.clone(), nudges.clone(), stop.clone()));
    workers.spawn(roll_up_hosts::run(store.clone(), stop.clone()));
    workers.spawn(keep_house::run(store.clone(), stop.clone()));
    workers.spawn(plan_checks::run(store.clone(), nudges.clone(), stop.clone()));
    workers
}

/// Runs `step` at once and then every `period`, until `until` is cancelled. A failure is logged when it begins
/// and when it ends, not at every step between.
async fn every<F, S>(name: &'static str, period: Duration, until: CancellationToken, mut step: S)
where
    F: Future<Output = anyhow::Result<()>> + Send,
    S: FnMut() -> F + Send,
{
    let mut ticks = tokio::time::interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut is_failing = false;
    loop {
        tokio::select! {
            () = until.cancelled() => return,
            _ = ticks.tick() => {}
        }
        match step().await {
            Ok(()) if is_failing => {
                is_failing = false;
                tracing::info!(worker.name = name, "worker {name} works again");
            }
            Err(error) if !is_failing => {
                is_failing = true;
                tracing::error!(worker.name = name, "worker {name} failed and goes on trying: {error:#}");
            }
            Ok(()) | Err(_) => {}
        }
    }
}
