//! The server's half of a piece: renders it, for the first page at most until its deadline.

use super::{PieceName, Skeleton};
use crate::AppError;
use crate::host::{Host, Visit, enter};
use crate::ui::{Empty, Failed, IconName};
use http::StatusCode;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos::server_fn::error::ServerFnUrlError;
use leptos_axum::ResponseOptions;
use std::borrow::Cow;
use std::future::Future;
use std::time::Duration;
use store::OrgScope;
use tokio::time::{Instant, timeout_at};

/// How long a page waits for its pieces. `?wait=all` lifts it, for people without scripts, and so does a secret that is
/// shown once, which came with this request alone.
const DEADLINE: Duration = Duration::from_millis(200);

/// Who asks for a piece, on which page.
pub(crate) struct Asked {
    /// What every request shares.
    pub host: Host,
    /// The right to read.
    pub scope: OrgScope,
    /// The request that asks.
    pub visit: Visit,
    /// The page's query string.
    pub query: String,
}

impl Asked {
    /// The first value of `name` in the query.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let mut pairs = url::form_urlencoded::parse(self.query.as_bytes());
        pairs.find(|(key, _)| key == name).map(|(_, value)| Cow::into_owned(value))
    }

    /// What was wrong with the form for the server function `F` that was sent from this page without scripts.
    pub(crate) fn refused<F: ServerFn<Error = AppError>>(&self) -> Option<AppError> {
        let path = self.get("__path").filter(|path| path == F::PATH);
        path.and(self.get("__err")).map(|error| ServerFnUrlError::<AppError>::decode_err(&error))
    }
}

/// The markup of one piece, for a page that is there already: what is about something that was removed says so.
pub(super) async fn answer(piece: PieceName, asked: &Asked) -> Result<String, AppError> {
    match render(piece, asked).await {
        Err(AppError::NotFound) => Ok(failed(&AppError::NotFound)),
        answer => answer,
    }
}

async fn render(piece: PieceName, asked: &Asked) -> Result<String, AppError> {
    match piece {
        PieceName::Overview(part) => crate::overview::render(part, asked).await,
        PieceName::Settings(tab) => crate::settings::render(tab, asked).await,
        PieceName::Health(part) => crate::health::render(part, asked).await,
        PieceName::Incidents(part) => crate::incidents::render(part, asked).await,
    }
}

/// The markup of a piece in the page being rendered: all of a page's pieces are rendered side by side; one that isn't
/// ready in time is left to the browser.
pub(super) fn first(
    org: &str,
    piece: PieceName,
    query: String,
    skeleton: Skeleton,
) -> impl Future<Output = String> + use<> {
    let until = Instant::now() + DEADLINE;
    let visit = Visit::here();
    let waits_for_all = query.contains("wait=all") || visit.as_ref().is_ok_and(Visit::brings_secret);
    let late = skeleton.markup(&query);
    let response = use_context::<ResponseOptions>();
    let entered = enter(org);
    let work = tokio::spawn(async move {
        let (host, scope) = entered.await?;
        render(piece, &Asked { host, scope, visit: visit?, query }).await
    });
    async move {
        let done = if waits_for_all { Some(work.await) } else { timeout_at(until, work).await.ok() };
        match done {
            None => late,
            Some(Ok(Ok(markup))) => markup,
            Some(Ok(Err(error))) => {
                if let Some(response) = response.filter(|_| error == AppError::NotFound) {
                    response.set_status(StatusCode::NOT_FOUND);
                }
                failed(&error)
            }
            // What panicked, or was cancelled as the server stops.
            Some(Err(error)) => failed(&AppError::internal(&error)),
        }
    }
}

/// Nothing changes on the server.
pub(super) fn keep_fresh(
    _place: NodeRef<Div>,
    _piece: PieceName,
    _question: Signal<(String, String)>,
    _follows: RwSignal<u64>,
    _failure: RwSignal<Option<String>>,
) {
}

fn failed(error: &AppError) -> String {
    let said = match error {
        AppError::Forbidden => view! {
            <Empty icon=IconName::Info title="Your role does not allow this" text="Ask an owner of this organization if you need it."/>
        }
        .into_any(),
        AppError::NotFound => view! {
            <Empty icon=IconName::SearchX title="There is nothing at this address" text="It may have been removed."/>
        }
        .into_any(),
        other => view! { <Failed text=other.to_string()/> }.into_any(),
    };
    to_markup(view! { <div class="card">{said}</div> })
}

/// Markup as the browser shall put it into the page. Nothing is hydrated in it, so the marks for that are taken out; a
/// text that looks like one is escaped.
pub(crate) fn to_markup(view: impl IntoView) -> String {
    view.into_view().to_html().replace("<!>", "")
}
