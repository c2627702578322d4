//! The pages of a web environment: what is asked of each, and the form of one more or one that is changed.

use super::super::parts::{Change, Confirm, Pages};
use super::{RemovePage, SavePage};
use crate::AppError;
use crate::form::{Refusal, action};
use crate::piece::Asked;
use crate::ui::{Card, Column, Empty, IconName, Table, TextField};
use domain::access::Action;
use domain::figure;
use domain::id::{DashboardId, EnvironmentId};
use leptos::prelude::*;
use store::OrgTx;
use store::environment::ListedPage;

/// Pages on one page of the list.
const PAGE: usize = 50;

pub(super) async fn render(asked: &Asked, tx: &mut OrgTx<'_>, id: EnvironmentId) -> Result<AnyView, AppError> {
    let after = asked.get("after").and_then(|id| id.parse().ok()).map(DashboardId);
    let limit = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
    let mut pages = store::environment::pages(tx, id, after, limit).await?;
    let has_more = pages.len() > PAGE;
    pages.truncate(PAGE);
    let next = pages.last().filter(|_| has_more).map(|last| format!("environment={id}&after={}", last.id));
    let may_tend = asked.scope.may(Action::TendDashboards);
    let org = asked.scope.slug().to_string();
    let edited = asked.get("page").and_then(|page| page.parse().ok()).map(DashboardId);
    let edited = edited.and_then(|page| pages.iter().find(|one| one.id == page).cloned());
    let form = may_tend.then(|| form(asked, id, edited));
    let list = if pages.is_empty() {
        let text =
            if may_tend { "Add the first one below. It is checked at once." } else { "An editor adds them here." };
        view! { <Empty icon=IconName::Inbox title="No pages" text/> }.into_any()
    } else {
        let here = after.map_or_else(|| format!("environment={id}"), |after| format!("environment={id}&after={after}"));
        let rows = pages.into_iter().map(|page| row(page, &here, &org, may_tend)).collect_view();
        let columns = ["Page", "Has to answer", "Actions"].map(Column::text).into();
        view! { <Table caption="Pages" columns cards=true>{rows}</Table> }.into_any()
    };
    Ok(view! {
        <Card title="Pages">
            {list}
            <Pages next is_later=after.is_some() first=format!("environment={id}")/>
        </Card>
        {form}
    }
    .into_any())
}

fn row(page: ListedPage, here: &str, org: &str, may_tend: bool) -> impl IntoView + use<> {
    let mut terms = vec![format!("{} within {}", page.expected_status, figure::milliseconds(i64::from(page.slow_ms)))];
    terms.extend(page.must_contain.map(|text| format!("with “{text}”")));
    terms.extend(page.must_not_contain.map(|text| format!("without “{text}”")));
    let (id, title, org) = (page.id, page.title.clone(), org.to_owned());
    let change = format!("?{here}&page={id}#page");
    let actions = may_tend.then(|| {
        view! {
            <div class="flex flex-wrap gap-2 items-start">
                <a class="btn btn-sm" href=change>"Change"</a>
                <Confirm label="Remove" text="It is checked no longer. Its reports stay.">
                    <Change action={action::<RemovePage>()} org done="The page was removed." class="flex">
                        <input type="hidden" name="page" value=id.to_string()/>
                        <button type="submit" class="btn btn-sm btn-danger" aria-label=format!("Remove {title}")>"Remove"</button>
                    </Change>
                </Confirm>
            </div>
        }
    });
    view! {
        <tr data-key=id.to_string()>
            <th scope="row">
                <bdi class="break-words">{page.title.clone()}</bdi>
                <div class="text-meta text-ink-3 break-all">{page.url}</div>
            </th>
            <td class="break-words">{terms.join(", ")}</td>
            <td>{actions}</td>
        </tr>
    }
}

fn form(asked: &Asked, environment: EnvironmentId, edited: Option<ListedPage>) -> AnyView {
    let refusal = Refusal::of(asked.refused::<SavePage>());
    let org = asked.scope.slug().to_string();
    let title = if edited.is_some() { "Change a page" } else { "Add a page" };
    let page = edited.unwrap_or_else(|| ListedPage {
        id: DashboardId(0),
        title: String::new(),
        url: String::new(),
        slug: None,
        expected_status: 200,
        must_contain: None,
        must_not_contain: None,
        slow_ms: 10_000,
    });
    let (status, slow_ms) = (page.expected_status.to_string(), page.slow_ms.to_string());
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    view! {
        <div id="page">
        <Card title sub="a page is known by its address: saving the same address changes it">
            <Change action={action::<SavePage>()} org refusal=refusal.clone()>
                <input type="hidden" name="environment" value=environment.to_string()/>
                <div class="grid gap-2.5 md:grid-cols-2">
                    <TextField label="Title" name="title" required=true value=refusal.typed("title", &page.title) error=refusal.at("title")/>
                    <TextField label="Address" name="url" kind="url" required=true value=refusal.typed("url", &page.url) error=refusal.at("url")/>
                    <TextField label="Status it answers with" name="status" kind="number" required=true
                        value=refusal.typed("status", &status) error=refusal.at("status")/>
                    <TextField label="Slowest acceptable answer, ms" name="slow_ms" kind="number" required=true
                        value=refusal.typed("slow_ms", &slow_ms) error=refusal.at("slow_ms")/>
                    <TextField label="Text that must appear" name="must" value=refusal.typed("must", &text(&page.must_contain)) error=refusal.at("must")/>
                    <TextField label="Text that must not appear" name="must_not"
                        value=refusal.typed("must_not", &text(&page.must_not_contain)) error=refusal.at("must_not")/>
                    <TextField label="Header to send: name" name="header_name" hint="“Authorization”. Stored encrypted; empty keeps the one that is there."
                        value=refusal.typed("header_name", "") error=refusal.at("header_name")/>
                    <TextField label="Header to send: value" name="header_value" kind="password" autocomplete="off" error=refusal.at("header_value")/>
                    <TextField label="Short name" name="slug" hint="The same page in other environments has the same."
                        value=refusal.typed("slug", &text(&page.slug)) error=refusal.at("slug")/>
                </div>
                <div><button type="submit" class="btn btn-primary">"Save and check"</button></div>
            </Change>
        </Card>
        </div>
    }
    .into_any()
}
