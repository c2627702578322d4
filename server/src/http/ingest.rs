//! `POST /api/ingest`: a JSON array of events, with an API token.
//!
//! The answer comes after the commit. Bad rows are listed and lose no good ones; sending the same
//! again is safe. Overload answers 429, never accepts and drops.

use super::event_body::Event;
use super::{Problem, bearer, internal, problem};
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
use utoipa::ToSchema;

/// The largest body of one batch, in bytes.
pub const MAX_BODY: usize = 16 * 1024 * 1024;
/// The most events of one batch.
const MAX_EVENTS: usize = 10_000;
/// How many rejections an answer lists; all are counted.
const LISTED: usize = 100;
/// How far back events are taken: the retention of raw events.
const RETENTION: TimeDelta = TimeDelta::days(400);

/// What became of the events of a batch. Each is counted once.
#[derive(Serialize, ToSchema)]
#[schema(as = IngestAnswer)]
pub struct Answer {
    /// Stored now.
    accepted: u64,
    /// Stored before; nothing was changed.
    duplicates: u64,
    /// The first 100 that were refused.
    rejected: Vec<Rejected>,
    /// How many were refused.
    rejected_count: usize,
}

/// An event that was refused.
#[derive(Serialize, ToSchema)]
#[schema(as = RejectedEvent)]
pub struct Rejected {
    /// Its place in the batch, from 0.
    index: usize,
    /// The field that is wrong.
    field: String,
    /// What is wrong with it, and what is accepted.
    problem: String,
}

#[utoipa::path(
    post,
    path = "/api/ingest",
    tag = "Events",
    summary = "Store a batch of events",
    description = "The answer comes after the commit. An event that is wrong is listed and loses no other one. Sending the \
                   same batch again is safe: an event is known by its id and time, and stored once.\n\nA batch has at most \
                   10,000 events and 16 MB.",
    request_body(content = Vec<Event>, description = "The events", example = json!([super::event_body::example()])),
    responses(
        (status = 200, description = "What became of the events", body = Answer),
        (status = 400, description = "The body is no JSON array", body = Problem),
        (status = 401, description = "No token, or one that is unknown, expired, revoked or lacks the scope ingest", body = Problem),
        (status = 413, description = "More than 16 MB or 10,000 events", body = Problem),
        (status = 415, description = "The body is not application/json", body = Problem),
        (status = 429, description = "Too many batches at once: nothing was stored, send it again after Retry-After seconds", body = Problem)
    ),
    security(("token" = ["ingest"]))
)]
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

fn is_json(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
        value.split(';').next().is_some_and(|mime| mime.trim().eq_ignore_ascii_case("application/json"))
    })
}
