//! The gate in front of everything: same origin for changes, a session for what isn't public.
//!
//! It decides before arguments are decoded. What is public is one list; a path that isn't on it
//! answers 401, or for a page the way to the sign-in.

use crate::accounts::RequestAccounts;
use crate::clock;
use crate::http::{bearer, internal, problem};
use crate::session::{self, Device};
use crate::state::AppState;
use app::host::Caller;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, Method, StatusCode, header};
use sha2::{Digest, Sha256};
use std::net::SocketAddr;
use std::sync::Arc;
use store::{ApiScope, StoreError};
use tower_sessions::Session;

/// Paths that answer without a session. A trailing `*` stands for anything, any other for one segment.
pub const PUBLIC: &[&str] = &[
    "/login",
    "/pkg/*",
    "/favicon.svg",
    "/healthz",
    "/readyz",
    "/api/health",
    "/api/openapi.json",
    "/api/docs",
    // Authenticates by its token.
    "/api/ingest",
    // Opens one badge by a token of its own.
    "/api/o/*/badge.svg",
    "/fn/sign_in",
    "/fn/sign_out",
    "/fn/set_theme",
    // The link in the path is the right.
    "/invite/*",
    "/reset/*",
    "/act/*",
    "/verify/*",
    "/fn/join",
    "/fn/reset_password",
    "/fn/act_on_link",
    "/fn/verify_address",
    "/forgot",
    "/fn/ask_reset",
];

/// Where an API token opens what a session does.
const TOKEN_PATHS: &str = "/api/o/";

/// Whether `path` is on the public list.
#[must_use]
pub fn is_public(path: &str) -> bool {
    PUBLIC.iter().any(|public| match public.split_once('*') {
        Some((prefix, "")) => path.starts_with(prefix),
        Some((prefix, rest)) => {
            let segment = path.strip_prefix(prefix).and_then(|path| path.strip_suffix(rest));
            segment.is_some_and(|segment| !segment.is_empty() && !segment.contains('/'))
        }
        None => path == *public,
    })
}

/// A program that showed an API token which works, at paths of an organization's API. What it may do there, and whether
/// the organization in the path is its own, is for the handler to ask.
#[derive(Clone)]
pub struct Program(pub ApiScope);

/// The layer. Needs the session layer outside of it.
pub async fn gate(
    State(state): State<AppState>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    if !is_safe(request.method())
        && !is_same_origin(request.headers(), &state.config.public_url)
        && !has_bearer(request.headers())
    {
        return problem(StatusCode::FORBIDDEN, "This change came from another site, so it was refused.");
    }
    let is_asset = path.starts_with("/pkg/");
    let user = if is_asset || !has_session_cookie(request.headers()) {
        None
    } else {
        match session::user(&session).await {
            Ok(user) => user,
            Err(error) => return app_error(&app::AppError::internal(&error)),
        }
    };
    if user.is_none() && !is_public(path) {
        if !path.starts_with(TOKEN_PATHS) || !has_bearer(request.headers()) {
            return signed_out(&request);
        }
        match program(&state, request.headers()).await {
            Ok(Some(scope)) => drop(request.extensions_mut().insert(Program(scope))),
            Ok(None) => return problem(StatusCode::UNAUTHORIZED, "This token is unknown, expired or revoked."),
            Err(error) => return internal(&error),
        }
    }
    let path = request.uri().path();
    if user.is_some() && path == "/login" && is_safe(request.method()) {
        return Redirect::to("/").into_response();
    }
    let accounts = RequestAccounts {
        store: state.host.store.clone(),
        session,
        device: Device {
            address: state.addresses.of(peer, request.headers()),
            user_agent: request
                .headers()
                .get(header::USER_AGENT)
                .and_then(|name| name.to_str().ok())
                .unwrap_or_default()
                .to_owned(),
        },
        nudges: state.nudges.clone(),
    };
    request.extensions_mut().insert(Caller { user, accounts: Arc::new(accounts) });
    next.run(request).await
}

