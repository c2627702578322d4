//! The same dashboard side by side in all its environments, matched by slug.

use super::words::light;
use crate::AppError;
use crate::piece::{Asked, to_markup};
use crate::settings::Pages;
use crate::ui::{Card, Column, Segment, Segmented, Status, Table};
use domain::figure;
use domain::id::EnvironmentId;
use leptos::prelude::*;
use store::health::{MatrixCursor, MatrixPage, MatrixRow};
use url::form_urlencoded::Serializer;

/// Rows of a page.
const PAGE: u32 = 50;

pub(super) async fn render(asked: &Asked) -> Result<String, AppError> {
    let now = (asked.host.clock)();
    let mut tx = asked.scope.begin().await?;
    let all = store::health::shared(&mut tx).await?;
    if all == 0 {
        return Ok(String::new());
    }
    let shows_all = asked.get("matrix").as_deref() == Some("all");
    let after = asked.get("matrix_after").and_then(|text| cursor(&text));
    let is_later = after.is_some();
    let page = MatrixPage { only_trouble: !shows_all, after, limit: PAGE + 1 };
    let mut rows = store::health::matrix(&mut tx, &page, now).await?;
    let environments = store::environment::list(&mut tx).await?;
    drop(tx);
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let has_more = rows.len() > most;
    rows.truncate(most);
    let first = if shows_all { "matrix=all" } else { "" };
    let next = rows.last().filter(|_| has_more).map(|last| {
        let place = format!("{}.{}", last.rank, last.slug);
        Serializer::new(first.to_owned()).append_pair("matrix_after", &place).finish()
    });
    let has_cells = |id: EnvironmentId| rows.iter().any(|row| row.cells.iter().any(|cell| cell.environment == id));
    let columns: Vec<_> =
        environments.into_iter().filter(|one| has_cells(one.id)).map(|one| (one.id, one.name.to_string())).collect();
    let segments = vec![
        Segment { label: "Differences".to_owned(), href: "?".to_owned(), is_current: !shows_all },
        Segment {
            label: format!("All {}", figure::count(i64::from(all))),
            href: "?matrix=all".to_owned(),
            is_current: shows_all,
        },
    ];
    let body = if rows.is_empty() {
        view! { <p class="px-3.5 py-3 text-ink-2">"Each of them passes everywhere."</p> }.into_any()
    } else {
        let row = |row: &MatrixRow| {
            let cells = columns.iter().map(|(id, _)| cell(row, *id)).collect_view();
            view! { <tr><th scope="row"><bdi class="break-words">{row.title.clone()}</bdi></th>{cells}</tr> }
        };
        let heads = std::iter::once("Dashboard".to_owned()).chain(columns.iter().map(|(_, name)| name.clone()));
        let heads = heads.map(Column::text).collect();
        let rows = rows.iter().map(row).collect_view();
        view! { <div class="matrix"><Table caption="Dashboards side by side" columns=heads>{rows}</Table></div> }
            .into_any()
    };
    Ok(to_markup(view! {
        <div class="mt-2.5">
            <Card title="Side by side" sub="same slug in each environment, worst first"
                beside=move || view! { <div class="card-tools"><Segmented label="Rows" segments/></div> }.into_any()>
                {body}
                <Pages next is_later first/>
            </Card>
        </div>
    }))
}

/// The place behind a row: rank and slug, the slug last because it may hold anything.
fn cursor(text: &str) -> Option<MatrixCursor> {
    let (rank, slug) = text.split_once('.')?;
    Some((rank.parse().ok()?, slug.to_owned()))
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
