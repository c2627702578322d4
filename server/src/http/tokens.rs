//! `/api/o/{org}/tokens`: which API tokens there are, and ending one. New ones are made by people.

#![expect(unused_qualifications, reason = "what utoipa writes for parameters qualifies their type")]

use super::answer::{Answer, Made, Queried, Refused, answered, id};
use super::asker::Asker;
use app::AppError;
use axum::extract::Path;
use chrono::{DateTime, Utc};
use domain::id::TokenId;
use domain::paging::PageSize;
use serde::{Deserialize, Serialize};
use store::token::{self, TokenFilter};
use utoipa::{IntoParams, ToSchema};

/// Tokens of one answer.
const PAGE: PageSize = PageSize(500);

/// Where to go on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// The `next` of the answer before.
    after: Option<i32>,
}

/// Tokens, the latest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenList {
    /// At most 500.
    tokens: Vec<TokenAnswer>,
    /// What `after` has to be for the rest; none where this is all.
    next: Option<i32>,
}

/// A token, without its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct TokenAnswer {
    /// Its id.
    id: i32,
    /// What it is for.
    name: String,
    /// Its last four characters, as far as they are known.
    hint: Option<String>,
    /// What it is good for.
    scopes: Vec<String>,
    /// When it was made.
    created_at: DateTime<Utc>,
    /// The name of who made it, if they are still a member.
    created_by: Option<String>,
    /// The first instant at which it is refused.
    expires_at: Option<DateTime<Utc>>,
    /// When it was used last, to the minute.
    last_used_at: Option<DateTime<Utc>>,
    /// Since when it no longer works.
    revoked_at: Option<DateTime<Utc>>,
}

impl From<token::Token> for TokenAnswer {
    fn from(one: token::Token) -> Self {
        Self {
            id: one.id.0,
            name: one.name.to_string(),
            hint: one.hint,
            scopes: one.scopes.iter().map(ToString::to_string).collect(),
            created_at: one.created_at,
            created_by: one.created_by.map(|name| name.to_string()),
            expires_at: one.expires_at,
            last_used_at: one.last_used_at,
            revoked_at: one.revoked_at,
        }
    }
}

#[utoipa::path(
    get,
    path = "/api/o/{org}/tokens",
    tag = "Administration",
    summary = "All API tokens",
    description = "The latest first, at most 500 an answer, with those that have ended. None of them can be read.",
    params(("org" = String, Path, description = "Slug of the organization", example = "demo"), Wanted),
    responses(
        (status = 200, description = "The tokens", body = TokenList),
        (status = 403, description = "Your role or the token’s scopes do not allow this", body = Refused),
        (status = 404, description = "There is no such organization, or it is not yours", body = Refused)
    ),
    security(("session" = []), ("token" = ["admin"]))
)]
/// Answers with the tokens.
pub async fn list(asker: Asker, Queried(wanted): Queried<Wanted>) -> Answer {
    answered(&find(&asker, &wanted).await?)
}

async fn find(asker: &Asker, wanted: &Wanted) -> Result<TokenList, AppError> {
    let mut found =
        token::list(asker.by(), &TokenFilter::default(), wanted.after.map(TokenId), PAGE.limit(), &asker.origin)
            .await?;
    let next = PAGE.cut(&mut found).map(|last| last.id.0);
    Ok(TokenList { tokens: found.into_iter().map(TokenAnswer::from).collect(), next })
}

#[utoipa::path(
    delete,
    path = "/api/o/{org}/tokens/{id}",
    tag = "Administration",
    summary = "Revoke an API token",
    description = "For good, at once, on every server. A token may revoke itself.",
    params(
        ("org" = String, Path, description = "Slug of the organization", example = "demo"),
        ("id" = i32, Path, description = "The token's id")
    ),
    responses(
        (status = 200, description = "It was revoked", body = Made),
        (status = 403, description = "Your role or the token’s scopes do not allow this", body = Refused),
        (status = 404, description = "There is no such token, or it has ended", body = Refused)
    ),
    security(("session" = []), ("token" = ["admin"]))
)]
/// Ends a token.
pub async fn revoke(asker: Asker, Path((_, number)): Path<(String, String)>) -> Answer {
    let revoked = TokenId(id(&number)?);
    token::revoke(asker.by(), revoked, &asker.origin).await?;
    answered(&Made::of(revoked.0))
}
