//! A modal dialog on the native element: the browser keeps the focus inside, closes it on Escape
//! and gives the focus back to where it came from.

use super::{IconButton, IconName};
use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;

/// A dialog that is shown while `open` is true. It needs scripts, and so does whatever opens it.
#[component]
pub fn Dialog(
    /// Whether it is open; the dialog sets it to false when a person closes it.
    open: RwSignal<bool>,
    /// What it is called.
    #[prop(into)]
    label: String,
    /// A second class, for its size.
    #[prop(optional)]
    class: &'static str,
    /// Shows the label as a heading, with a button to close.
    #[prop(optional)]
    title: bool,
    /// The body. A field with `autofocus` gets the focus first.
    children: Children,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        match (open.get(), dialog.open()) {
            (true, false) => {
                if dialog.show_modal().is_err() {
                    leptos::logging::error!("the dialog could not be opened");
                }
            }
            (false, true) => dialog.close(),
            _ => {}
        }
    });
    // The element fills its frame, so a click on the element itself is one on the scrim.
    let close_on_scrim = move |event: MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if target.is_some_and(|target| target.tag_name() == "DIALOG") {
            open.set(false);
        }
    };
    let head = title.then(|| {
        let label = label.clone();
        view! {
            <div class="dialog-head">
                <h2>{label}</h2>
                <IconButton icon=IconName::X label="Close" on:click=move |_| open.set(false)/>
            </div>
        }
    });
    view! {
        <dialog node_ref=dialog class=format!("dialog {class}") aria-label=label on:close=move |_| open.set(false) on:click=close_on_scrim>
            {head}
            {children()}
        </dialog>
    }
}
