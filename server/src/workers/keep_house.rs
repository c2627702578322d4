//! Makes partitions ahead of their months, and removes what has run out.

use super::every;
use crate::clock;
use std::time::Duration;
use store::Store;
use tokio_util::sync::CancellationToken;

const PERIOD: Duration = Duration::from_hours(1);

pub(super) async fn run(store: Store, stop: CancellationToken) {
    every("keep_house", PERIOD, stop, || async {
        let (system, now) = (store.system(), clock::now());
        store::partition::ensure(&system, now).await?;
        store::host::prune(&system, now).await?;
        store::check::prune(&system, now).await?;
        store::session::delete_expired(&system, now).await?;
        store::sign_in::prune(&system, now).await?;
        store::invitation::prune(&system, now).await?;
        store::reset::prune(&system, now).await?;
        store::delivery::prune(&system, now).await?;
        store::profile::prune(&system, now).await?;
        Ok(())
    })
    .await;
}
