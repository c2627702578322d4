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
    sub: Signal<String>,
    /// What follows it in the head: a legend, a status.
    #[prop(optional, into)]
    beside: ViewFnOnce,
    /// Buttons at the head's end.
    #[prop(optional, into)]
    tools: ViewFnOnce,
    /// Whether the values are old: the frame is dashed, say the age in `sub`.
    #[prop(optional, into)]
    stale: Signal<bool>,
    /// The body.
    children: Children,
) -> impl IntoView {
    view! {
        <section class="card" data-stale=move || stale.get().then_some("")>
            <div class="card-head">
                <h2>{title}</h2>
                <span class="sub">{move || sub.get()}</span>
                {beside.run()}
                <div class="card-tools">{tools.run()}</div>
            </div>
            {children()}
        </section>
    }
}
