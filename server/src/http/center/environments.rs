//! `/api/o/{org}/environments`: list, make, change, remove. Credentials go in and never come out.

use super::environment_body::EnvironmentBody;
use super::{Answer, Asker, Made, Reader, answered, id, json, sent};
use app::AppError;
use app::settings::environments::save;
use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::JsonRejection;
use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::audit::AuditAction;
use domain::id::EnvironmentId;
use http::StatusCode;
use serde::Serialize;
use store::audit::Origin;
use store::environment::{self, TestLine, TestTone};
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
pub async fn list(reader: Reader) -> Answer {
    answered(&all(&reader).await?)
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
pub async fn one(reader: Reader, Path((_, number)): Path<(String, String)>) -> Answer {
    let found = all(&reader).await?.into_iter().find(|one| one.id.to_string() == number);
    answered(&found.ok_or(AppError::NotFound)?)
}

#[utoipa::path(
    post,
    path = "/api/o/{org}/environments",
    tag = "Environments",
    summary = "Make an environment",
    description = "`kind` (`superset` or `web`) and `name`; for a Superset `base_url`, `user`, `password` and `provider` \
                   (`db` or `ldap`). User and password are stored encrypted and never answered.",
    params(("org" = String, Path, description = "Slug of the organization", example = "demo")),
    request_body(content = EnvironmentBody, description = "The environment"),
    responses(
        (status = 201, description = "It was made", body = Made),
        (status = 403, description = "Your role does not allow this", body = super::Refused),
        (status = 422, description = "A field is wrong", body = super::Refused)
    ),
    security(("session" = []))
)]
/// Makes an environment.
pub async fn create(asker: Asker, body: Result<Json<EnvironmentBody>, JsonRejection>) -> Answer {
    let scope = asker.member(Action::ChangeEnvironments, AuditAction::EnvironmentCreated).await?;
    let made = save::create(&asker.state.host, scope, &sent(body)?.into(), &asker.origin).await?;
    asker.tell();
    Ok(json(StatusCode::CREATED, &Made::of(made.0)))
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
    request_body(content = EnvironmentBody, description = "The environment"),
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
    Path((_, number)): Path<(String, String)>,
    body: Result<Json<EnvironmentBody>, JsonRejection>,
) -> Answer {
    let scope = asker.member(Action::ChangeEnvironments, AuditAction::EnvironmentChanged).await?;
    let changed = EnvironmentId(id(&number)?);
    save::change(&asker.state.host, scope, changed, &sent(body)?.into(), &asker.origin).await?;
    asker.tell();
    answered(&Made::of(changed.0))
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
pub async fn remove(asker: Asker, Path((_, number)): Path<(String, String)>) -> Answer {
    let scope = asker.member(Action::ChangeEnvironments, AuditAction::EnvironmentRemoved).await?;
    let removed = EnvironmentId(id(&number)?);
    environment::remove(scope, removed, &asker.origin).await?;
    asker.tell();
    answered(&Made::of(removed.0))
}

/// One thing that a test of the connection found.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestLineAnswer {
    /// `good`, `partial` (checks run, but not all that they could) or `bad`.
    tone: &'static str,
    /// A sentence for people.
    text: String,
}

impl From<TestLine> for TestLineAnswer {
    fn from(line: TestLine) -> Self {
        let tone = match line.tone {
            TestTone::Good => "good",
            TestTone::Partial => "partial",
            TestTone::Bad => "bad",
        };
        Self { tone, text: line.text }
    }
}

#[utoipa::path(
    post,
    path = "/api/o/{org}/environments/{id}/test",
    tag = "Environments",
    summary = "Test the connection",
    description = "Tries what checks need, and keeps what was found until the environment is tested again or changed.",
    params(
        ("org" = String, Path, description = "Slug of the organization", example = "demo"),
        ("id" = i32, Path, description = "The environment's id")
    ),
    responses(
        (status = 200, description = "What works and what doesn't, in the order in which it was tried", body = [TestLineAnswer]),
        (status = 403, description = "Your role does not allow this", body = super::Refused),
        (status = 404, description = "There is no such environment", body = super::Refused)
    ),
    security(("session" = []))
)]
/// Tests the connection of an environment.
pub async fn test(asker: Asker, Path((_, number)): Path<(String, String)>) -> Answer {
    let scope = asker.member(Action::ChangeEnvironments, AuditAction::EnvironmentTested).await?;
    let tested = EnvironmentId(id(&number)?);
    let host = &asker.state.host;
    let lines = host.prober.test(scope.org_id(), tested).await?;
    // It took a while, and the member may be gone by now.
    let origin = Origin { at: (host.clock)(), ..asker.origin };
    environment::note_test(scope, tested, &lines, &origin).await?;
    answered(&lines.into_iter().map(TestLineAnswer::from).collect::<Vec<_>>())
}

#[utoipa::path(
    post,
    path = "/api/o/{org}/environments/{id}/sync",
    tag = "Environments",
    summary = "Read the list of dashboards now",
    description = "A server does it within seconds; `synced_at` of the environment says when it was done, and `problem` what \
                   went wrong.",
    params(
        ("org" = String, Path, description = "Slug of the organization", example = "demo"),
        ("id" = i32, Path, description = "The environment's id")
    ),
    responses(
        (status = 202, description = "It is asked for", body = Made),
        (status = 403, description = "Your role does not allow this", body = super::Refused),
        (status = 404, description = "There is no such environment", body = super::Refused)
    ),
    security(("session" = []))
)]
/// Has the list of dashboards of an environment read.
pub async fn sync(asker: Asker, Path((_, number)): Path<(String, String)>) -> Answer {
    let scope = asker.member(Action::ChangeEnvironments, AuditAction::EnvironmentSynced).await?;
    let synced = EnvironmentId(id(&number)?);
    environment::ask_sync(scope, synced, &asker.origin).await?;
    asker.tell();
    Ok(json(StatusCode::ACCEPTED, &Made::of(synced.0)))
}
