//! A menu: a native popover and the button that opens it. Works without scripts; Escape, a click outside
//! and the focus' return are the browser's.

use leptos::children::ViewFnOnce;
use leptos::ev::MouseEvent;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;

/// A button and the popover that hangs from it. Children are links and buttons of class `menu-item`; it is a list of
/// them and no ARIA menu, so Tab moves through it as through the page.
#[component]
pub fn Menu(
    /// The popover's id, unique on the page.
    id: &'static str,
    /// What it offers.
    #[prop(into)]
    label: String,
    /// The button's class.
    #[prop(default = "btn")]
    class: &'static str,
    /// What stands in the button.
    #[prop(into)]
    trigger: ViewFnOnce,
    /// Its links and buttons.
    children: Children,
) -> impl IntoView {
    let popover = NodeRef::<Div>::new();
    // A link within the page leaves the document in place, and with it the open popover.
    let close_after_choice = move |event: MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let is_choice = target.is_some_and(|target| target.closest("a, [type=submit]").ok().flatten().is_some());
        if let (true, Some(popover)) = (is_choice, popover.get_untracked()) {
            // It fails only where the popover has closed by itself.
            let _closed = popover.hide_popover();
        }
    };
    view! {
        <button type="button" class=class popovertarget=id>
            {trigger.run()}
            <span class="visually-hidden">{format!(", {label}")}</span>
        </button>
        <div node_ref=popover id=id class="menu" popover="auto" role="group" aria-label=label on:click=close_after_choice>{children()}</div>
    }
}
