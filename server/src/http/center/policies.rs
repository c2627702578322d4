//! `/api/o/{org}/policies`: list, make, change, remove.

use super::policy_body::{PolicyAnswer, PolicyBody};
use super::preview::shown;
use super::{Answer, Asker, Made, Reader, answered, id, json, sent};
use app::AppError;
use app::error::{Invalid, Problem};
use app::settings::automation::refusal;
use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::JsonRejection;
use domain::access::Action;
use domain::audit::AuditAction;
use domain::id::PolicyId;
use domain::policy::{PolicyDraft, PolicyInput};
use http::StatusCode;
use store::OrgScope;
use store::policy::{self, Policy};

/// Checks what needs no database.
pub(super) fn draft(input: &PolicyInput) -> Result<PolicyDraft, AppError> {
    PolicyDraft::parse(input).map_err(|errors| {
        let problems = errors.into_iter().map(|error| Problem { field: Some(error.field), text: error.text });
        AppError::Invalid(Invalid { problems: problems.collect(), typed: Vec::new() })
    })
}

async fn all(reader: &Reader) -> Result<Vec<Policy>, AppError> {
    let mut tx = reader.by().begin().await?;
    Ok(policy::list(&mut tx).await?)
}

#[utoipa::path(
    get,
    path = "/api/o/{org}/policies",
    tag = "Policies",
    summary = "All policies",
    params(("org" = String, Path, description = "Slug of the organization", example = "demo")),
    responses((status = 200, description = "The policies, by name", body = [PolicyAnswer])),
    security(("session" = []), ("token" = ["read"]), ("token" = ["check"]))
)]
/// Answers with all policies.
pub async fn list(reader: Reader) -> Answer {
    answered(&all(&reader).await?.iter().map(PolicyAnswer::from).collect::<Vec<_>>())
}

#[utoipa::path(
    get,
    path = "/api/o/{org}/policies/{id}",
    tag = "Policies",
    summary = "One policy",
    params(
        ("org" = String, Path, description = "Slug of the organization", example = "demo"),
        ("id" = i32, Path, description = "The policy's id")
    ),
    responses(
        (status = 200, description = "The policy", body = PolicyAnswer),
        (status = 404, description = "There is no such policy", body = super::Refused)
    ),
    security(("session" = []), ("token" = ["read"]), ("token" = ["check"]))
)]
/// Answers with one policy.
pub async fn one(reader: Reader, Path((_, number)): Path<(String, String)>) -> Answer {
    let found = all(&reader).await?.into_iter().find(|one| one.id.to_string() == number);
    answered(&PolicyAnswer::from(&found.ok_or(AppError::NotFound)?))
}

#[utoipa::path(
    post,
    path = "/api/o/{org}/policies",
    tag = "Policies",
    summary = "Make a policy",
    description = "`name`, `environment_id`, `scope` (`all`, `selected` with `dashboards`, `tagged` with `tags`) and \
                   `schedule` (`kind` `window` or `every`, `weekdays` from 0 for Sunday, `start`, `end`, `every_seconds`, \
                   `zone`). Who hears of it: `condition` (`FAIL_ONLY`, `WARN_AND_FAIL`, `ALWAYS`), `channels` (each with \
                   `type`, `provider_id` and `target`), `notify_owners`, `notify_outside` for owners who are no members, \
                   and `remind_hours`. A window that is too small, or that overlaps another policy's for the same dashboards, is \
                   refused unless `accept_warnings` is true.",
    params(("org" = String, Path, description = "Slug of the organization", example = "demo")),
    request_body(content = PolicyBody, description = "The policy"),
    responses(
        (status = 201, description = "It was made", body = Made),
        (status = 403, description = "Your role does not allow this", body = super::Refused),
        (status = 422, description = "Fields are wrong, or warnings were not accepted", body = super::Refused)
    ),
    security(("session" = []))
)]
/// Makes a policy.
pub async fn create(asker: Asker, body: Result<Json<PolicyBody>, JsonRejection>) -> Answer {
    let scope = asker.member(Action::ChangePolicies, AuditAction::PolicyCreated).await?;
    let made = save(&asker, scope, &sent(body)?, None).await?;
    Ok(json(StatusCode::CREATED, &Made::of(made.0)))
}

#[utoipa::path(
    put,
    path = "/api/o/{org}/policies/{id}",
    tag = "Policies",
    summary = "Change a policy",
    description = "The whole policy, as when it was made; `is_active` pauses it or has it go on.",
    params(
        ("org" = String, Path, description = "Slug of the organization", example = "demo"),
        ("id" = i32, Path, description = "The policy's id")
    ),
    request_body(content = PolicyBody, description = "The policy"),
    responses(
        (status = 200, description = "It was changed", body = Made),
        (status = 403, description = "Your role does not allow this", body = super::Refused),
        (status = 404, description = "There is no such policy", body = super::Refused),
        (status = 422, description = "Fields are wrong, or warnings were not accepted", body = super::Refused)
    ),
    security(("session" = []))
)]
/// Changes a policy.
pub async fn change(
    asker: Asker,
    Path((_, number)): Path<(String, String)>,
    body: Result<Json<PolicyBody>, JsonRejection>,
) -> Answer {
    let scope = asker.member(Action::ChangePolicies, AuditAction::PolicyChanged).await?;
    let changed = PolicyId(id(&number)?);
    answered(&Made::of(save(&asker, scope, &sent(body)?, Some(changed)).await?.0))
}

/// Saves a policy with all that the form asks for.
async fn save(
    asker: &Asker,
    scope: &OrgScope,
    request: &PolicyBody,
    own: Option<PolicyId>,
) -> Result<PolicyId, AppError> {
    let draft = draft(&request.input())?;
    let shown = shown(scope.into(), &draft, own, asker.now()).await?;
    if !request.accept_warnings && !shown.warnings.is_empty() {
        let field = || Some("accept_warnings".to_owned());
        let problems = shown.warnings.into_iter().map(|text| Problem { field: field(), text }).collect();
        return Err(AppError::Invalid(Invalid { problems, typed: Vec::new() }));
    }
    let id = match own {
        Some(id) => policy::update(scope, id, &draft, &asker.origin).await.map(|()| id),
        None => policy::create(scope, &draft, &asker.origin).await,
    };
    let id = id.map_err(refusal)?;
    if let Some(is_active) = request.is_active {
        policy::set_active(scope, id, is_active, &asker.origin).await?;
    }
    asker.tell();
    Ok(id)
}

#[utoipa::path(
    delete,
    path = "/api/o/{org}/policies/{id}",
    tag = "Policies",
    summary = "Remove a policy",
    description = "Its reports stay.",
    params(
        ("org" = String, Path, description = "Slug of the organization", example = "demo"),
        ("id" = i32, Path, description = "The policy's id")
    ),
    responses(
        (status = 200, description = "It was removed", body = Made),
        (status = 403, description = "Your role does not allow this", body = super::Refused),
        (status = 404, description = "There is no such policy", body = super::Refused)
    ),
    security(("session" = []))
)]
/// Removes a policy.
pub async fn remove(asker: Asker, Path((_, number)): Path<(String, String)>) -> Answer {
    let scope = asker.member(Action::ChangePolicies, AuditAction::PolicyRemoved).await?;
    let removed = PolicyId(id(&number)?);
    policy::remove(scope, removed, &asker.origin).await?;
    asker.tell();
    answered(&Made::of(removed.0))
}
