//! What answers requests and is not a page: ingest, the health center, the live stream, exports, health, metrics, and what documents them.

pub mod answer;
pub mod asker;
pub mod audit;
pub mod center;
pub mod docs;
pub mod event_body;
pub mod health;
pub mod ingest;
pub mod members;
pub mod metrics;
pub mod openapi;
pub mod stream;
pub mod tokens;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use serde::Serialize;
use utoipa::ToSchema;

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
#[schema(examples(json!({ "error": "Send application/json." })))]
pub struct Problem {
    /// A sentence for people.
    error: String,
}

/// An error of the API: a [`Problem`].
pub fn problem(status: StatusCode, text: &str) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Json(Problem { error: text.to_owned() })).into_response()
}

/// The token of an `Authorization: Bearer …` header.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// A failure of ours: logged once, shown as an incident.
pub fn internal(error: &(dyn std::error::Error + 'static)) -> Response {
    let shown = app::AppError::internal(error);
    problem(StatusCode::INTERNAL_SERVER_ERROR, &shown.to_string())
}
