//! Sums samples into minutes and hours.

use super::every;
use crate::clock;
use std::time::Duration;
use store::Store;
use tokio_util::sync::CancellationToken;

const PERIOD: Duration = Duration::from_secs(30);

pub(super) async fn run(store: Store, stop: CancellationToken) {
    every("roll_up_hosts", PERIOD, stop, || async {
        store::host::roll_up(&store.system(), clock::now()).await?;
        Ok(())
    })
    .await;
}
