//! What the handlers share.

use crate::config::Config;
use crate::live::{Hub, Nudges};
use crate::session::Sessions;
use crate::visitors::ClientAddress;
use axum::extract::FromRef;
use leptos::config::LeptosOptions;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// The state of the router; cheap to clone.
#[derive(Clone, FromRef)]
pub struct AppState {
    /// Store, caches and asset names, as the pages see them.
    #[from_ref(skip)]
    pub host: app::host::Host,
    /// Sessions, for streams that outlive the request that opened them.
    #[from_ref(skip)]
    pub sessions: Sessions,
    /// What the operator set.
    #[from_ref(skip)]
    pub config: Arc<Config>,
    /// Fans changes out to live streams.
    #[from_ref(skip)]
    pub hub: Hub,
    /// Tells every server that data changed.
    #[from_ref(skip)]
    pub nudges: Nudges,
    /// Finds the address behind trusted proxies.
    #[from_ref(skip)]
    pub addresses: ClientAddress,
    /// Batches that may be stored at once; more are told to come back.
    #[from_ref(skip)]
    pub ingest_places: Arc<Semaphore>,
    /// Cancelled when the server stops: streams end.
    #[from_ref(skip)]
    pub stop: CancellationToken,
    /// Leptos' own settings; only its router reads them.
    pub leptos: LeptosOptions,
}
