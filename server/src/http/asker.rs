//! Who asks through the API: a member with a session, or a program with a token.

use super::answer::refused;
use super::problem;
use crate::gate::Program;
use crate::state::AppState;
use app::AppError;
use app::host::Caller;
use axum::extract::{FromRequestParts, Path};
use axum::response::{IntoResponse, Response};
use axum::{Extension, RequestPartsExt};
use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::audit::AuditAction;
use domain::slug::OrgSlug;
use http::StatusCode;
use http::request::Parts;
use std::collections::HashMap;
use std::ops::Deref;
use store::audit::Origin;
use store::live::Topic;
use store::{ApiScope, By, OrgScope};

/// Somebody at work in the organization of the path. Whoever isn't is answered as if there were no such organization.
pub struct Asker {
    who: Who,
    /// From where and when.
    pub origin: Origin,
    /// What the handlers share.
    pub state: AppState,
}

enum Who {
    Member(OrgScope),
    Program(ApiScope),
}

impl FromRequestParts<AppState> for Asker {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let nothing = || problem(StatusCode::NOT_FOUND, "There is no such organization.");
        let Path(path) = parts.extract::<Path<HashMap<String, String>>>().await.map_err(|_| nothing())?;
        let Extension(caller) = parts.extract::<Extension<Caller>>().await.map_err(IntoResponse::into_response)?;
        let slug = path.get("org").and_then(|org| OrgSlug::parse(org).ok()).ok_or_else(nothing)?;
        let who = if let Some(user) = caller.user {
            let entered = state.host.entries.enter(&state.host.store, user, slug).await;
            Who::Member(entered.map_err(|error| refused(&error.into()))?.ok_or_else(nothing)?)
        } else {
            let program = parts.extensions.get::<Program>().filter(|Program(scope)| *scope.slug() == slug);
            Who::Program(program.ok_or_else(nothing)?.0.clone())
        };
        Ok(Self { who, origin: caller.accounts.origin(), state: state.clone() })
    }
}

impl Asker {
    /// By what right.
    pub fn by(&self) -> By<'_> {
        match &self.who {
            Who::Member(scope) => scope.into(),
            Who::Program(scope) => scope.into(),
        }
    }

    /// Now.
    pub fn now(&self) -> DateTime<Utc> {
        self.origin.at
    }

    /// The member who asks for something that no token is good for. A refusal is noted as `audited`.
    pub async fn member(&self, action: Action, audited: AuditAction) -> Result<&OrgScope, AppError> {
        self.by().ask(action, audited, &self.origin).await?;
        match &self.who {
            Who::Member(scope) => Ok(scope),
            Who::Program(_) => Err(AppError::Forbidden),
        }
    }

    /// Tells every server that something about health changed.
    pub fn tell(&self) {
        self.state.nudges.nudge(self.by().org_id(), Topic::Health);
    }

    /// A path of the organization's API as an address.
    pub fn endpoint(&self, path: &str) -> String {
        format!("{}/api/o/{}{path}", self.state.host.public_url, self.by().slug())
    }

    /// A path of this site as an address.
    pub fn address(&self, path: &str) -> String {
        format!("{}/o/{}{path}", self.state.host.public_url, self.by().slug())
    }
}

/// Somebody who sees the health of the organization.
pub struct Reader(Asker);

impl FromRequestParts<AppState> for Reader {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        let asker = Asker::from_request_parts(parts, state).await?;
        asker.by().permit(Action::SeeHealth).map_err(|error| refused(&error.into()))?;
        Ok(Self(asker))
    }
}

impl Deref for Reader {
    type Target = Asker;

    fn deref(&self) -> &Asker {
        &self.0
    }
}
