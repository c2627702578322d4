//! Whether the process runs (`/healthz`), and whether it can do its work (`/readyz`).

use super::problem;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;

/// `/healthz`: the process answers.
pub async fn live() -> &'static str {
    "ok"
}

/// `/api/health`: public, and says no more than that.
pub async fn public() -> Response {
    Json(json!({ "status": "ok" })).into_response()
}

/// `/readyz`: the database answers and this server is not stopping.
pub async fn ready(State(state): State<AppState>) -> Response {
    if state.stop.is_cancelled() {
        return problem(StatusCode::SERVICE_UNAVAILABLE, "The server is stopping.");
    }
    match state.host.store.ping().await {
        Ok(()) => Json(json!({ "status": "ready" })).into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready, the database does not answer: {error}");
            problem(StatusCode::SERVICE_UNAVAILABLE, "The database does not answer.")
        }
    }
}
