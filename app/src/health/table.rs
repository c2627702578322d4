//! The table of dashboards, failing first; above it the one that was chosen.

use super::filter::Chosen;
use super::{api, gone, row, windows, words};
use crate::AppError;
use crate::form::Refusal;
use crate::piece::{Asked, to_markup};
use crate::settings::Pages;
use crate::ui::{Column, Empty, IconName, LongTable, Note, NoteKind};
use domain::id::DashboardId;
use leptos::prelude::*;
use store::health::Filter;

pub(super) async fn render(asked: &Asked) -> Result<String, AppError> {
    let now = (asked.host.clock)();
    let chosen = Chosen::of(asked);
    let mut tx = asked.scope.begin().await?;
    let total = store::health::count(&mut tx, &chosen.filter(), now).await?;
    if total == 0 && chosen.is_empty() {
        let is_new = store::environment::list(&mut tx).await?.is_empty();
        let gone = gone::render(asked, &mut tx).await?;
        return Ok(if is_new { String::new() } else { empty(asked) + &to_markup(gone) });
    }
    let from = windows::first(asked, total);
    let rows = windows::rows(asked, &mut tx, &chosen, from).await?;
    let form = chosen.form(&mut tx).await?;
    let wanted = asked.get("dashboard").and_then(|id| id.parse().ok()).map(DashboardId);
    let panel = match wanted {
        Some(id) => one(asked, &mut tx, id).await?,
        None => None,
    };
    let gone = if chosen.is_empty() { gone::render(asked, &mut tx).await? } else { ().into_any() };
    drop(tx);
    let refused =
        Refusal::of(api::refused(asked)).above().map(|text| view! { <Note kind=NoteKind::Fail>{text}</Note> });
    let list = if total == 0 {
        view! { <Empty icon=IconName::SearchX title="No dashboard fits" text="Change the filter, or clear it."/> }
            .into_any()
    } else {
        let mut columns: Vec<_> =
            ["Status", "Dashboard", "First finding", "Since", "Last 30 results", "Checked", "Next", "Owner", "More"]
                .map(Column::text)
                .into();
        columns.insert(5, Column::number("30 days").defined(words::UPTIME));
        let parts = windows::parts(&chosen, total, from, rows);
        view! { <LongTable caption="Dashboards, failing first" columns total parts/> }.into_any()
    };
    let behind = from + windows::ROWS;
    let next = (behind < total).then(|| chosen.with("from", &behind.to_string()));
    let first = chosen.query();
    Ok(to_markup(view! {
        <div id="dashboards" class="mt-4">{form}</div>
        <div role="alert" class="empty:hidden mb-2.5">{refused}</div>
        {panel}
        <section class="card health-table" aria-label="Dashboards">
            {list}
            <div class="paged"><Pages next is_later={from > 0} first/></div>
        </section>
        {gone}
    }))
}

/// What can be done about one dashboard.
async fn one(asked: &Asked, tx: &mut store::OrgTx<'_>, id: DashboardId) -> Result<Option<AnyView>, AppError> {
    let filter = Filter { dashboard: Some(id), ..Filter::default() };
    let found = store::health::table(tx, &filter, None, 1, (asked.host.clock)()).await?;
    let Some(found) = found.into_iter().next() else { return Ok(None) };
    let strips = store::health::strips(tx, &[id]).await?;
    let uptimes = store::health::uptimes(tx, &[id], (asked.host.clock)()).await?;
    let badge = store::badge::since(tx, id).await?;
    let incident = store::incident::open_of(tx, id).await?;
    let strip = strips.get(&id).map(Vec::as_slice).unwrap_or_default();
    Ok(Some(row::panel(asked, &found, uptimes.get(&id).copied(), strip, badge, incident)?))
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
