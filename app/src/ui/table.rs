//! Tables: a caption for those who don't see the heading above, columns, rows.

use leptos::prelude::*;

/// The head of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its words.
    pub label: String,
    /// Numbers stand right, one under the other.
    pub is_numeric: bool,
}

impl Column {
    /// A column of words.
    pub fn text(label: impl Into<String>) -> Self {
        Self { label: label.into(), is_numeric: false }
    }

    /// A column of numbers.
    pub fn number(label: impl Into<String>) -> Self {
        Self { label: label.into(), is_numeric: true }
    }
}

/// A table whose rows are the children; it scrolls sideways by itself where it is too wide.
#[component]
pub fn Table(
    /// What the table shows.
    #[prop(into)]
    caption: String,
    /// The columns' heads.
    columns: Vec<Column>,
    /// Rows turn into blocks on phones.
    #[prop(optional)]
    cards: bool,
    /// The rows: `<tr>` elements.
    children: Children,
) -> impl IntoView {
    let heads = columns.into_iter().map(|column| {
        view! { <th scope="col" class=column.is_numeric.then_some("r")>{column.label}</th> }
    });
    view! {
        <div class="overflow-x-auto">
            <table class=if cards { "tbl cards" } else { "tbl" }>
                <caption class="visually-hidden">{caption}</caption>
                <thead><tr>{heads.collect_view()}</tr></thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}
