//! What is pressed inside markup. Pieces are markup, so they can't listen themselves; the frame listens for all of them
//! to a few attributes:
//!
//! - `data-refresh`: asks for every piece again.
//! - a link or a submit button in a popover: closes it, since a link within the page leaves the popover open.
//! - a form with `data-send`: is sent without leaving the page; one with `data-done` says so when it worked, and has the
//!   pieces asked for again. One that somebody fills in is left alone by new markup until it is sent.
//! - `data-toast`: is said in a corner too, once the page is there.
//! - `.info`: Escape hides its definition until the pointer and the focus have left.

use crate::form;
use crate::live::Live;
use crate::ui::{LightKind, Toaster, use_toaster};
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlFormElement};

/// Listens for as long as the frame is there.
pub(super) fn listen(live: Live) {
    let toaster = use_toaster();
    Effect::new(move |_| {
        let handles = [
            window_event_listener(ev::click, move |event| click(&event, live)),
            window_event_listener(ev::input, |event| touch(&event)),
            window_event_listener(ev::submit, move |event| submit(&event, live, toaster)),
            window_event_listener(ev::keydown, |event| {
                if event.key() == "Escape" {
                    mark(".info:is(:hover, :focus)", true);
                }
            }),
            window_event_listener(ev::focusout, |_| mark(".info[data-dismissed]", false)),
            window_event_listener(ev::pointerout, |_| mark(".info[data-dismissed]:not(:hover)", false)),
        ];
        announce(toaster);
        on_cleanup(move || handles.into_iter().for_each(WindowListenerHandle::remove));
    });
}

fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

fn closest(element: &Element, selector: &str) -> Option<Element> {
    element.closest(selector).ok().flatten()
}

fn click(event: &Event, live: Live) {
    let Some(target) = target(event) else { return };
    if closest(&target, "[data-refresh]").is_some() {
        event.prevent_default();
        live.refresh();
    }
    if let Some(popover) = closest(&target, "a, [type=submit]").and_then(|choice| closest(&choice, ":popover-open")) {
        // It fails only where the popover has closed by itself.
        let _closed = popover.dyn_into::<HtmlElement>().map(|popover| popover.hide_popover());
    }
}

fn submit(event: &Event, live: Live, toaster: Toaster) {
    let Some(form) = target(event).and_then(|target| target.dyn_into::<HtmlFormElement>().ok()) else { return };
    if !form.has_attribute("data-send") {
        return;
    }
    event.prevent_default();
    if form.has_attribute("aria-busy") {
        return;
    }
    let _busy = form.set_attribute("aria-busy", "true");
    spawn_local(async move {
        let answer = form::send(&form).await;
        let _idle = form.remove_attribute("aria-busy");
        match answer {
            Ok(Some(path)) => {
                let _left = window().location().set_href(&path);
            }
            Ok(None) => {
                form::clear(&form);
                let _untouched = form.remove_attribute(form::TOUCHED);
                if let Some(done) = form.get_attribute("data-done") {
                    form.reset();
                    toaster.show(LightKind::Pass, done);
                    live.refresh();
                }
            }
            Err(error) => {
                if let Some(text) = form::show(&form, &error) {
                    toaster.show(LightKind::Fail, text);
                }
            }
        }
    });
}

/// Remembers that somebody fills in the form of `event`.
fn touch(event: &Event) {
    if let Some(form) = target(event).and_then(|target| closest(&target, "form[method=post]")) {
        let _touched = form.set_attribute(form::TOUCHED, "");
    }
}

/// Says what the page came with: what a form that led here has done.
fn announce(toaster: Toaster) {
    if let Ok(Some(said)) = document().query_selector("[data-toast]") {
        let kind = if said.class_list().contains("note-fail") { LightKind::Fail } else { LightKind::Pass };
        toaster.show(kind, said.text_content().unwrap_or_default());
    }
}

/// Hides the definitions of what `selector` finds, or lets them be seen again.
fn mark(selector: &str, is_dismissed: bool) {
    let Ok(found) = document().query_selector_all(selector) else { return };
    for element in (0..found.length()).filter_map(|at| found.get(at)?.dyn_into::<Element>().ok()) {
        let _marked = if is_dismissed {
            element.set_attribute("data-dismissed", "")
        } else {
            element.remove_attribute("data-dismissed")
        };
    }
}
