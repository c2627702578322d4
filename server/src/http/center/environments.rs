//! `/api/o/{org}/environments`: list, make, change, remove. Credentials go in and never come out.

use super::{Asker, Made, Reader, answered, json, refused};
use app::AppError;
use app::error::Invalid;
use app::settings::environments::save::{self, EnvironmentInput};
use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::JsonRejection;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::audit::AuditAction;
use domain::id::EnvironmentId;
use http::StatusCode;
use serde::Serialize;
use store::environment;
use utoipa::ToSchema;

/// An environment, without its credentials.
#[derive(Debug, Serialize, ToSchema)]
pub struct EnvironmentAnswer {
    /// Its id.
    id: i32,
    /// `superset` or `web`.
    kind: String,
    /// Its name.
    name: String,
    /// Where it is, for a Superset.
    base_url: Option<String>,
    /// The most checks at one time.
    max_concurrent: i16,
    /// The least time between two slots, in milliseconds.
    minimum_gap_ms: i32,
    /// What one query may take, in milliseconds.
    query_limit_ms: i32,
    /// What one dashboard may take, in milliseconds.
    dashboard_limit_ms: i32,
    /// When its list of dashboards was last in step.
    synced_at: Option<DateTime<Utc>>,
    /// Why checks can't run, or the list isn't in step.
    problem: Option<String>,
}

impl From<environment::Environment> for EnvironmentAnswer {
    fn from(one: environment::Environment) -> Self {
        Self {
            id: one.id.0,
            kind: one.kind.to_string(),
            name: one.name.to_string(),
            base_url: one.base_url,
            max_concurrent: one.max_concurrent,
            minimum_gap_ms: one.minimum_gap_ms,
            query_limit_ms: one.query_limit_ms,
            dashboard_limit_ms: one.dashboard_limit_ms,
            synced_at: one.synced_at,
            problem: one.problem.or(one.sync_problem),
        }
    }
}

async fn all(reader: &Reader) -> Result<Vec<EnvironmentAnswer>, AppError> {
    let mut tx = reader.by().begin().await?;
    Ok(environment::list(&mut tx).await?.into_iter().map(EnvironmentAnswer::from).collect())
}

#[utoipa::path(
    get,
    path = "/api/o/{org}/environments",
    tag = "Environments",
    summary = "All environments",
    params(("org" = String, Path, description = "Slug of the organization", example = "demo")),
    responses((status = 200, description = "The environments, by name", body = [EnvironmentAnswer])),
    security(("session" = []), ("token" = ["read"]), ("token" = ["check"]))
)]
/// Answers with all environments.
pub async fn list(reader: Reader) -> Response {
    answered(all(&reader).await)
}

#[utoipa::path(
    get,
    path = "/api/o/{org}/environments/{id}",
    tag = "Environments",
    summary = "One environment",
    params(
        ("org" = String, Path, description = "Slug of the organization", example = "demo"),
        ("id" = i32, Path, description = "The environment's id")
    ),
    responses(
        (status = 200, description = "The environment", body = EnvironmentAnswer),
        (status = 404, description = "There is no such environment", body = super::Refused)
    ),
    security(("session" = []), ("token" = ["read"]), ("token" = ["check"]))
)]
/// Answers with one environment.
pub async fn one(reader: Reader, Path((_, id)): Path<(String, String)>) -> Response {
    let found = all(&reader)
        .await
        .and_then(|all| all.into_iter().find(|one| one.id.to_string() == id).ok_or(AppError::NotFound));
    answered(found)
}

