//! `POST /api/ingest`: a JSON array of events, with an API token.
//!
//! The answer comes after the commit. Bad rows are listed and lose no good ones; sending the same
//! again is safe. Overload answers 429, never accepts and drops.

use super::{internal, problem};
use crate::clock;
use crate::state::AppState;
use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use chrono::TimeDelta;
use domain::event::{NewEvent, Rejection};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use store::live::Topic;

/// The largest body of one batch, in bytes.
pub const MAX_BODY: usize = 16 * 1024 * 1024;
/// The most events of one batch.
const MAX_EVENTS: usize = 10_000;
/// How many rejections an answer lists; all are counted.
const LISTED: usize = 100;
/// How far back events are taken: the retention of raw events.
const RETENTION: TimeDelta = TimeDelta::days(400);

#[derive(Serialize)]
struct Answer {
    accepted: u64,
    duplicates: u64,
    rejected: Vec<Rejected>,
    rejected_count: usize,
}

#[derive(Serialize)]
struct Rejected {
    index: usize,
    field: String,
    problem: String,
}

/// Stores one batch.
pub async fn ingest(State(state): State<AppState>, headers: HeaderMap, body: Body) -> Response {
    let Some(token) = bearer(&headers) else {
        return problem(StatusCode::UNAUTHORIZED, "Send an API token: Authorization: Bearer pb_…");
    };
    let now = clock::now();
    let scope = match state.host.store.enter_ingest(&Sha256::digest(token.as_bytes()).into(), now).await {
        Ok(Some(scope)) => scope,
        Ok(None) => {
            return problem(
                StatusCode::UNAUTHORIZED,
                "This token is unknown, expired, revoked, or has no scope `ingest`.",
            );
        }
        Err(error) => return internal(&error),
    };
    if !is_json(&headers) {
        return problem(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Send application/json.");
    }
    // Only now: a stranger's body is never read.
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return problem(StatusCode::PAYLOAD_TOO_LARGE, &format!("Send at most {} MB at once.", MAX_BODY / 1024 / 1024));
    };
    let items: Vec<Value> = match serde_json::from_slice(&body) {
        Ok(Value::Array(items)) => items,
        Ok(_) => return problem(StatusCode::BAD_REQUEST, "Send a JSON array of events."),
        Err(error) => return problem(StatusCode::BAD_REQUEST, &format!("The body is not valid JSON: {error}.")),
    };
    if items.len() > MAX_EVENTS {
        return problem(StatusCode::PAYLOAD_TOO_LARGE, &format!("Send at most {MAX_EVENTS} events at once."));
    }
    let Ok(_place) = state.ingest_places.try_acquire() else {
        let mut response = problem(StatusCode::TOO_MANY_REQUESTS, "Too many batches at once. Send this one again.");
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        return response;
    };
    let mut events = Vec::with_capacity(items.len());
    let mut rejected: Vec<(usize, Rejection)> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        match NewEvent::from_json(item, now, now - RETENTION) {
            Ok(event) => events.push((index, event)),
            Err(rejection) => rejected.push((index, rejection)),
        }
    }
    drop(items);
    let stored = match store::event::ingest(&scope, &events, now).await {
        Ok(stored) => stored,
        Err(error) => return internal(&error),
    };
    if stored.accepted > 0 {
        state.nudges.nudge(scope.org_id(), Topic::Data);
    }
    rejected.extend(stored.rejected);
    rejected.sort_by_key(|(index, _)| *index);
    metrics::counter!("pulseboard_events_total", "result" => "accepted").increment(stored.accepted);
    metrics::counter!("pulseboard_events_total", "result" => "duplicate").increment(stored.duplicates);
    metrics::counter!("pulseboard_events_total", "result" => "rejected").increment(rejected.len() as u64);
    Json(Answer {
        accepted: stored.accepted,
        duplicates: stored.duplicates,
        rejected_count: rejected.len(),
        rejected: rejected
            .into_iter()
            .take(LISTED)
            .map(|(index, rejection)| Rejected { index, field: rejection.field, problem: rejection.problem })
            .collect(),
    })
    .into_response()
}

/// The token of an `Authorization: Bearer …` header.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn is_json(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
        value.split(';').next().is_some_and(|mime| mime.trim().eq_ignore_ascii_case("application/json"))
    })
}
