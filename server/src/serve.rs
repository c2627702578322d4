//! From configuration and database to a server that answers, and back to silence.

use crate::channels::{Channels, Tester};
use crate::config::Config;
use crate::connectors::backoff::Backoff;
use crate::live::{Hub, Nudges};
use crate::outbound::{Allowed, Dialer, HttpClient, Tls};
use crate::probe::Probe;
use crate::session::Sessions;
use crate::state::AppState;
use crate::visitors::ClientAddress;
use crate::workers::validators::Validators;
use crate::{assets, clock, http, random, router, telemetry, workers};
use anyhow::Context;
use app::host::{Answers, Assets, Entries, Host};
use axum::serve::ListenerExt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// How long requests under way may take once the server stops.
const DRAIN: Duration = Duration::from_secs(10);
/// Batches that are stored at once; each holds a connection and its rows.
const INGEST_PLACES: usize = 8;

/// The shared state of a server over `store`.
pub fn state(config: Config, store: Store, assets: Assets, stop: CancellationToken) -> AppState {
    let answers = Answers::default();
    let entries = Entries::default();
    let sessions = Sessions::new(store.clone());
    let outbound = HttpClient::new(Dialer::new(Allowed::networks(&config.allowed_networks)), Tls::of_this_machine());
    let name = config.public_url.host_str().unwrap_or("localhost");
    let channels = Channels::new(outbound.clone(), name, config.slack_url.as_str(), config.telegram_url.as_str());
    let public_url: Arc<str> = config.public_url.as_str().trim_end_matches('/').into();
    let validators = Arc::new(Validators::over(store.clone(), Arc::new(outbound.clone()), Backoff::new(random::unit)));
    let prober = Probe::new(store.clone(), Arc::clone(&validators));
    AppState {
        hub: Hub::new(answers.clone(), entries.clone(), sessions.clone()),
        sessions,
        host: Host {
            messenger: Arc::new(Tester::new(store.clone(), channels.clone(), Arc::clone(&public_url))),
            store,
            entries,
            answers,
            assets: Arc::new(assets),
            prober: Arc::new(prober),
            clock: clock::now,
            is_https: config.public_url.scheme() == "https",
            public_url,
        },
        addresses: ClientAddress::behind(&config.trusted_proxies),
        channels,
        outbound,
        validators,
        config: Arc::new(config),
        nudges: Nudges::default(),
        ingest_places: Arc::new(Semaphore::new(INGEST_PLACES)),
        stop,
    }
}

/// Serves until SIGINT or SIGTERM: then requests are drained, streams and workers end.
///
/// # Errors
/// When an address can't be served, or the server fails while running.
pub async fn serve(
    config: Config,
    store: Store,
    listener: TcpListener,
    metrics_listener: Option<TcpListener>,
) -> anyhow::Result<()> {
    let metrics = telemetry::start_metrics()?;
    let stop = CancellationToken::new();
    let state = state(config, store.clone(), assets::assets()?, stop.clone());
    tokio::spawn(stop_on_signal(stop.clone())?);
    tokio::spawn(state.nudges.clone().run(store.clone(), stop.clone()));
    tokio::spawn(state.hub.clone().run(store.clone(), stop.clone()));
    let mut workers = workers::start(&state);
    if let Some(listener) = metrics_listener {
        let stop = stop.clone();
        tokio::spawn(async move {
            axum::serve(listener, http::metrics::router(metrics)).with_graceful_shutdown(stop.cancelled_owned()).await
        });
    }

    // Answers go out at once: with Nagle's algorithm a streamed page waits 40 ms for an acknowledgement.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "a connection refused TCP_NODELAY: {error}");
        }
    });
    let service = router::router(state).into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned()).into_future();
    let overdue = async {
        stop.cancelled().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        result = serving => result.context("the server failed")?,
        () = overdue => tracing::warn!("some requests did not end within {} s and were cut off", DRAIN.as_secs()),
    }
    stop.cancel();
    let ended = async { while workers.join_next().await.is_some() {} };
    if tokio::time::timeout(DRAIN, ended).await.is_err() {
        tracing::warn!("some workers did not end in time and were cut off");
    }
    store.close().await;
    Ok(())
}

/// Cancels `stop` at the first signal.
fn stop_on_signal(stop: CancellationToken) -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate()).context("SIGTERM can't be handled")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("SIGINT can't be handled")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping: requests under way are finished");
        stop.cancel();
    })
}
