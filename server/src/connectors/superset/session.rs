//! The tokens of one account: signed in when first needed, renewed when refused.

use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderValue, Method, StatusCode};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::json;

use domain::report::{Problem, ProblemKind};

use super::answer::complaint;
use super::client::Client;
use crate::connectors::http::{Answer, Request};

/// What shows who we are.
#[derive(Clone, Default)]
pub(super) struct Session {
    access: Option<SecretString>,
    refresh: Option<SecretString>,
    csrf: Option<Csrf>,
    /// Counts what was renewed, so that two calls with the same dead token renew it once.
    pub(super) generation: u64,
}

/// A token against forged requests; it is good only together with its cookie.
#[derive(Clone)]
struct Csrf {
    token: HeaderValue,
    cookie: HeaderValue,
}

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    refresh_token: Option<String>,
}

#[derive(Deserialize)]
struct CsrfToken {
    result: String,
}

impl Session {
    pub(super) const fn is_signed_in(&self) -> bool {
        self.access.is_some()
    }

    /// The request with what shows who we are.
    pub(super) fn sign(&self, mut request: Request, base: &str) -> Request {
        if let Some(value) = self.access.as_ref().and_then(bearer) {
            request = request.with_header(http::header::AUTHORIZATION, value);
        }
        if let Some(csrf) = self.csrf.as_ref().filter(|_| request.method != Method::GET) {
            request = request.with_header(http::HeaderName::from_static("x-csrftoken"), csrf.token.clone());
            request = request.with_header(COOKIE, csrf.cookie.clone());
            if let Ok(referer) = HeaderValue::from_str(base) {
                request = request.with_header(http::header::REFERER, referer);
            }
        }
        request
    }
}

fn bearer(token: &SecretString) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret())).ok()?;
    value.set_sensitive(true);
    Some(value)
}

impl Client {
    /// A session that isn't the refused one of `generation`: somebody else's renewal, a refreshed token
    /// (only if `may_refresh`), or a new sign-in.
    pub(super) async fn renewed(&self, generation: Option<u64>, may_refresh: bool) -> Result<Session, Problem> {
        let mut session = self.session.lock().await;
        if session.is_signed_in() && generation != Some(session.generation) {
            return Ok(session.clone());
        }
        let refreshed = match session.refresh.as_ref().filter(|_| may_refresh && generation.is_some()) {
            Some(refresh) => self.refresh(refresh).await?,
            None => None,
        };
        let next = session.generation + 1;
        match refreshed {
            Some(access) => session.access = Some(access),
            None => *session = self.sign_in().await?,
        }
        session.generation = next;
        Ok(session.clone())
    }

    /// Another access token for a refresh token; `None` where that is refused.
    async fn refresh(&self, refresh: &SecretString) -> Result<Option<SecretString>, Problem> {
        let mut request = self.request(Method::POST, "api/v1/security/refresh");
        if let Some(value) = bearer(refresh) {
            request = request.with_header(http::header::AUTHORIZATION, value);
        }
        let answer = self.steadily(&request).await?;
        let tokens = serde_json::from_slice::<Tokens>(&answer.body).ok();
        Ok(tokens.filter(|_| answer.status.is_success()).map(|tokens| tokens.access_token.into()))
    }

    async fn sign_in(&self) -> Result<Session, Problem> {
        let settings = self.settings();
        let request = self.request(Method::POST, "api/v1/security/login").with_json(&json!({
            "username": settings.user,
            "password": settings.password.expose_secret(),
            "provider": settings.provider.as_str(),
            "refresh": true,
        }));
        let answer = self.steadily(&request).await?;
        if !answer.status.is_success() {
            return Err(self.sign_in_refused(&answer));
        }
        let tokens: Tokens = self.read(&answer)?;
        let (access, refresh) = (Some(tokens.access_token.into()), tokens.refresh_token.map(Into::into));
        Ok(Session { access, refresh, csrf: None, generation: 0 })
    }

    fn sign_in_refused(&self, answer: &Answer) -> Problem {
        let (host, settings) = (settings_host(self), self.settings());
        let said = self.clean(&complaint(&answer.body).message);
        match answer.status {
            StatusCode::UNAUTHORIZED => {
                let user = self.clean(&settings.user);
                let message = format!("{host} refuses the user “{user}” or the password.");
                Problem::new(ProblemKind::Credentials, message)
            }
            StatusCode::BAD_REQUEST if said.contains("provider") => {
                let provider = settings.provider.as_str();
                let message = format!("{host} doesn't sign in with the provider “{provider}”: {said}.");
                Problem::new(ProblemKind::Credentials, message)
            }
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => {
                let message = format!("{host} has no Superset API at this address.");
                Problem::new(ProblemKind::Unexpected, message)
            }
            _ => self.unexpected(answer, "to the sign-in"),
        }
    }

    /// Fetches a token against forged requests into the session. False where this account may not have one.
    pub(super) async fn fetch_csrf(&self) -> Result<bool, Problem> {
        let answer = self.get("api/v1/security/csrf_token/").await?;
        if answer.status == StatusCode::FORBIDDEN || answer.status == StatusCode::NOT_FOUND {
            return Ok(false);
        }
        let token: CsrfToken = self.read(&answer)?;
        let cookies = answer.headers.get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let pairs: Vec<_> = cookies.filter_map(|cookie| cookie.split(';').next()).map(str::trim).collect();
        let values = HeaderValue::from_str(&token.result).ok().zip(HeaderValue::from_str(&pairs.join("; ")).ok());
        let Some((token, cookie)) = values else {
            return Ok(false);
        };
        self.session.lock().await.csrf = Some(Csrf { token, cookie });
        Ok(true)
    }
}

fn settings_host(client: &Client) -> String {
    client.settings().base.host()
}
