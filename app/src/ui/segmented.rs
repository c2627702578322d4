//! A choice between a few views of one thing: links, so that each view has an address.

use leptos::prelude::*;

/// One of the views.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The word on it.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Whether it is the one that is shown.
    pub is_current: bool,
}

/// A row of links of which one is current.
#[component]
pub fn Segmented(
    /// What is chosen here.
    #[prop(into)]
    label: String,
    /// The views in their order.
    segments: Vec<Segment>,
) -> impl IntoView {
    let link = |segment: Segment| view! { <a href=segment.href aria-current=segment.is_current.then_some("true")>{segment.label}</a> };
    view! { <nav class="seg" aria-label=label>{segments.into_iter().map(link).collect_view()}</nav> }
}
