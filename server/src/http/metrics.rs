//! `/metrics`, on an address of its own, and the layer that counts requests.

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;
use std::time::Instant;

/// The router of the metrics address.
pub fn router(metrics: PrometheusHandle) -> Router {
    Router::new().route("/metrics", get(move || std::future::ready(metrics.render())))
}

/// Counts each request under its route, never under its path: paths are endless.
pub async fn count(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("unmatched", MatchedPath::as_str).to_owned();
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    metrics::counter!("pulseboard_requests_total", "route" => route.clone(), "status" => status).increment(1);
    metrics::histogram!("pulseboard_request_seconds", "route" => route).record(started.elapsed().as_secs_f64());
    response
}
