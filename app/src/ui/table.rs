//! Tables: a caption for those who don't see the heading above, columns, rows.

use super::Info;
use leptos::prelude::*;

/// The head of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its words.
    pub label: String,
    /// Numbers stand right, one under the other.
    pub is_numeric: bool,
    /// What the words mean, where that isn't plain.
    pub definition: Option<&'static str>,
}

impl Column {
    /// A column of words.
    pub fn text(label: impl Into<String>) -> Self {
        Self { label: label.into(), is_numeric: false, definition: None }
    }

    /// A column of numbers.
    pub fn number(label: impl Into<String>) -> Self {
        Self { label: label.into(), is_numeric: true, definition: None }
    }

    /// The same column with what its words mean.
    #[must_use]
    pub fn defined(self, definition: &'static str) -> Self {
        Self { definition: Some(definition), ..self }
    }

    fn head(self) -> AnyView {
        let about = self.definition.map(|definition| view! { <Info word=self.label.clone() definition/> });
        view! { <th scope="col" class=self.is_numeric.then_some("r")>{self.label}{about}</th> }.into_any()
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
    let heads = columns.into_iter().map(Column::head);
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

/// A table of which the page holds a part of the rows; the browser asks for the others as one scrolls to them.
#[cfg(feature = "ssr")]
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
