//! What the server does by itself. Every worker is idempotent: any number of servers may run it.

pub mod deliver;
pub mod hear_bots;
mod keep_house;
pub mod plan_checks;
mod roll_up_hosts;
pub mod run_checks;
mod sample_host;
pub mod sync_environments;
pub mod validators;

use crate::connectors::backoff::Backoff;
use crate::connectors::opinion::Model;
use crate::state::AppState;
use crate::{clock, random};
use run_checks::{Examiner, Runner};
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;

/// Starts all workers; they end with the server.
pub fn start(state: &AppState) -> JoinSet<()> {
    let store = || state.host.store.clone();
    let (nudges, stop) = (|| state.nudges.clone(), || state.stop.clone());
    let examiner: Arc<dyn Examiner> = state.validators.clone();
    let mut workers = JoinSet::new();
    let courier = deliver::Courier::new(store(), state.channels.clone(), Arc::clone(&state.host.public_url));
    workers.spawn(deliver::run(courier, stop()));
    workers.spawn(deliver::gather(store(), stop()));
    workers.spawn(hear_bots::run(store(), state.channels.clone(), stop()));
    workers.spawn(sample_host::run(store(), nudges(), stop()));
    workers.spawn(roll_up_hosts::run(store(), stop()));
    workers.spawn(keep_house::run(store(), stop()));
    workers.spawn(plan_checks::run(store(), nudges(), stop()));
    workers.spawn(sync_environments::run(store(), state.validators.clone(), nudges(), stop()));
    let runner = Runner::new(store(), examiner, nudges(), clock::now);
    let runner = match &state.config.language_model {
        Some(settings) => {
            let http = Arc::new(state.outbound.clone());
            runner.advised_by(Arc::new(Model::new(http, settings.clone(), Backoff::new(random::unit))))
        }
        None => runner,
    };
    workers.spawn(runner.run(stop()));
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
