//! Calls to one Superset: signed, retried where that helps, and their failures in words.

use std::sync::Arc;
use std::time::Duration;

use http::header::{ACCEPT, LOCATION, RETRY_AFTER};
use http::{HeaderValue, Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;

use domain::report::{Problem, ProblemKind, clean};

use super::address::BaseUrl;
use super::answer::{complaint, is_page};
use super::session::Session;
use crate::connectors::backoff::{Backoff, RETRIES};
use crate::connectors::http::{Answer, Http, HttpError, Limits, Request};

/// What an ordinary call may take: lists and details, no queries.
const CALL: Limits = Limits { time: Duration::from_secs(20), body_bytes: 16 << 20, redirects: 0 };

/// Where a Superset is, and as whom it is asked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Its address.
    pub base: BaseUrl,
    /// The user.
    pub user: String,
    /// The user's password.
    pub password: SecretString,
    /// Who knows the password.
    pub provider: Provider,
}

/// Who knows the password of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// Superset itself.
    Db,
    /// A directory.
    Ldap,
}

impl Provider {
    /// The name that Superset has for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Db => "db",
            Self::Ldap => "ldap",
        }
    }
}

/// Calls one Superset as one account. Meant to be kept: it keeps the tokens, and any number of checks may share it.
pub struct Client {
    http: Arc<dyn Http>,
    settings: Settings,
    backoff: Backoff,
    pub(super) session: Mutex<Session>,
}

impl Client {
    /// A client that hasn't asked anything yet.
    pub fn new(http: Arc<dyn Http>, settings: Settings, backoff: Backoff) -> Self {
        Self { http, settings, backoff, session: Mutex::default() }
    }

    pub(super) const fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Words of the other side, fit to be shown: short, and without secrets, ours above all.
    pub(super) fn clean(&self, message: &str) -> String {
        clean(message, &[self.settings.password.expose_secret()])
    }

    pub(super) fn request(&self, method: Method, path: &str) -> Request {
        // Without it Superset answers errors with pages.
        Request::new(method, self.settings.base.join(path))
            .with_header(ACCEPT, HeaderValue::from_static("application/json"))
    }

    /// A signed GET of an ordinary call, retried. Any status but a redirect, a refusal and a server error comes back.
    pub(super) async fn get(&self, path: &str) -> Result<Answer, Problem> {
        let request = self.request(Method::GET, path);
        let mut generation = None;
        // The first refusal refreshes the token, the second signs in anew; more can't be done.
        for attempt in 0..3 {
            let session = self.renewed(generation, attempt < 2).await?;
            let answer = self.steadily(&session.sign(request.clone(), &self.settings.base.to_string())).await?;
            if !is_token_refused(&answer) {
                return Ok(answer);
            }
            generation = Some(session.generation);
        }
        Err(self.token_refused())
    }

    /// A signed request, sent once with its own limits; only a refused token or a missing token against forged
    /// requests makes it go out again, as those were refused before anything was done.
    pub(super) async fn send(&self, request: &Request, limits: Limits) -> Result<Result<Answer, HttpError>, Problem> {
        let mut generation = None;
        let mut has_csrf = false;
        for attempt in 0..4 {
            let session = self.renewed(generation, attempt < 2).await?;
            let signed = session.sign(request.clone(), &self.settings.base.to_string());
            let answer = match self.http.send(signed, limits).await {
                Ok(answer) => answer,
                Err(error) => return Ok(Err(error)),
            };
            if is_token_refused(&answer) {
                generation = Some(session.generation);
            } else if !has_csrf && is_csrf_missing(&answer) && self.fetch_csrf().await? {
                has_csrf = true;
                generation = None;
            } else {
                return Ok(Ok(answer));
            }
        }
        Err(self.token_refused())
    }

    /// Sends an ordinary call until there is an answer that says something: transport failures, server errors and
    /// "too many requests" are tried again, with longer and longer waits.
    pub(super) async fn steadily(&self, request: &Request) -> Result<Answer, Problem> {
        let mut retry = 0;
        loop {
            let result = self.http.send(request.clone(), CALL).await;
            let wait = match &result {
                Ok(answer) if answer.status == StatusCode::TOO_MANY_REQUESTS => {
                    self.backoff.wait_as_asked(retry, answer.header(&RETRY_AFTER))
                }
                Ok(answer) if !answer.status.is_server_error() => return self.not_redirected(result),
                Err(error) if !error.is_transport() => return self.not_redirected(result),
                Ok(_) | Err(_) => self.backoff.wait(retry),
            };
            if retry == RETRIES {
                return self.not_redirected(result);
            }
            retry += 1;
            tokio::time::sleep(wait).await;
        }
    }

