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

    /// The cell at the head of the column.
    pub(super) fn head(self) -> AnyView {
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
