//! The mark of the product: four bars of a pulse strip.

use leptos::prelude::*;

const BARS: &str = "<rect x='1' y='11' width='3' height='6' rx='1' opacity='.5'/>\
                    <rect x='5.75' y='11' width='3' height='6' rx='1' opacity='.5'/>\
                    <rect x='10.5' y='3' width='3' height='14' rx='1'/>\
                    <rect x='15.25' y='8' width='3' height='9' rx='1' opacity='.5'/>";

/// The mark; the name stands beside it as text.
#[component]
pub fn Brand() -> impl IntoView {
    view! { <svg class="brand" viewBox="0 0 20 20" fill="currentColor" aria-hidden="true" inner_html=BARS></svg> }
}
