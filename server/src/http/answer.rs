//! How the API answers: JSON that nobody keeps, and what was wrong with a request.

use app::AppError;
use axum::Json;
use axum::extract::{FromRequestParts, Query};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::problem;

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

/// A thing that was made, changed or removed, by its id.
#[derive(Debug, Serialize, ToSchema)]
pub struct Made {
    /// Its id.
    pub id: i64,
}

/// An error of the pages as an answer of the API.
pub fn refused(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let problems = error.refused_input().map(|invalid| invalid.problems.clone()).unwrap_or_default();
    let fields = problems.into_iter().map(|one| WrongField { field: one.field, text: one.text }).collect();
    json(status, &Refused { error: error.to_string(), fields })
}

/// JSON that nobody keeps.
pub fn json<T: Serialize>(status: StatusCode, body: &T) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

/// The answer to a question, or what was wrong.
pub fn answered<T: Serialize>(result: Result<T, AppError>) -> Response {
    match result {
        Ok(body) => json(StatusCode::OK, &body),
        Err(error) => refused(&error),
    }
}

/// The parameters of an address. What can't be read is answered as any other problem is.
pub struct Queried<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for Queried<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        let read = Query::<T>::try_from_uri(&parts.uri);
        let Query(wanted) = read.map_err(|error| problem(StatusCode::BAD_REQUEST, &error.body_text()))?;
        Ok(Self(wanted))
    }
}
