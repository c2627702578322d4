//! The empty state: the bold fact and what to do next.

use super::{Icon, IconName};
use leptos::prelude::*;

/// Stands where data would be. Children are the way on: a link or a button.
#[component]
pub fn Empty(
    /// An icon for what is missing.
    icon: IconName,
    /// The fact: "No events in 24 h".
    #[prop(into)]
    title: String,
    /// What to do next.
    #[prop(into)]
    text: String,
    /// A link or a button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="state">
            <Icon name=icon/>
            <strong>{title}</strong>
            <p>{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
