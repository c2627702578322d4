//! The range: a few at hand, the rest and a custom one behind "More". All of it links and one
//! form, so that it works without scripts and every view has an address.

use crate::frame::is_typing;
use crate::live::use_live;
use crate::ui::{Icon, IconName, Menu, Note, NoteKind};
use domain::range::{Range, RangeName};
use leptos::ev;
use leptos::prelude::*;
use leptos_router::components::Form;

/// What stands in the bar itself.
const AT_HAND: [RangeName; 5] = [RangeName::H1, RangeName::H24, RangeName::D7, RangeName::D30, RangeName::D90];
const MENU: &str = "ranges";

/// Chooses the page's range; says what was wrong with the one in the address.
#[component]
pub fn RangeBar(
    /// The range shown.
    #[prop(into)]
    shown: Signal<Range>,
    /// What was wrong with the range that was asked for.
    #[prop(into)]
    notice: Signal<Option<String>>,
) -> impl IntoView {
    let live = use_live();
    Effect::new(move |_| {
        let listener = window_event_listener(ev::keydown, move |event| {
            if is_typing(&event) {
                return;
            }
            match event.key().as_str() {
                "r" => live.refresh(),
                "t" => open_menu(),
                _ => return,
            }
            event.prevent_default();
        });
        on_cleanup(move || listener.remove());
    });
    let is_current = move |name: RangeName| (shown.get() == Range::Named(name)).then_some("true");
    let link = move |name: RangeName, text: &'static str, class: &'static str| {
        view! { <a href=format!("?range={}", name.as_str()) class=class aria-current=move || is_current(name)>{text}</a> }
    };
    let more = move || match shown.get() {
        Range::Named(name) if AT_HAND.contains(&name) => "More".to_owned(),
        other => other.label(),
    };
    let from = move || shown.get().query().from.unwrap_or_default();
    let to = move || shown.get().query().to.unwrap_or_default();
    view! {
        <div class="range-bar">
            <nav class="seg" aria-label="Time range">{AT_HAND.map(|name| link(name, name.label(), "")).collect_view()}</nav>
            <Menu id=MENU class="chip" label="More ranges" trigger=move || view! { <span>{more}</span><Icon name=IconName::ChevronDown/> }.into_any()>
                {RangeName::ALL.iter().filter(|name| !AT_HAND.contains(name)).map(|name| link(*name, name.label(), "menu-item")).collect_view()}
                <Form method="get" action="" attr:class="range-custom">
                    <label class="field"><span class="hint">"From"</span><input class="input" type="date" name="from" value=from required/></label>
                    <label class="field"><span class="hint">"To, that day included"</span><input class="input" type="date" name="to" value=to required/></label>
                    <button type="submit" class="btn btn-primary">"Show"</button>
                </Form>
            </Menu>
            <button type="button" class="btn btn-icon needs-scripts ml-auto" aria-label="Refresh" title="Refresh" on:click=move |_| live.refresh()>
                <Icon name=IconName::RefreshCw/>
            </button>
        </div>
        <div role="status">{move || notice.get().map(|text| view! { <Note kind=NoteKind::Warn>{text}</Note> })}</div>
    }
}

/// Presses the menu's button: from there Tab leads into the menu, and Escape back.
fn open_menu() {
    use wasm_bindgen::JsCast;
    let button = document().query_selector(&format!("[popovertarget={MENU}]")).ok().flatten();
    if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
        if button.focus().is_err() {
            leptos::logging::error!("the button of the ranges refused the focus");
        }
        button.click();
    }
}
