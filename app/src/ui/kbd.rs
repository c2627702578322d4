//! A key of the keyboard, as it is printed on it.

use leptos::prelude::*;

/// One key, or keys pressed together.
#[component]
pub fn Kbd(
    /// The key's name.
    children: Children,
) -> impl IntoView {
    view! { <kbd class="kbd">{children()}</kbd> }
}
