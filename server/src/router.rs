//! Every route of the server, and the layers around them. Tests call it too.

use crate::gate::gate;
use crate::http::center::{assistant, badge, checks, dashboards, environments, incidents, pages, policies, preview};
use crate::http::{audit, docs, health, ingest, members, metrics, openapi, stream, tokens};
use crate::state::AppState;
use crate::{assets, headers};
use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{delete, get, post, put};
use http::{Request, StatusCode};
use std::any::Any;
use std::time::Duration;
use tower::ServiceBuilder;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

/// The largest body of a form or a server function, in bytes.
const MAX_FORM: usize = 256 * 1024;
/// The longest that anything but a stream may take.
const TIME_LIMIT: Duration = Duration::from_secs(30);

/// The router of the public address.
pub fn router(state: AppState) -> Router {
    let pages = app::host::pages(state.host.clone())
        .layer(RequestBodyLimitLayer::new(MAX_FORM))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest));
    let api = Router::new()
        .route("/api/ingest", post(ingest::ingest))
        .route("/api/health", get(health::public))
        .route("/api/openapi.json", get(openapi::document))
        .route("/api/docs", get(docs::page))
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .with_state(state.clone());
    // A route for each method, as the documentation has them.
    let center = Router::new()
        .route("/api/o/{org}/dashboards/health", get(dashboards::list))
        .route("/api/o/{org}/assistant", get(assistant::ask))
        .route("/api/o/{org}/badge.svg", get(badge::picture))
        .route("/api/o/{org}/checks", post(checks::run))
        .route("/api/o/{org}/checks/{id}", get(checks::report))
        .route("/api/o/{org}/incidents", get(incidents::list))
        .route("/api/o/{org}/incidents/{id}", get(incidents::one))
        .route("/api/o/{org}/environments", get(environments::list))
        .route("/api/o/{org}/environments", post(environments::create))
        .route("/api/o/{org}/environments/{id}", get(environments::one))
        .route("/api/o/{org}/environments/{id}", put(environments::change))
        .route("/api/o/{org}/environments/{id}", delete(environments::remove))
        .route("/api/o/{org}/environments/{id}/test", post(environments::test))
        .route("/api/o/{org}/environments/{id}/sync", post(environments::sync))
        .route("/api/o/{org}/environments/{id}/pages", get(pages::list))
        .route("/api/o/{org}/environments/{id}/pages", post(pages::create))
        .route("/api/o/{org}/environments/{id}/pages/{page}", put(pages::change))
        .route("/api/o/{org}/environments/{id}/pages/{page}", delete(pages::remove))
        .route("/api/o/{org}/policies", get(policies::list))
        .route("/api/o/{org}/policies", post(policies::create))
        .route("/api/o/{org}/policies/preview", post(preview::ask))
        .route("/api/o/{org}/policies/{id}", get(policies::one))
        .route("/api/o/{org}/policies/{id}", put(policies::change))
        .route("/api/o/{org}/policies/{id}", delete(policies::remove))
        .route("/api/o/{org}/members", get(members::list))
        .route("/api/o/{org}/members/{id}", delete(members::remove))
        .route("/api/o/{org}/tokens", get(tokens::list))
        .route("/api/o/{org}/tokens/{id}", delete(tokens::revoke))
        .layer(RequestBodyLimitLayer::new(MAX_FORM))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .with_state(state.clone());
    let files = Router::new().route("/pkg/{*path}", get(assets::serve)).route("/favicon.svg", get(assets::serve));
    let timed = pages
        .merge(api)
        .merge(center)
        .merge(files)
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, TIME_LIMIT));
    let streams = Router::new()
        .route("/api/o/{org}/stats/realtime", get(stream::stream))
        .route("/api/o/{org}/audit", get(audit::export))
        .with_state(state.clone());
    let is_https = state.host.is_https;
    timed.merge(streams).layer(
        ServiceBuilder::new()
            .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
            .layer(TraceLayer::new_for_http().make_span_with(request_span))
            .layer(PropagateRequestIdLayer::x_request_id())
            .layer(from_fn(metrics::count))
            .layer(from_fn_with_state(state.clone(), headers::protect))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(state.sessions.clone().layer(is_https))
            .layer(from_fn_with_state(state, gate)),
    )
}

#[expect(clippy::needless_pass_by_value, reason = "the layer's signature")]
fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let text =
        cause.downcast_ref::<String>().cloned().or_else(|| cause.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    crate::http::internal(&std::io::Error::other(text.unwrap_or_else(|| "a panic without words".to_owned())))
}

/// Request id, method and path; never the query, which may hold what a person typed.
fn request_span<B>(request: &Request<B>) -> tracing::Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("http.request", request.id = id, http.method = %request.method(), http.path = request.uri().path())
}
