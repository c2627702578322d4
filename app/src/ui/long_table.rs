//! Tables with more rows than a page holds at a time.

use super::Column;
use leptos::prelude::*;

/// A table of which the page holds a part of the rows; the browser asks for the others as one scrolls to them.
#[component]
pub fn LongTable(
    /// What the table shows.
    caption: &'static str,
    /// The columns' heads.
    columns: Vec<Column>,
    /// How many rows there are.
    total: u32,
    /// The rows: `<tbody data-window>` elements.
    parts: String,
) -> impl IntoView {
    let heads = columns.into_iter().map(Column::head).collect_view();
    let head = view! { <caption class="visually-hidden">{caption}</caption><thead><tr>{heads}</tr></thead> };
    // The framework can't put text that is markup beside elements, so all of it is text.
    let content = head.into_view().to_html() + &parts;
    view! {
        <div class="overflow-x-auto">
            <table class="tbl cards" aria-rowcount=(total.saturating_add(1)).to_string() inner_html=content></table>
        </div>
    }
}
