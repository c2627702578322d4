//! What one request brings along: from where and when it comes, and a secret that is to be shown once.
//!
//! A secret that was just made (an API token, an invitation's link) is kept nowhere on the server. It travels in a
//! cookie that scripts can't read, to the page that shows it, which takes the cookie away.

use super::{Host, caller, cookie, enter, host};
use crate::AppError;
use domain::access::Action;
use domain::audit::AuditAction;
use http::{HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use std::future::Future;
use store::OrgScope;
use store::audit::Origin;
use store::live::Topic;

const ONCE: &str = "pulseboard_once";
/// How many seconds the browser may take to the page that shows the secret.
const ONCE_SECONDS: u32 = 60;

/// What a secret is, so that only its own page shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnceKind {
    /// The link of an invitation.
    Invitation,
    /// An API token.
    Token,
    /// The address of a status badge.
    Badge,
    /// The code that proves a chat.
    ChatCode,
}

impl OnceKind {
    const fn prefix(self) -> &'static str {
        match self {
            Self::Invitation => "invitation.",
            Self::Token => "token.",
            Self::Badge => "badge.",
            Self::ChatCode => "code.",
        }
    }

    /// The pages that may show it.
    const fn path(self) -> &'static str {
        match self {
            Self::Invitation | Self::Token | Self::Badge => "/o",
            Self::ChatCode => "/profile",
        }
    }
}

/// The request that asks.
#[derive(Clone)]
pub struct Visit {
    /// For the audit log.
    pub origin: Origin,
    once: Option<String>,
}

impl Visit {
    /// The current request. Call it before the first `await`.
    ///
    /// # Errors
    /// As [`caller`].
    pub fn here() -> Result<Self, AppError> {
        let origin = caller()?.accounts.origin();
        let once = cookie(ONCE);
        if let Some(once) = &once {
            let is_code = once.starts_with(OnceKind::ChatCode.prefix());
            set_once("", 0, if is_code { OnceKind::ChatCode.path() } else { OnceKind::Token.path() });
            if let Some(response) = use_context::<ResponseOptions>() {
                response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            }
        }
        Ok(Self { origin, once })
    }

    /// Whether a secret came along, which no later request will have.
    pub(crate) const fn brings_secret(&self) -> bool {
        self.once.is_some()
    }

    /// The secret that was made just before, if it is of this kind.
    #[must_use]
    pub fn once(&self, kind: OnceKind) -> Option<&str> {
        self.once.as_deref()?.strip_prefix(kind.prefix())
    }
}

/// A change that somebody asks for.
pub struct Change {
    /// What every request shares.
    pub host: Host,
    /// The right to ask; the store looks at the role again.
    pub scope: OrgScope,
    /// From where and when.
    pub origin: Origin,
}

impl Change {
    /// Fails unless the member may do something, before what they sent is looked at. A refusal is noted as `audited`.
    ///
    /// # Errors
    /// [`AppError::Forbidden`] when they may not.
    pub async fn ask(&self, action: Action, audited: AuditAction) -> Result<(), AppError> {
        Ok(self.scope.ask(action, audited, &self.origin).await?)
    }

    /// Hands a secret to the page that shows it, once.
    pub fn show_once(&self, kind: OnceKind, secret: &str) {
        set_once(&format!("{}{secret}", kind.prefix()), ONCE_SECONDS, kind.path());
    }

    /// Tells every server that dashboards, their checks, policies or environments changed. After the commit.
    pub async fn tell_health(&self) {
        let org = self.scope.org_id();
        if let Err(error) = store::live::publish(&self.host.store, org, Topic::Health).await {
            // Pages see it with the next change, or when they ask again.
            tracing::warn!(org.id = org.0, %error, "servers could not be told of a change in organization {org}: {error}");
        }
    }

    /// Has this server forget at once what it remembers of members and organizations; the others hear of it.
    pub fn forget(&self) {
        self.host.entries.forget();
    }
}

/// Enters an organization to change something. Call it before the first `await`.
///
/// # Errors
/// As [`enter`].
pub fn change(org: &str) -> impl Future<Output = Result<Change, AppError>> + use<> {
    let origin = caller().map(|caller| caller.accounts.origin());
    let entered = enter(org);
    async move {
        let (host, scope) = entered.await?;
        Ok(Change { host, scope, origin: origin? })
    }
}

/// Only requests of our own pages carry it, and only those for pages that may show it.
fn set_once(value: &str, seconds: u32, path: &str) {
    let secure = if host().is_ok_and(|host| host.is_https) { "; Secure" } else { "" };
    let cookie = format!("{ONCE}={value}; Path={path}; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    if let (Some(response), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie)) {
        response.append_header(header::SET_COOKIE, cookie);
    }
}
