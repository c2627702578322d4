//! A card: a title, what belongs beside it, and the body.

use leptos::children::ViewFnOnce;
use leptos::prelude::*;

/// A card with a head. Its height is its content's: give the content a fixed one, so that nothing moves.
#[component]
pub fn Card(
    /// The title, a second-level heading.
    #[prop(into)]
    title: String,
    /// What stands beside the title in grey: unit, time zone, address.
    #[prop(optional, into)]
    sub: String,
    /// What follows it in the head: a legend, a status, tools.
    #[prop(optional, into)]
    beside: ViewFnOnce,
    /// The body.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="card">
            <div class="card-head"><h2>{title}</h2><span class="sub">{sub}</span>{beside.run()}</div>
            {children()}
        </section>
    }
}
