//! The mark of the product: four bars of a pulse strip.

use leptos::prelude::*;

/// The mark; the name stands beside it as text.
#[component]
pub fn Brand() -> impl IntoView {
    view! {
        <svg class="brand" viewBox="0 0 20 20" fill="currentColor" aria-hidden="true">
            <rect x="1" y="11" width="3" height="6" rx="1" opacity=".5"></rect>
            <rect x="5.75" y="11" width="3" height="6" rx="1" opacity=".5"></rect>
            <rect x="10.5" y="3" width="3" height="14" rx="1"></rect>
            <rect x="15.25" y="8" width="3" height="9" rx="1" opacity=".5"></rect>
        </svg>
    }
}
