//! What the host hands to the pages: the store, the cache of answers, the site's files, and who asks.
//!
//! The host provides a [`Host`] and a [`Caller`] as context of every request; server functions
//! begin with [`enter`], the only way from a URL to an organization's data.

mod answers;
mod entry;
mod pages;
mod visit;

pub use answers::{Answers, Subject};
pub use entry::Entries;
pub use pages::pages;
pub use visit::{Change, OnceKind, Visit, change};

use crate::AppError;
use chrono::{DateTime, Utc};
use domain::chat_code::ChatCode;
use domain::delivery::Verdict;
use domain::email::Email;
use domain::id::{EnvironmentId, OrgId, UserId};
use domain::link::LinkToken;
use domain::slug::OrgSlug;
use http::{HeaderMap, HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use store::audit::Origin;
use store::environment::TestLine;
use store::provider::Provider;
use store::{OrgScope, Store};

/// A boxed future, for the traits that the host implements.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What every request shares.
#[derive(Clone)]
pub struct Host {
    /// The database.
    pub store: Store,
    /// Memberships looked up in the last second.
    pub entries: Entries,
    /// Answers computed in the last second.
    pub answers: Answers,
    /// Sends a message at once, to try a provider.
    pub messenger: Arc<dyn Messenger>,
    /// Names of the site's hashed files.
    pub assets: Arc<Assets>,
    /// Looks at the outside on behalf of a page.
    pub prober: Arc<dyn Prober>,
    /// The present. An argument everywhere below.
    pub clock: fn() -> DateTime<Utc>,
    /// Whether the public address is https, which makes cookies `Secure`.
    pub is_https: bool,
    /// The public address without a slash at its end, for links that leave the site.
    pub public_url: Arc<str>,
}

/// Paths of the site's files, as the page must name them.
#[derive(Clone, Debug, Default)]
pub struct Assets {
    /// The glue between page and WebAssembly.
    pub js: String,
    /// The WebAssembly.
    pub wasm: String,
    /// The style sheet.
    pub css: String,
    /// The chart library's bundle.
    pub echarts: String,
    /// The typeface.
    pub font: String,
}

/// What reaches people outside of the pages.
pub trait Messenger: Send + Sync {
    /// Sends a test message through a provider, and says what came of it.
    fn test<'a>(
        &'a self,
        scope: &'a OrgScope,
        provider: &'a Provider,
        target: &'a str,
    ) -> Boxed<'a, Result<Verdict, AppError>>;
}

/// Who asks.
#[derive(Clone)]
pub struct Caller {
    /// The signed-in user.
    pub user: Option<UserId>,
    /// Sign-in and sign-out for the session of this request.
    pub accounts: Arc<dyn Accounts>,
}

/// Tries what a person entered, through the server's own way out.
pub trait Prober: Send + Sync {
    /// The address of a BI tool as it is stored, from what was copied out of a browser; or what is wrong with it.
    fn address(&self, typed: &str) -> Result<String, String>;
    /// What works with the stored address and credentials of an environment, and what doesn't, in words.
    fn test(&self, org: OrgId, environment: EnvironmentId) -> Boxed<'_, Result<Vec<TestLine>, AppError>>;
}

/// What needs the session of one request, a password's hash, or chance.
pub trait Accounts: Send + Sync {
    /// Checks the credentials and opens a session.
    fn sign_in(&self, attempt: SignIn) -> Boxed<'_, Result<UserId, AppError>>;
    /// Ends the session.
    fn sign_out(&self) -> Boxed<'_, Result<(), AppError>>;
    /// Sets another password for `user`, who knows the present one; ends their other sessions.
    fn change_password(&self, user: UserId, change: PasswordChange) -> Boxed<'_, Result<(), AppError>>;
    /// Sets another password by the link that the command line printed; ends every session.
    fn reset_password(&self, link: LinkToken, password: String) -> Boxed<'_, Result<(), AppError>>;
    /// Accepts an invitation with a new account, and opens its first session.
    fn join(&self, link: LinkToken, newcomer: Newcomer) -> Boxed<'_, Result<OrgSlug, AppError>>;
    /// From where and when this request comes, for the audit log.
    fn origin(&self) -> Origin;
    /// The hash of the id of this request's session.
    fn session(&self) -> Option<[u8; 32]>;
    /// The secret part of a new link.
    fn new_link(&self) -> LinkToken;
    /// A code that proves a chat with a bot.
    fn new_chat_code(&self) -> ChatCode;
    /// Mails a link to a new password to whoever has an account at this address, if it can be. Doesn't wait for it, so
    /// that nobody learns from the answer whether there is an account.
    fn forgot_password(&self, email: Email);
    /// A new API token.
    fn new_token(&self) -> NewSecret;
}

/// A new password, and the present one.
pub struct PasswordChange {
    /// As typed. Never logged.
    pub current: String,
    /// As typed. Never logged.
    pub new: String,
}

/// What somebody without an account says of themselves.
pub struct Newcomer {
    /// As typed.
    pub name: String,
    /// As typed. Never logged.
    pub password: String,
}

/// A secret that is shown once, and what is kept of it.
pub struct NewSecret {
    /// The secret. Never logged, never stored.
    pub text: String,
    /// Its SHA-256.
    pub hash: [u8; 32],
}

/// What the sign-in form sends.
pub struct SignIn {
    /// As typed.
    pub email: String,
    /// As typed. Never logged.
    pub password: String,
    /// Whether the session outlives the browser (30 days).
    pub stay: bool,
}

impl Host {
    /// Sets a cookie for a year that scripts may read; never for a secret.
    pub fn set_cookie(&self, name: &str, value: &str) {
        let secure = if self.is_https { "; Secure" } else { "" };
        let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax{secure}");
        if let (Some(response), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(&cookie)) {
            response.append_header(header::SET_COOKIE, cookie);
        }
    }
}

/// A cookie of the current request.
pub fn cookie(name: &str) -> Option<String> {
    cookie_in(&use_context::<http::request::Parts>()?.headers, name)
}

/// A cookie in the headers of a request.
pub fn cookie_in(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
}

/// The host of the current request.
///
/// # Errors
/// [`AppError::Internal`] where the host provided none, which no route of ours does.
pub fn host() -> Result<Host, AppError> {
    use_context().ok_or_else(|| AppError::internal(&std::io::Error::other("no host in the context of this request")))
}

/// The caller of the current request.
///
/// # Errors
/// As [`host`].
pub fn caller() -> Result<Caller, AppError> {
    use_context().ok_or_else(|| AppError::internal(&std::io::Error::other("no caller in the context of this request")))
}

/// From the organization in a URL to the right to read it.
///
/// Call it before the first `await`: the request's context is gone after that.
///
/// # Errors
/// [`AppError::SignedOut`] without a session; [`AppError::NotFound`] for an organization that
/// does not exist and, the same, for one that the caller is no member of.
pub fn enter(org: &str) -> impl Future<Output = Result<(Host, OrgScope), AppError>> + use<> {
    let context = host().and_then(|host| caller().map(|caller| (host, caller)));
    let slug = OrgSlug::parse(org);
    async move {
        let (host, caller) = context?;
        let user = caller.user.ok_or(AppError::SignedOut)?;
        let slug = slug.map_err(|_| AppError::NotFound)?;
        let scope = host.entries.enter(&host.store, user, slug).await?.ok_or(AppError::NotFound)?;
        Ok((host, scope))
    }
}
