//! `GET /api/o/{org}/badge.svg`: the status of one dashboard as a picture, for whoever has its token.

#![expect(unused_qualifications, reason = "what utoipa writes for parameters qualifies their type")]

use crate::http::{internal, problem};
use crate::state::AppState;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use domain::id::DashboardId;
use domain::report::Status;
use domain::slug::OrgSlug;
use http::{StatusCode, header};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use store::badge::{self, Badge};
use utoipa::IntoParams;

/// The longest title in the picture, in characters.
const TITLE: usize = 40;

/// Which badge, and the right to see it.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// The dashboard's id.
    #[serde(default)]
    dashboard: i32,
    /// The badge's own token.
    #[serde(default)]
    token: String,
}

#[utoipa::path(
    get,
    path = "/api/o/{org}/badge.svg",
    tag = "Dashboards",
    summary = "The status of a dashboard as a picture",
    description = "Needs no session: the token, made for this dashboard in the health center, opens this picture and \
                   nothing else.",
    params(("org" = String, Path, description = "Slug of the organization", example = "demo"), Wanted),
    responses(
        (status = 200, description = "The picture", body = String, content_type = "image/svg+xml"),
        (status = 401, description = "The token is none of this dashboard’s", body = crate::http::Problem)
    ),
    security(("badge" = []))
)]
/// Answers with the picture. What doesn't exist looks like a wrong token.
pub async fn picture(
    State(state): State<AppState>,
    Path(org): Path<String>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Response {
    let wrong = || problem(StatusCode::UNAUTHORIZED, "This token opens no such badge.");
    let (Ok(slug), Ok(Query(wanted))) = (OrgSlug::parse(&org), wanted) else { return wrong() };
    let hash: [u8; 32] = Sha256::digest(wanted.token.as_bytes()).into();
    let now = (state.host.clock)();
    match badge::open(&state.host.store, &slug, DashboardId(wanted.dashboard), &hash, now).await {
        Ok(Some(badge)) => {
            let headers = [
                (header::CONTENT_TYPE, "image/svg+xml"),
                // Others' servers fetch it for their pages: a minute spares both sides.
                (header::CACHE_CONTROL, "public, max-age=60"),
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'none'"),
            ];
            (headers, svg(&badge)).into_response()
        }
        Ok(None) => wrong(),
        Err(error) => internal(&error),
    }
}

/// Title left, status right; both as words.
fn svg(badge: &Badge) -> String {
    let title: String = badge.title.chars().take(TITLE).collect();
    let (word, colour) = match badge.current.status {
        Status::Pass => ("passing", "#0d977a"),
        Status::Warn => ("warning", "#80500e"),
        Status::Fail => ("failing", "#b7191c"),
        Status::Unknown => ("unknown", "#656d73"),
    };
    // Without a font at hand, a letter is taken to be 7 wide.
    let (left, right) = (title.chars().count() * 7 + 14, word.len() * 7 + 14);
    let whole = left + right;
    let (title, middle) = (escaped(&title), left + right / 2);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{whole}\" height=\"20\" role=\"img\" aria-label=\"{title}: {word}\">\
         <title>{title}: {word}</title>\
         <rect width=\"{left}\" height=\"20\" fill=\"#424c51\"/><rect x=\"{left}\" width=\"{right}\" height=\"20\" fill=\"{colour}\"/>\
         <g fill=\"#fff\" font-family=\"Verdana,DejaVu Sans,sans-serif\" font-size=\"11\" text-anchor=\"middle\">\
         <text x=\"{}\" y=\"14\">{title}</text><text x=\"{middle}\" y=\"14\">{word}</text></g></svg>",
        left / 2
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::health::Current;

    #[test]
    fn a_badge_says_title_and_status_and_stays_a_picture() {
        let current = Current { status: Status::Fail, note: None, is_stale: false, is_missed: false };
        let picture = svg(&Badge { title: "<script>&\"".to_owned(), current });
        assert!(picture.contains("&lt;script&gt;&amp;&quot;: failing"), "{picture}");
        assert!(!picture.contains("<script"), "{picture}");
    }
}
