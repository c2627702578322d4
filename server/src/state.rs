//! What the handlers share.

use crate::channels::Channels;
use crate::config::Config;
use crate::live::{Hub, Nudges};
use crate::outbound::HttpClient;
use crate::session::Sessions;
use crate::visitors::ClientAddress;
use crate::workers::validators::Validators;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// The state of the router; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// Store, caches and asset names, as the pages see them.
    pub host: app::host::Host,
    /// Sessions, for streams that outlive the request that opened them.
    pub sessions: Sessions,
    /// What the operator set.
    pub config: Arc<Config>,
    /// Fans changes out to live streams.
    pub hub: Hub,
    /// Tells every server that data changed.
    pub nudges: Nudges,
    /// Finds the address behind trusted proxies.
    pub addresses: ClientAddress,
    /// The way out, for whatever a member can cause.
    pub outbound: HttpClient,
    /// By what messages leave.
    pub channels: Channels,
    /// What looks at dashboards and pages.
    pub validators: Arc<Validators>,
    /// Batches that may be stored at once; more are told to come back.
    pub ingest_places: Arc<Semaphore>,
    /// Cancelled when the server stops: streams end.
    pub stop: CancellationToken,
}
