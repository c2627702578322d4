//! Icons: stroked shapes of 16 px, drawn in the colour of the text around them.
//! They never speak: the word beside them, or the label of their button, does.

mod name;

use leptos::prelude::*;

pub use name::IconName;

/// One icon, hidden from assistive technology.
#[component]
pub fn Icon(
    /// Which one.
    name: IconName,
    /// 14 px instead of 16, for small buttons and chips.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let class = if small { "i i-sm" } else { "i" };
    view! { <svg class=class viewBox="0 0 24 24" aria-hidden="true" inner_html=name.shape()></svg> }
}
