//! The bar above a page: its title, the state of the live connection, and the page's own buttons.

use crate::live::LiveIndicator;
use leptos::prelude::*;

/// Title left, connection and `children` right.
#[component]
pub fn TopBar(
    /// The page's title, its only first-level heading.
    title: &'static str,
    /// Buttons of the page.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <header class="top">
            <h1 class="text-body font-semibold">{title}</h1>
            <div class="ml-auto flex items-center gap-2">
                <LiveIndicator/>
                {children.map(|children| children())}
            </div>
        </header>
    }
}
