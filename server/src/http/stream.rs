//! `GET /api/o/{org}/stats/realtime`: server-sent events that say what changed.
//!
//! The stream ends with the session, with the membership, and with the server: as soon as the database tells of the
//! change, and by a look at both twice a second where it can't be heard. A reader that is
//! too slow is told to ask for everything; nothing is buffered for it without bound.

use super::{Problem, internal, problem};
use crate::session;
use crate::state::AppState;
use app::host::Caller;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use domain::id::UserId;
use domain::slug::OrgSlug;
use http::{HeaderValue, StatusCode, header};
use std::convert::Infallible;
use std::time::Duration;
use store::live::Topic;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::MissedTickBehavior;
use tower_sessions::Session;

/// Silence is broken this often, so that proxies keep the connection.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often session and membership are looked at again; what is remembered of them is as old at most, and both
/// together are the second within which what is revoked ends.
const RECHECK: Duration = Duration::from_millis(500);
/// After how many milliseconds a browser that lost the stream tries again by itself.
const RETRY: Duration = Duration::from_secs(2);

#[utoipa::path(
    get,
    path = "/api/o/{org}/stats/realtime",
    tag = "Live",
    summary = "Hear what changes in an organization",
    description = "Server-sent events. `hello` comes first; `stats` says that the machines have new figures, `health` \
                   that checks, policies or environments changed, `data` that there is something else. A message carries no data, it says what to ask for again. Every 15 s without \
                   one a comment keeps the connection open. The stream ends with the session and with the membership.",
    params(("org" = String, Path, description = "Slug of the organization", example = "demo")),
    responses(
        (status = 200, description = "The stream", body = String, content_type = "text/event-stream"),
        (status = 404, description = "There is no such organization, or you are no member of it", body = Problem),
        (status = 429, description = "Too many live pages of one person: try again after Retry-After seconds", body = Problem)
    ),
    security(("session" = []))
)]
/// Opens a stream.
pub async fn stream(
    State(state): State<AppState>,
    Path(org): Path<String>,
    Extension(caller): Extension<Caller>,
    session: Session,
) -> Response {
    // A token lets nobody in: the stream ends with the session that opened it.
    let Some(user) = caller.user else { return problem(StatusCode::UNAUTHORIZED, "The stream needs a session.") };
    let Ok(slug) = OrgSlug::parse(&org) else {
        return problem(StatusCode::NOT_FOUND, "There is no such organization.");
    };
    let scope = match state.host.entries.enter(&state.host.store, user, slug.clone()).await {
        Ok(Some(scope)) => scope,
        Ok(None) => return problem(StatusCode::NOT_FOUND, "There is no such organization."),
        Err(error) => return internal(&error),
    };
    let Some(mut subscription) = state.hub.subscribe(scope.org_id(), user) else {
        let mut response = problem(StatusCode::TOO_MANY_REQUESTS, "Too many live pages are open. Close some of them.");
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
        return response;
    };
    let events = async_stream::stream! {
            let mut recheck = tokio::time::interval(RECHECK);
            recheck.set_missed_tick_behavior(MissedTickBehavior::Delay);
            let mut id = 0_u64;
            yield Ok::<_, Infallible>(Event::default().event("hello").id("0").retry(RETRY).data("{}"));
            loop {
                let names: &[&str] = tokio::select! {
                    () = state.stop.cancelled() => break,
                    _ = recheck.tick() => {
                        if may_listen(&state, &session, user, &slug).await {
                            continue;
                        }
                        break;
                    }
                    change = subscription.changes.recv() => match change {
                        Ok(Topic::Stats) => &["stats"],
                        Ok(Topic::Data) => &["data"],
                        Ok(Topic::Health) => &["health"],
                        Ok(Topic::Access) => &[],
                        Err(RecvError::Lagged(_)) => &["stats", "data", "health"],
                        Err(RecvError::Closed) => break,
                    },
                };
    // What a nudge makes a page ask for would be refused when the session has just ended. When it is access that
                // changed, what was remembered of sessions and memberships has been forgotten just before.
                if !may_listen(&state, &session, user, &slug).await {
                    break;
                }
                for name in names {
                    id += 1;
                    yield Ok(Event::default().event(name).id(id.to_string()).data("{}"));
                }
            }
        };
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT)).into_response();
    // Nginx would gather events otherwise.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Whether the session still is this user's, and the user a member. A database that doesn't
/// answer ends no stream.
async fn may_listen(state: &AppState, opened_with: &Session, user: UserId, slug: &OrgSlug) -> bool {
    let session = Session::new(opened_with.id(), std::sync::Arc::new(state.sessions.clone()), None);
    let is_signed_in = session::user(&session).await.map_or(true, |found| found == Some(user));
    is_signed_in
        && state.host.entries.enter(&state.host.store, user, slug.clone()).await.map_or(true, |scope| scope.is_some())
}
