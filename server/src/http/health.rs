//! Whether the process runs (`/healthz`), and whether it can do its work (`/readyz`).

use super::{Problem, problem};
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
pub struct Health {
    /// One word.
    #[schema(examples("ok", "ready"))]
    status: &'static str,
}

/// `/healthz`: the process answers.
#[utoipa::path(
    get,
    path = "/healthz",
    tag = "Health",
    summary = "Whether the process runs",
    description = "For whoever restarts a process that hangs. It doesn't look at the database.",
    responses((status = 200, description = "It runs", body = String, content_type = "text/plain", example = "ok"))
)]
pub async fn live() -> &'static str {
    "ok"
}

#[utoipa::path(
    get,
    path = "/api/health",
    tag = "Health",
    summary = "Whether the API answers",
    responses((status = 200, description = "It does", body = Health))
)]
/// `/api/health`: public, and says no more than that.
pub async fn public() -> Response {
    Json(Health { status: "ok" }).into_response()
}

#[utoipa::path(
    get,
    path = "/readyz",
    tag = "Health",
    summary = "Whether this server can do its work",
    description = "For a load balancer: a server that is stopping, or whose database doesn't answer, gets no requests.",
    responses(
        (status = 200, description = "It can", body = Health),
        (status = 503, description = "It is stopping, or its database doesn't answer", body = Problem)
    )
)]
/// `/readyz`: the database answers and this server is not stopping.
pub async fn ready(State(state): State<AppState>) -> Response {
    if state.stop.is_cancelled() {
        return problem(StatusCode::SERVICE_UNAVAILABLE, "The server is stopping.");
    }
    match state.host.store.ping().await {
        Ok(()) => Json(Health { status: "ready" }).into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready, the database does not answer: {error}");
            problem(StatusCode::SERVICE_UNAVAILABLE, "The database does not answer.")
        }
    }
}
