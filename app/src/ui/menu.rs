//! A menu: a native popover and the button that opens it. Works without scripts; Escape, a click outside
//! and the focus' return are the browser's.

use leptos::children::ViewFnOnce;
use leptos::prelude::*;

/// A button and the popover that hangs from it. Children are links and buttons of class `menu-item`; it is a list of
/// them and no ARIA menu, so Tab moves through it as through the page. A choice within the page closes it (`frame/pressed.rs`).
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
    view! {
        <button type="button" class=class popovertarget=id>
            {trigger.run()}
            <span class="visually-hidden">{format!(", {label}")}</span>
        </button>
        <div id=id class="menu" popover="auto" role="group" aria-label=label>{children()}</div>
    }
}
