//! `GET /api/docs`: the description of the API as a page for people. It is rendered by `app`, without a script.

use app::api_docs;
use app::host::cookie_in;
use app::theme;
use axum::extract::State;
use axum::response::{Html, IntoResponse, Response};
use http::{HeaderMap, HeaderValue, header};

use super::openapi;
use crate::state::AppState;

/// The page loads its style, its typeface and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

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
    let policy = HeaderValue::from_static(POLICY);
    ([(header::CONTENT_SECURITY_POLICY, policy)], Html(page)).into_response()
}
