//! `/api/o/{org}/environments/{id}/pages`: the pages of a web environment: list, make, change, remove.

#![expect(unused_qualifications, reason = "what utoipa writes for parameters qualifies their type")]

use super::environment_body::PageBody;
use super::{Answer, Asker, Made, Queried, Reader, answered, id, json, sent};
use app::AppError;
use app::error::Invalid;
use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::JsonRejection;
use domain::access::Action;
use domain::audit::AuditAction;
use domain::health::EnvironmentKind;
use domain::id::{DashboardId, EnvironmentId};
use domain::paging::PageSize;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use store::OrgScope;
use store::environment::{self, ListedPage};
use utoipa::{IntoParams, ToSchema};

/// Pages of one answer.
const PAGE: PageSize = PageSize(500);

/// Where to go on.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// The `next` of the answer before.
    after: Option<i32>,
}

/// Pages, by title.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageList {
    /// At most 500.
    pages: Vec<PageAnswer>,
    /// The `after` of the next answer; none where this is all.
    next: Option<i32>,
}

/// A page, without its header.
#[derive(Debug, Serialize, ToSchema)]
pub struct PageAnswer {
    /// Its id, which is that of its dashboard.
    id: i32,
    /// What it is called.
    title: String,
    /// Where it is.
    url: String,
    /// The same page in other environments has the same.
    slug: Option<String>,
    /// The status it has to answer with.
    expected_status: i16,
    /// A text that has to appear.
    must_contain: Option<String>,
    /// A text that must not.
    must_not_contain: Option<String>,
    /// From how many milliseconds on it is slow.
    slow_ms: i32,
}

impl From<ListedPage> for PageAnswer {
    fn from(listed: ListedPage) -> Self {
        let page = listed.page;
        Self {
            id: listed.id.0,
            title: page.title,
            url: page.url,
            slug: page.slug,
            expected_status: page.expected_status,
            must_contain: page.must_contain,
            must_not_contain: page.must_not_contain,
            slow_ms: page.slow_ms,
        }
    }
}

#[utoipa::path(
    get,
    path = "/api/o/{org}/environments/{id}/pages",
    tag = "Environments",
    summary = "The pages of a web environment",
    description = "By title, at most 500 an answer.",
    params(
        ("org" = String, Path, description = "Slug of the organization", example = "demo"),
        ("id" = i32, Path, description = "The environment's id"),
        Wanted
    ),
    responses(
        (status = 200, description = "The pages", body = PageList),
        (status = 404, description = "There is no such environment", body = super::Refused)
    ),
    security(("session" = []), ("token" = ["read"]), ("token" = ["check"]))
)]
/// Answers with the pages.
pub async fn list(
    reader: Reader,
    Path((_, number)): Path<(String, String)>,
    Queried(wanted): Queried<Wanted>,
) -> Answer {
    let environment = EnvironmentId(id(&number)?);
    let mut tx = reader.by().begin().await?;
    let known = environment::list(&mut tx).await?;
    known.iter().find(|one| one.id == environment && one.kind == EnvironmentKind::Web).ok_or(AppError::NotFound)?;
    let after = wanted.after.map(DashboardId);
    let mut pages = environment::pages(&mut tx, environment, after, PAGE.limit()).await?;
    let next = PAGE.cut(&mut pages).map(|last| last.id.0);
    answered(&PageList { pages: pages.into_iter().map(PageAnswer::from).collect(), next })
}

#[utoipa::path(
    post,
    path = "/api/o/{org}/environments/{id}/pages",
    tag = "Environments",
    summary = "Add a page",
    description = "It is checked at once. One that was removed, by its address, comes back with its reports.",
    params(
        ("org" = String, Path, description = "Slug of the organization", example = "demo"),
        ("id" = i32, Path, description = "The environment's id")
    ),
    request_body(content = PageBody, description = "The page"),
    responses(
        (status = 201, description = "It was added", body = Made),
        (status = 403, description = "Your role does not allow this", body = super::Refused),
        (status = 404, description = "There is no such web environment", body = super::Refused),
        (status = 422, description = "A field is wrong, or the environment has this address already", body = super::Refused)
    ),
    security(("session" = []))
)]
/// Adds a page.
pub async fn create(
    asker: Asker,
    Path((_, number)): Path<(String, String)>,
    body: Result<Json<PageBody>, JsonRejection>,
) -> Answer {
    let scope = asker.member(Action::TendDashboards, AuditAction::PageSaved).await?;
    let environment = EnvironmentId(id(&number)?);
    let page = sent(body)?.input().parse()?;
    if find(scope, environment, |one| one.page.url == page.url).await?.is_some() {
        let text = "The environment has a page at this address.";
        return Err(AppError::Invalid(Invalid::field("url", text)).into());
    }
    let made = environment::save_page(scope, environment, &page, &asker.origin).await?;
    store::check::ask_dashboard(scope, made, &asker.origin).await?;
    asker.tell();
    Ok(json(StatusCode::CREATED, &Made::of(made.0)))
}