#[utoipa::path(
    post,
    path = "/api/o/{org}/environments",
    tag = "Environments",
    summary = "Make an environment",
    description = "`kind` (`superset` or `web`) and `name`; for a Superset `base_url`, `user`, `password` and `provider` \
                   (`db` or `ldap`). User and password are stored encrypted and never answered.",
    params(("org" = String, Path, description = "Slug of the organization", example = "demo")),
    request_body(content = Object, description = "The environment"),
    responses(
        (status = 201, description = "It was made", body = Made),
        (status = 403, description = "Your role does not allow this", body = super::Refused),
        (status = 422, description = "A field is wrong", body = super::Refused)
    ),
    security(("session" = []))
)]
/// Makes an environment.
pub async fn create(asker: Asker, body: Result<Json<EnvironmentInput>, JsonRejection>) -> Response {
    let scope = match asker.member(Action::ChangeEnvironments, AuditAction::EnvironmentCreated).await {
        Ok(scope) => scope,
        Err(error) => return refused(&error),
    };
    let Ok(Json(input)) = body else { return unreadable() };
    match save::create(&asker.state.host, scope, &input, &asker.origin).await {
        Ok(id) => {
            asker.tell();
            json(StatusCode::CREATED, &Made { id: i64::from(id.0) })
        }
        Err(error) => refused(&error),
    }
}

#[utoipa::path(
    put,
    path = "/api/o/{org}/environments/{id}",
    tag = "Environments",
    summary = "Change an environment",
    description = "What is left out stays; `name` and `base_url` have to be sent. At another address, user and password \
                   have to be sent again.",
    params(
        ("org" = String, Path, description = "Slug of the organization", example = "demo"),
        ("id" = i32, Path, description = "The environment's id")
    ),
    request_body(content = Object, description = "The environment"),
    responses(
        (status = 200, description = "It was changed", body = Made),
        (status = 403, description = "Your role does not allow this", body = super::Refused),
        (status = 404, description = "There is no such environment", body = super::Refused),
        (status = 422, description = "A field is wrong", body = super::Refused)
    ),
    security(("session" = []))
)]
/// Changes an environment.
pub async fn change(
    asker: Asker,
    Path((_, id)): Path<(String, String)>,
    body: Result<Json<EnvironmentInput>, JsonRejection>,
) -> Response {
    let scope = match asker.member(Action::ChangeEnvironments, AuditAction::EnvironmentChanged).await {
        Ok(scope) => scope,
        Err(error) => return refused(&error),
    };
    let Ok(id) = id.parse() else { return refused(&AppError::NotFound) };
    let Ok(Json(input)) = body else { return unreadable() };
    let done = save::change(&asker.state.host, scope, EnvironmentId(id), &input, &asker.origin).await;
    if done.is_ok() {
        asker.tell();
    }
    answered(done.map(|()| Made { id: i64::from(id) }))
}

#[utoipa::path(
    delete,
    path = "/api/o/{org}/environments/{id}",
    tag = "Environments",
    summary = "Remove an environment",
    description = "With its policies and its credentials. Its reports stay.",
    params(
        ("org" = String, Path, description = "Slug of the organization", example = "demo"),
        ("id" = i32, Path, description = "The environment's id")
    ),
    responses(
        (status = 200, description = "It was removed", body = Made),
        (status = 403, description = "Your role does not allow this", body = super::Refused),
        (status = 404, description = "There is no such environment", body = super::Refused)
    ),
    security(("session" = []))
)]
/// Removes an environment.
pub async fn remove(asker: Asker, Path((_, id)): Path<(String, String)>) -> Response {
    let scope = match asker.member(Action::ChangeEnvironments, AuditAction::EnvironmentRemoved).await {
        Ok(scope) => scope,
        Err(error) => return refused(&error),
    };
    let Ok(id) = id.parse() else { return refused(&AppError::NotFound) };
    let done = environment::remove(scope, EnvironmentId(id), &asker.origin).await.map_err(AppError::from);
    if done.is_ok() {
        asker.tell();
    }
    answered(done.map(|()| Made { id: i64::from(id) }))
}

pub(super) fn unreadable() -> Response {
    refused(&AppError::Invalid(Invalid::form("Send application/json with the fields that are documented.")))
}
