//! The keys of the frame, and the list of all keys behind `?`.

use super::layout::Overlays;
use super::{DESTINATIONS, use_org};
use crate::live::use_live;
use crate::ui::{Dialog, Kbd};
use leptos::ev;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use wasm_bindgen::JsCast;

/// Keys that a page adds to the frame's: the key, what it does, and the doing.
#[derive(Clone, Copy)]
struct PageKey {
    /// As `KeyboardEvent.key` names it.
    key: &'static str,
    /// What it does, for the list.
    does: &'static str,
}

/// The keys that pages with a time range answer to.
const PAGE_KEYS: &[PageKey] =
    &[PageKey { key: "t", does: "Choose a time range" }, PageKey { key: "r", does: "Refresh" }];

/// Whether a key press is meant for a field or a shortcut of the browser, not for us.
fn is_typing(event: &ev::KeyboardEvent) -> bool {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return true;
    }
    let Some(target) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return false;
    };
    matches!(target.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA")
        || target.closest("dialog").ok().flatten().is_some()
}

/// Listens for the frame's keys and shows the list.
#[component]
pub fn Shortcuts() -> impl IntoView {
    let overlays = expect_context::<Overlays>();
    let org = use_org();
    let navigate = use_navigate();
    let after_g = StoredValue::new(false);
    let live = use_live();
    let handle = window_event_listener(ev::keydown, move |event| {
        let palette_key = event.key().eq_ignore_ascii_case("k") && (event.ctrl_key() || event.meta_key());
        if palette_key {
            event.prevent_default();
            overlays.palette.update(|open| *open = !*open);
            return;
        }
        if is_typing(&event) {
            return;
        }
        let key = event.key();
        let follows_g = after_g.get_value();
        after_g.set_value(key == "g");
        match key.as_str() {
            "/" => overlays.palette.set(true),
            "?" => overlays.shortcuts.set(true),
            "r" => live.refresh(),
            "t" => open_menu(),
            _ if follows_g => {
                let keys = format!("g {key}");
                let Some(destination) = DESTINATIONS.iter().find(|destination| destination.keys == keys) else {
                    return;
                };
                navigate(&format!("/o/{}{}", org.get_untracked(), destination.path), NavigateOptions::default());
            }
            _ => return,
        }
        event.prevent_default();
    });
    on_cleanup(move || handle.remove());
    let row = |keys: &'static str, does: String| {
        let keys = keys.split(' ').map(|key| view! { <Kbd>{key}</Kbd> }).collect_view();
        view! { <div class="shortcut"><dt class="flex gap-1">{keys}</dt><dd>{does}</dd></div> }
    };
    view! {
        <Dialog open=overlays.shortcuts label="Keyboard shortcuts" class="sheet" title=true>
            <dl class="shortcuts">
                {row("Ctrl K", "Jump to a page or organization".to_owned())}
                {row("/", "The same".to_owned())}
                {row("?", "This list".to_owned())}
                {DESTINATIONS.iter().map(|destination| row(destination.keys, format!("Go to {}", destination.title))).collect_view()}
                {PAGE_KEYS.iter().map(|page_key| row(page_key.key, page_key.does.to_owned())).collect_view()}
            </dl>
        </Dialog>
    }
}

/// Presses the button of the ranges: from there Tab leads into the menu, and Escape back.
fn open_menu() {
    let button = document().query_selector("[popovertarget=ranges]").ok().flatten();
    if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
        if button.focus().is_err() {
            leptos::logging::error!("the button of the ranges refused the focus");
        }
        button.click();
    }
}
