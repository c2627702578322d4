//! `/api/o/{org}/members`: who is a member, and ending a membership.

#![expect(unused_qualifications, reason = "what utoipa writes for parameters qualifies their type")]

use super::answer::{Made, Queried, Refused, answered, refused};
use super::asker::Asker;
use app::AppError;
use axum::extract::Path;
use axum::response::Response;
use chrono::{DateTime, Utc};
use domain::id::UserId;
use serde::{Deserialize, Serialize};
use store::member;
use utoipa::{IntoParams, ToSchema};

/// Members of one answer.
const MOST: usize = 500;

/// Where to go on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// The `next` of the answer before.
    after: Option<i32>,
}

/// Members, by name.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberList {
    /// At most 500.
    members: Vec<MemberAnswer>,
    /// What `after` has to be for the rest; none where this is all.
    next: Option<i32>,
}

/// A member.
#[derive(Debug, Serialize, ToSchema)]
pub struct MemberAnswer {
    /// The user's id.
    id: i32,
    /// The user's name.
    name: String,
    /// The user's address, for those who may see it.
    email: Option<String>,
    /// What the user may do.
    #[schema(pattern = "^(viewer|editor|admin|owner)$")]
    role: String,
    /// Since when.
    since: DateTime<Utc>,
}

impl From<member::Member> for MemberAnswer {
    fn from(one: member::Member) -> Self {
        Self {
            id: one.user_id.0,
            name: one.name.to_string(),
            email: one.email.map(|email| email.to_string()),
            role: one.role.to_string(),
            since: one.since,
        }
    }
}

#[utoipa::path(
    get,
    path = "/api/o/{org}/members",
    tag = "Administration",
    summary = "All members",
    description = "By name, at most 500 an answer. Reading addresses is an entry of the audit log.",
    params(("org" = String, Path, description = "Slug of the organization", example = "demo"), Wanted),
    responses(
        (status = 200, description = "The members", body = MemberList),
        (status = 403, description = "The token lacks the scope `admin`", body = Refused),
        (status = 404, description = "There is no such organization, or it is not yours", body = Refused)
    ),
    security(("session" = []), ("token" = ["admin"]))
)]
/// Answers with the members.
pub async fn list(asker: Asker, Queried(wanted): Queried<Wanted>) -> Response {
    answered(find(&asker, &wanted).await)
}

async fn find(asker: &Asker, wanted: &Wanted) -> Result<MemberList, AppError> {
    let limit = u32::try_from(MOST + 1).unwrap_or(u32::MAX);
    let mut found = member::list(asker.by(), wanted.after.map(UserId), limit, &asker.origin).await?;
    let has_more = found.len() > MOST;
    found.truncate(MOST);
    let next = found.last().filter(|_| has_more).map(|last| last.user_id.0);
    Ok(MemberList { members: found.into_iter().map(MemberAnswer::from).collect(), next })
}

#[utoipa::path(
    delete,
    path = "/api/o/{org}/members/{id}",
    tag = "Administration",
    summary = "End a membership",
    description = "Open invitations that the member made, or that are for the member, end with it. API tokens that the \
                   member made go on working: revoke them if they should not.",
    params(
        ("org" = String, Path, description = "Slug of the organization", example = "demo"),
        ("id" = i32, Path, description = "The user's id")
    ),
    responses(
        (status = 200, description = "It ended", body = Made),
        (status = 403, description = "Your role or the token’s scopes do not allow this", body = Refused),
        (status = 404, description = "There is no such member", body = Refused),
        (status = 422, description = "An owner, for somebody who is none, or the last one", body = Refused)
    ),
    security(("session" = []), ("token" = ["admin"]))
)]
/// Ends a membership.
pub async fn remove(asker: Asker, Path((_, id)): Path<(String, String)>) -> Response {
    let Ok(id) = id.parse() else { return refused(&AppError::NotFound) };
    let done = member::remove(asker.by(), UserId(id), &asker.origin).await;
    if done.is_ok() {
        asker.state.host.entries.forget();
    }
    answered(done.map(|()| Made { id: i64::from(id) }).map_err(AppError::from))
}
