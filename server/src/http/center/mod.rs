//! The API of the health center: dashboards, environments, policies, checks, the badge, the assistant.
//!
//! What is asked and answered is the pages' own code; here it gets its paths, statuses and JSON.

pub mod assistant;
pub mod badge;
pub mod checks;
pub mod dashboards;
pub mod environments;
pub mod policies;
pub mod preview;

use super::problem;
use crate::state::AppState;
use app::AppError;
use app::host::Caller;
use axum::extract::{FromRequestParts, Path};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json, RequestPartsExt};
use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::slug::OrgSlug;
use http::request::Parts;
use http::{StatusCode, header};
use serde::Serialize;
use std::collections::HashMap;
use store::OrgScope;
use store::live::Topic;
use utoipa::ToSchema;

/// A member of the organization in the path who sees its health. Whoever isn't is answered as if there were none.
pub struct Member {
    scope: OrgScope,
    now: DateTime<Utc>,
    state: AppState,
}

impl FromRequestParts<AppState> for Member {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let nothing = || problem(StatusCode::NOT_FOUND, "There is no such organization.");
        let Path(path) = parts.extract::<Path<HashMap<String, String>>>().await.map_err(|_| nothing())?;
        let Extension(caller) = parts.extract::<Extension<Caller>>().await.map_err(IntoResponse::into_response)?;
        let slug = path.get("org").and_then(|org| OrgSlug::parse(org).ok());
        let (Some(user), Some(slug)) = (caller.user, slug) else { return Err(nothing()) };
        let entered = state.host.entries.enter(&state.host.store, user, slug).await;
        let scope = entered.map_err(|error| refused(&error.into()))?.ok_or_else(nothing)?;
        scope.permit(Action::SeeHealth).map_err(|error| refused(&error.into()))?;
        Ok(Self { scope, now: (state.host.clock)(), state: state.clone() })
    }
}

impl Member {
    /// Tells every server that something about health changed.
    fn tell(&self) {
        self.state.nudges.nudge(self.scope.org_id(), Topic::Health);
    }

    /// A path of this site as an address.
    fn address(&self, path: &str) -> String {
        format!("{}/o/{}{path}", self.state.host.public_url, self.scope.slug())
    }
}

/// What was wrong with a request.
#[derive(Debug, Serialize, ToSchema)]
pub struct Refused {
    /// Sentences for people.
    error: String,
    /// What was wrong with which field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<WrongField>,
}

/// One field that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct WrongField {
    /// The field; none for the request as a whole.
    field: Option<String>,
    /// A sentence for people.
    text: String,
}

/// An error of the pages as an answer of the API.
fn refused(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let problems = error.refused_input().map(|invalid| invalid.problems.clone()).unwrap_or_default();
    let fields = problems.into_iter().map(|one| WrongField { field: one.field, text: one.text }).collect();
    json(status, &Refused { error: error.to_string(), fields })
}

/// JSON that nobody keeps.
fn json<T: Serialize>(status: StatusCode, body: &T) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

/// The answer to a question, or what was wrong.
fn answered<T: Serialize>(result: Result<T, AppError>) -> Response {
    match result {
        Ok(body) => json(StatusCode::OK, &body),
        Err(error) => refused(&error),
    }
}

/// A thing that was made, by its id.
#[derive(Debug, Serialize, ToSchema)]
pub struct Made {
    /// Its id.
    id: i64,
}