async fn program(state: &AppState, headers: &HeaderMap) -> Result<Option<ApiScope>, StoreError> {
    let Some(token) = bearer(headers) else { return Ok(None) };
    state.host.store.enter_token(&Sha256::digest(token.as_bytes()).into(), clock::now()).await
}

/// A page leads to the sign-in and back; everything else says 401.
fn signed_out(request: &Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") {
        return problem(StatusCode::UNAUTHORIZED, "Sign in, or send an API token: Authorization: Bearer pb_…");
    }
    if path.starts_with("/fn/") || request.method() != Method::GET {
        return app_error(&app::AppError::SignedOut);
    }
    let wanted = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    if wanted == "/" {
        return Redirect::to("/login").into_response();
    }
    let next: String = url::form_urlencoded::byte_serialize(wanted.as_bytes()).collect();
    Redirect::to(&format!("/login?next={next}")).into_response()
}

/// The error as the pages' client decodes it, which is JSON with a status.
fn app_error(error: &app::AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, [(header::CACHE_CONTROL, "no-store")], axum::Json(error)).into_response()
}

const fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// A token in a header can't be sent by another site's page without our leave.
fn has_bearer(headers: &HeaderMap) -> bool {
    !headers.contains_key(header::COOKIE) && headers.contains_key(header::AUTHORIZATION)
}

fn has_session_cookie(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|cookies| cookies.contains(session::COOKIE))
}

/// Browsers send `Origin` with every change; one that is not ours, or none, is refused.
fn is_same_origin(headers: &HeaderMap, public_url: &url::Url) -> bool {
    if headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    let Some(origin) = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()) else { return false };
    let Ok(origin) = url::Url::parse(origin) else { return false };
    let authority = match (origin.host_str(), origin.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => return false,
    };
    let is_host = headers.get(header::HOST).and_then(|host| host.to_str().ok()) == Some(authority.as_str());
    is_host || origin.origin() == public_url.origin()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    #[test]
    fn the_public_list_is_exact() {
        for path in ["/login", "/pkg/a.js", "/fn/sign_in", "/api/health", "/api/o/demo/badge.svg"] {
            assert!(is_public(path), "{path}");
        }
        for path in ["/", "/login/x", "/o/demo", "/fn/get_viewer", "/api/o/demo/stats/realtime", "/pkg", "/metrics"] {
            assert!(!is_public(path), "{path}");
        }
        for path in ["/api/o//badge.svg", "/api/o/demo/checks/badge.svg", "/api/o/demo/badge.svg/x", "/api/o/badge.svg"]
        {
            assert!(!is_public(path), "{path}");
        }
    }

    #[test]
    fn only_our_own_pages_may_change_things() {
        type Case<'a> = (&'a str, &'a [(&'static str, &'static str)], bool);
        let cases: &[Case<'_>] = &[
            ("our page", &[("host", "a.example"), ("origin", "https://a.example")], true),
            ("our page on a port", &[("host", "localhost:3000"), ("origin", "http://localhost:3000")], true),
            (
                "behind a proxy that changes the host",
                &[("host", "10.0.0.1:3000"), ("origin", "https://pulse.example")],
                true,
            ),
            (
                "another port of the public host",
                &[("host", "10.0.0.1:3000"), ("origin", "https://pulse.example:8443")],
                false,
            ),
            ("another site", &[("host", "a.example"), ("origin", "https://b.example")], false),
            ("another port", &[("host", "localhost:3000"), ("origin", "http://localhost:4000")], false),
            ("a sandboxed frame", &[("host", "a.example"), ("origin", "null")], false),
            ("no origin", &[("host", "a.example")], false),
            (
                "another site, by its own word",
                &[("host", "a.example"), ("origin", "https://a.example"), ("sec-fetch-site", "cross-site")],
                false,
            ),
        ];
        for (what, headers, expected) in cases {
            let map: HeaderMap = headers
                .iter()
                .map(|(name, value)| (http::HeaderName::from_static(name), HeaderValue::from_static(value)))
                .collect();
            assert_eq!(is_same_origin(&map, &"https://pulse.example".parse().unwrap()), *expected, "{what}");
        }
    }
}
