//! The table of dashboards, failing first, a page at a time; above it the one that was chosen.

use super::filter::{Chosen, cursor_text};
use super::{api, gone, row};
use crate::AppError;
use crate::form::Refusal;
use crate::piece::{Asked, to_markup};
use crate::settings::{Dates, Pages};
use crate::ui::{Column, Empty, IconName, Note, NoteKind, Table};
use domain::id::DashboardId;
use domain::paging::PageSize;
use leptos::prelude::*;
use store::health::{Filter, HealthRow};

/// Dashboards on one page.
const PAGE: PageSize = PageSize(50);

pub(super) async fn render(asked: &Asked) -> Result<String, AppError> {
    let (dates, now) = (Dates::of(&asked.scope)?, (asked.host.clock)());
    let chosen = Chosen::of(asked);
    let mut tx = asked.scope.begin().await?;
    let mut rows = store::health::table(&mut tx, &chosen.filter(), chosen.after.as_ref(), PAGE.limit(), now).await?;
    let next = PAGE.cut(&mut rows).map(|last| chosen.with("after", &cursor_text(&last.cursor)));
    if rows.is_empty() && chosen.is_empty() && chosen.after.is_none() {
        let is_new = store::environment::list(&mut tx).await?.is_empty();
        let gone = gone::render(asked, &mut tx).await?;
        return Ok(if is_new { String::new() } else { empty(asked) + &to_markup(gone) });
    }
    let ids: Vec<DashboardId> = rows.iter().map(|row| row.id).collect();
    let strips = store::health::strips(&mut tx, &ids).await?;
    let uptimes = store::health::uptimes(&mut tx, &ids, now).await?;
    let form = chosen.form(&mut tx).await?;
    let wanted = asked.get("dashboard").and_then(|id| id.parse().ok()).map(DashboardId);
    let panel = match wanted {
        Some(id) => one(asked, &mut tx, id).await?,
        None => None,
    };
    let is_whole = chosen.is_empty() && chosen.after.is_none();
    let gone = if is_whole { gone::render(asked, &mut tx).await? } else { ().into_any() };
    drop(tx);
    let org = asked.scope.slug().to_string();
    let refused =
        Refusal::of(api::refused(asked)).above().map(|text| view! { <Note kind=NoteKind::Fail>{text}</Note> });
    let list = if rows.is_empty() {
        view! { <Empty icon=IconName::SearchX title="No dashboard fits" text="Change the filter, or clear it."/> }
            .into_any()
    } else {
        let render = |one: HealthRow| {
            let strip = strips.get(&one.id).map(Vec::as_slice).unwrap_or_default();
            row::row(&one, strip, uptimes.get(&one.id).copied(), &chosen, &org, dates, now)
        };
        let rows = rows.into_iter().map(render).collect_view();
        let mut columns: Vec<_> =
            ["Status", "Dashboard", "First finding", "Since", "Last 30 results", "Checked", "Next", "Owner", "More"]
                .map(Column::text)
                .into();
        columns.insert(5, Column::number("30 days"));
        view! { <Table caption="Dashboards, failing first" columns cards=true>{rows}</Table> }.into_any()
    };
    let is_later = chosen.after.is_some();
    let first = chosen.query();
    Ok(to_markup(view! {
        <div id="dashboards" class="mt-4">{form}</div>
        <div role="alert" class="empty:hidden mb-2.5">{refused}</div>
        {panel}
        <section class="card health-table" aria-label="Dashboards">{list}<Pages next is_later first/></section>
        {gone}
    }))
}

/// What can be done about one dashboard.
async fn one(asked: &Asked, tx: &mut store::OrgTx<'_>, id: DashboardId) -> Result<Option<AnyView>, AppError> {
    let filter = Filter { dashboard: Some(id), ..Filter::default() };
    let found = store::health::table(tx, &filter, None, 1, (asked.host.clock)()).await?;
    let Some(found) = found.into_iter().next() else { return Ok(None) };
    let strips = store::health::strips(tx, &[id]).await?;
    let badge = store::badge::since(tx, id).await?;
    let strip = strips.get(&id).map(Vec::as_slice).unwrap_or_default();
    Ok(Some(row::panel(asked, &found, strip, badge)?))
}

fn empty(asked: &Asked) -> String {
    let org = asked.scope.slug().to_string();
    to_markup(view! {
        <section class="card mt-4">
            <Empty icon=IconName::Inbox title="No dashboards yet" text="The list of a Superset is read within seconds; the pages of a web environment are added to it.">
                <a class="btn btn-sm" href=format!("/o/{org}/settings/environments")>"Environments"</a>
            </Empty>
        </section>
    })
}
