//! The same dashboard side by side in all its environments, matched by slug.

use super::words::light;
use crate::AppError;
use crate::piece::{Asked, to_markup};
use crate::ui::{Card, Column, Segment, Segmented, Status, Table};
use domain::id::EnvironmentId;
use domain::report;
use leptos::prelude::*;
use store::health::MatrixRow;

/// Rows that are looked at, and rows that are shown.
const LOOKED_AT: u32 = 500;
const SHOWN: usize = 50;

pub(super) async fn render(asked: &Asked) -> Result<String, AppError> {
    let now = (asked.host.clock)();
    let mut tx = asked.scope.begin().await?;
    let rows = store::health::matrix(&mut tx, LOOKED_AT, now).await?;
    let environments = store::environment::list(&mut tx).await?;
    drop(tx);
    let shared: Vec<_> = rows.into_iter().filter(|row| row.cells.len() > 1).collect();
    if shared.is_empty() {
        return Ok(String::new());
    }
    let shows_all = asked.get("matrix").as_deref() == Some("all");
    let is_different = |row: &&MatrixRow| row.cells.iter().any(|cell| cell.current.status != report::Status::Pass);
    let all = shared.len();
    let rows: Vec<_> = if shows_all { shared.iter().collect() } else { shared.iter().filter(is_different).collect() };
    let has_cells = |id: EnvironmentId| shared.iter().any(|row| row.cells.iter().any(|cell| cell.environment == id));
    let columns: Vec<_> =
        environments.into_iter().filter(|one| has_cells(one.id)).map(|one| (one.id, one.name.to_string())).collect();
    let segments = vec![
        Segment { label: "Differences".to_owned(), href: "?".to_owned(), is_current: !shows_all },
        Segment { label: format!("All {all}"), href: "?matrix=all".to_owned(), is_current: shows_all },
    ];
    let body = if rows.is_empty() {
        view! { <p class="px-3.5 py-3 text-ink-2">"Each of them passes everywhere."</p> }.into_any()
    } else {
        let row = |row: &&MatrixRow| {
            let cells = columns.iter().map(|(id, _)| cell(row, *id)).collect_view();
            view! { <tr><th scope="row"><bdi class="break-words">{row.title.clone()}</bdi></th>{cells}</tr> }
        };
        let heads = std::iter::once("Dashboard".to_owned()).chain(columns.iter().map(|(_, name)| name.clone()));
        let heads = heads.map(Column::text).collect();
        let rows = rows.iter().take(SHOWN).map(row).collect_view();
        view! { <div class="matrix"><Table caption="Dashboards side by side" columns=heads>{rows}</Table></div> }
            .into_any()
    };
    Ok(to_markup(view! {
        <div class="mt-2.5">
            <Card title="Side by side" sub="same slug in each environment, worst first"
                beside=move || view! { <div class="card-tools"><Segmented label="Rows" segments/></div> }.into_any()>
                {body}
            </Card>
        </div>
    }))
}

fn cell(row: &MatrixRow, environment: EnvironmentId) -> AnyView {
    let Some(cell) = row.cells.iter().find(|cell| cell.environment == environment) else {
        return view! { <td class="text-ink-3">"–"</td> }.into_any();
    };
    let (status, id) = (cell.current.status, cell.dashboard);
    let tag = match (cell.current.is_missed, cell.current.is_stale) {
        (true, _) => Some("missed"),
        (false, true) => Some("stale"),
        (false, false) => None,
    };
    let tag = tag.map(|word| view! { " "<span class="tag">{word}</span> });
    view! {
        <td>
            <a class="plain" href=format!("?dashboard={id}#dashboard")><Status kind=light(status) word=status.label()/></a>
            {tag}
        </td>
    }
    .into_any()
}
