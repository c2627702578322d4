//! `GET /api/docs`: the description of the API as a page for people. It is rendered by `app`, without a script.

use std::sync::LazyLock;

use app::api_docs;
use app::host::cookie_in;
use app::theme;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderValue, header};
use sha2::{Digest, Sha256};

use super::openapi;
use crate::state::AppState;

/// The page loads the site's style and typeface, has the style that it carries, and nothing else.
fn policy() -> HeaderValue {
    static POLICY: LazyLock<HeaderValue> = LazyLock::new(|| {
        let hash = STANDARD.encode(Sha256::digest(api_docs::STYLE));
        let policy = format!(
            "default-src 'none'; style-src 'self' 'sha256-{hash}'; font-src 'self'; img-src 'self'; base-uri 'none'; \
             form-action 'none'; frame-ancestors 'none'"
        );
        policy.parse().expect("a policy is ASCII")
    });
    POLICY.clone()
}

#[utoipa::path(
    get,
    path = "/api/docs",
    tag = "Documentation",
    summary = "This description, as a page",
    responses((status = 200, description = "The page", body = String, content_type = "text/html"))
)]
/// Answers with the page.
pub async fn page(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let theme = cookie_in(&headers, theme::COOKIE).and_then(|theme| theme.parse().ok()).unwrap_or_default();
    let page = api_docs::render(openapi::description(), &state.host.assets, theme);
    ([(header::CONTENT_SECURITY_POLICY, policy())], Html(page)).into_response()
}
