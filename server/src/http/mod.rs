//! What answers requests and is not a page: ingest, the live stream, exports, health, metrics.

pub mod audit;
pub mod health;
pub mod ingest;
pub mod metrics;
pub mod stream;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use serde_json::json;

/// An error of the API: `{"error": …}`.
pub fn problem(status: StatusCode, text: &str) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Json(json!({ "error": text }))).into_response()
}

/// A failure of ours: logged once, shown as an incident.
pub fn internal(error: &(dyn std::error::Error + 'static)) -> Response {
    let shown = app::AppError::internal(error);
    problem(StatusCode::INTERNAL_SERVER_ERROR, &shown.to_string())
}