#[utoipa::path(
    put,
    path = "/api/o/{org}/environments/{id}/pages/{page}",
    tag = "Environments",
    summary = "Change a page",
    description = "The whole page, as when it was added; only its header stays when it is left out. Its address is what it \
                   is known by, and stays: for another address, add another page.",
    params(
        ("org" = String, Path, description = "Slug of the organization", example = "demo"),
        ("id" = i32, Path, description = "The environment's id"),
        ("page" = i32, Path, description = "The page's id")
    ),
    request_body(content = PageBody, description = "The page"),
    responses(
        (status = 200, description = "It was changed", body = Made),
        (status = 403, description = "Your role does not allow this", body = super::Refused),
        (status = 404, description = "There is no such page", body = super::Refused),
        (status = 422, description = "A field is wrong, or the address is another", body = super::Refused)
    ),
    security(("session" = []))
)]
/// Changes a page.
pub async fn change(
    asker: Asker,
    Path((_, number, page)): Path<(String, String, String)>,
    body: Result<Json<PageBody>, JsonRejection>,
) -> Answer {
    let scope = asker.member(Action::TendDashboards, AuditAction::PageSaved).await?;
    let (environment, changed) = (EnvironmentId(id(&number)?), DashboardId(id(&page)?));
    let mut body = sent(body)?;
    let known = find(scope, environment, |one| one.id == changed).await?.ok_or(AppError::NotFound)?;
    if body.url.is_empty() {
        body.url.clone_from(&known.page.url);
    }
    let page = body.input().parse()?;
    if page.url != known.page.url {
        let text = "A page keeps its address. Add another page for another address.";
        return Err(AppError::Invalid(Invalid::field("url", text)).into());
    }
    environment::save_page(scope, environment, &page, &asker.origin).await?;
    asker.tell();
    answered(&Made::of(changed.0))
}

#[utoipa::path(
    delete,
    path = "/api/o/{org}/environments/{id}/pages/{page}",
    tag = "Environments",
    summary = "Remove a page",
    description = "Its reports stay.",
    params(
        ("org" = String, Path, description = "Slug of the organization", example = "demo"),
        ("id" = i32, Path, description = "The environment's id"),
        ("page" = i32, Path, description = "The page's id")
    ),
    responses(
        (status = 200, description = "It was removed", body = Made),
        (status = 403, description = "Your role does not allow this", body = super::Refused),
        (status = 404, description = "There is no such page", body = super::Refused)
    ),
    security(("session" = []))
)]
/// Removes a page.
pub async fn remove(asker: Asker, Path((_, number, page)): Path<(String, String, String)>) -> Answer {
    let scope = asker.member(Action::TendDashboards, AuditAction::PageRemoved).await?;
    let (environment, removed) = (EnvironmentId(id(&number)?), DashboardId(id(&page)?));
    find(scope, environment, |one| one.id == removed).await?.ok_or(AppError::NotFound)?;
    environment::remove_page(scope, removed, &asker.origin).await?;
    asker.tell();
    answered(&Made::of(removed.0))
}

/// The page of an environment that is meant.
async fn find(
    scope: &OrgScope,
    environment: EnvironmentId,
    is_meant: impl Fn(&ListedPage) -> bool,
) -> Result<Option<ListedPage>, AppError> {
    let mut tx = scope.begin().await?;
    let mut after = None;
    loop {
        let mut pages = environment::pages(&mut tx, environment, after, PAGE.limit()).await?;
        let next = PAGE.cut(&mut pages).map(|last| last.id);
        if let Some(found) = pages.into_iter().find(|one| is_meant(one)) {
            return Ok(Some(found));
        }
        if next.is_none() {
            return Ok(None);
        }
        after = next;
    }
}