    /// Waits as long as after a "too many requests".
    pub(super) async fn wait_as_asked(&self, retry: u32, answer: &Answer) {
        tokio::time::sleep(self.backoff.wait_as_asked(retry, answer.header(&RETRY_AFTER))).await;
    }

    fn not_redirected(&self, result: Result<Answer, HttpError>) -> Result<Answer, Problem> {
        let answer = result.map_err(|error| error.problem())?;
        match answer.status {
            StatusCode::TOO_MANY_REQUESTS => Err(self.throttled(&answer)),
            status if status.is_redirection() => Err(self.redirected(&answer)),
            status if status.is_server_error() => Err(self.unexpected(&answer, "")),
            _ => Ok(answer),
        }
    }

    pub(super) fn throttled(&self, answer: &Answer) -> Problem {
        let (host, said) = (self.settings.base.host(), self.clean(&complaint(&answer.body).message));
        let said = if said.is_empty() { "too many requests".to_owned() } else { said };
        Problem::new(ProblemKind::Throttled, format!("{host} asks for fewer requests: {said}."))
    }

    /// A redirect leads to another address or to a page for people; an API has neither.
    pub(super) fn redirected(&self, answer: &Answer) -> Problem {
        let host = self.settings.base.host();
        let target = self.clean(answer.header(&LOCATION).unwrap_or_default());
        let hint = if target.contains("login") || target.contains("auth") {
            "a page where people sign in. Accounts of the API need a password of Superset's own or of a directory"
        } else {
            "another address. If that is the right one, use it here"
        };
        Problem::new(ProblemKind::Unexpected, format!("{host} redirects to {target}, {hint}."))
    }

    /// An answer that no Superset should give. `asked` ends "answers 500 …".
    pub(super) fn unexpected(&self, answer: &Answer, asked: &str) -> Problem {
        let (host, said) = (self.settings.base.host(), self.clean(&complaint(&answer.body).message));
        let asked = if asked.is_empty() { String::new() } else { format!(" {asked}") };
        let said = if said.is_empty() { String::new() } else { format!(": {said}") };
        // Without an answer that is Superset's own, something before it answers in its place.
        let kind = if answer.status.is_server_error() { ProblemKind::Unreachable } else { ProblemKind::Unexpected };
        Problem::new(kind, format!("{host} answers {}{asked}{said}.", answer.status.as_u16()))
    }

    pub(super) fn token_refused(&self) -> Problem {
        let message = format!("{} signs the account in and then refuses it.", self.settings.base.host());
        Problem::new(ProblemKind::Credentials, message)
    }

    /// The right that is missing for every check.
    pub(super) fn forbidden(&self, right: &str) -> Problem {
        let message =
            format!("{} doesn't let this account: the right “{right}” is missing.", self.settings.base.host());
        Problem::new(ProblemKind::Rights, message)
    }

    /// The JSON of an answer that succeeded.
    pub(super) fn read<T: DeserializeOwned>(&self, answer: &Answer) -> Result<T, Problem> {
        if !answer.status.is_success() {
            return Err(self.unexpected(answer, ""));
        }
        serde_json::from_slice(&answer.body).map_err(|_| {
            let what = if is_page(&answer.body) { "a web page" } else { "something that can't be read" };
            let message = format!("{} answers with {what} where Superset has JSON.", self.settings.base.host());
            Problem::new(ProblemKind::Unexpected, message)
        })
    }

    /// Whether Superset answers at once; false where it took some waiting, a problem where it doesn't answer.
    pub(super) async fn is_well(&self) -> Result<bool, Problem> {
        let limits = Limits { time: Duration::from_secs(5), ..CALL };
        let probe = self.http.send(self.request(Method::GET, "health"), limits).await;
        if matches!(probe, Ok(answer) if !answer.status.is_server_error()) {
            return Ok(true);
        }
        self.steadily(&self.request(Method::GET, "health")).await.map(|_| false)
    }
}

/// 401, or 422 with the word under `msg`: the token is dead, forged or of another kind.
fn is_token_refused(answer: &Answer) -> bool {
    match answer.status {
        StatusCode::UNAUTHORIZED => true,
        StatusCode::UNPROCESSABLE_ENTITY => complaint(&answer.body).is_about_token,
        _ => false,
    }
}

fn is_csrf_missing(answer: &Answer) -> bool {
    answer.status == StatusCode::BAD_REQUEST && complaint(&answer.body).message.contains("CSRF")
}
