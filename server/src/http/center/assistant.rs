//! `GET /api/o/{org}/assistant?q=`: a question in words, and its answer.

#![expect(unused_qualifications, reason = "what utoipa writes for parameters qualifies their type")]

use super::{Queried, Reader, answered};
use axum::response::Response;
use serde::Deserialize;
use utoipa::IntoParams;

/// What is asked.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    /// The question; only its first 300 characters are read.
    #[serde(default)]
    #[param(example = "Which dashboards failed last night?")]
    q: String,
}

#[utoipa::path(
    get,
    path = "/api/o/{org}/assistant",
    tag = "Dashboards",
    summary = "Ask about dashboards in words",
    description = "The answer has `understood`, `sentence`, `items`, `links` and `examples`: what isn't understood is \
                   answered with what is. Nothing outside is asked.",
    params(("org" = String, Path, description = "Slug of the organization", example = "demo"), Asked),
    responses(
        (status = 200, description = "The answer", body = Object),
        (status = 404, description = "There is no such organization, or you are no member of it", body = super::Refused)
    ),
    security(("session" = []), ("token" = ["read"]), ("token" = ["check"]))
)]
/// Answers a question.
pub async fn ask(reader: Reader, Queried(asked): Queried<Asked>) -> Response {
    answered(app::assistant::answer(reader.by(), &asked.q, reader.now()).await)
}
