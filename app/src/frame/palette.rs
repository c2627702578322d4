//! The command palette: pages and organizations by name, and questions, from the keyboard.

use super::layout::Overlays;
use super::{DESTINATIONS, Viewer};
use crate::ui::{Dialog, Icon, IconName};
use leptos::ev;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

#[derive(Clone, PartialEq)]
struct Entry {
    title: String,
    kind: &'static str,
    href: String,
    icon: IconName,
    /// Another organization is loaded afresh.
    leaves: bool,
}

/// Opened by Ctrl-K, `/` and the search field of the sidebar.
#[component]
pub fn Palette(viewer: Viewer) -> impl IntoView {
    let open = expect_context::<Overlays>().palette;
    let entries = StoredValue::new(entries(&viewer));
    let org = viewer.org.clone();
    let query = RwSignal::new(String::new());
    let selected = RwSignal::new(0_usize);
    let matches = Memo::new(move |_| {
        let query = query.read();
        let wanted = query.trim();
        let is_match = |entry: &&Entry| wanted.is_empty() || lower(&entry.title).contains(&lower(wanted));
        let mut found: Vec<_> = entries.with_value(|entries| entries.iter().filter(is_match).cloned().collect());
        if !wanted.is_empty() {
            found.push(question(&org, wanted));
        }
        found
    });
    let navigate = StoredValue::new(use_navigate());
    let go = move |entry: Entry| {
        open.set(false);
        if entry.leaves {
            if window().location().set_href(&entry.href).is_err() {
                leptos::logging::error!("the browser refused to leave the page");
            }
        } else {
            navigate.with_value(|navigate| navigate(&entry.href, NavigateOptions::default()));
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let count = matches.read().len();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => selected.update(|at| *at = (*at + 1) % count),
            "ArrowUp" if count > 0 => selected.update(|at| *at = (*at + count - 1) % count),
            "Enter" => {
                if let Some(entry) = matches.read().get(selected.get()).cloned() {
                    go(entry);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    Effect::new(move |_| {
        if open.get() {
            query.set(String::new());
            selected.set(0);
        }
    });
    view! {
        <Dialog open=open label="Jump to" class="palette">
            <div class="palette-field">
                <Icon name=IconName::Search/>
                <input
                    type="text" class="palette-input" placeholder="Jump to a page, or ask about dashboards" aria-label="Jump to a page or organization, or ask about dashboards"
                    role="combobox" aria-expanded="true" aria-controls="palette-list" autocomplete="off" autofocus=true
                    aria-activedescendant=move || format!("palette-{}", selected.get())
                    prop:value=query
                    on:input=move |event| { query.set(event_target_value(&event)); selected.set(0); }
                    on:keydown=on_key
                />
            </div>
            <ul id="palette-list" class="palette-list" role="listbox" aria-label="Results">
                {move || matches.get().into_iter().enumerate().map(|(at, entry)| {
                    let chosen = entry.clone();
                    view! {
                        <li id=format!("palette-{at}") class="palette-row" role="option"
                            aria-selected=move || (selected.get() == at).to_string()
                            on:click=move |_| go(chosen.clone())
                            on:mousemove=move |_| if selected.get_untracked() != at { selected.set(at) }>
                            <Icon name=entry.icon/>
                            <span class="truncate">{entry.title}</span>
                            <span class="ml-auto text-meta text-ink-3">{entry.kind}</span>
                        </li>
                    }
                }).collect_view()}
            </ul>
        </Dialog>
    }
}

/// What was typed, as a question for the assistant.
fn question(org: &str, text: &str) -> Entry {
    let encoded = String::from(js_sys::encode_uri_component(text));
    Entry {
        title: format!("Ask: {text}"),
        kind: "Assistant",
        href: format!("/o/{org}/assistant?q={encoded}"),
        icon: IconName::MessageCircle,
        leaves: false,
    }
}

fn entries(viewer: &Viewer) -> Vec<Entry> {
    let pages = DESTINATIONS.iter().map(|destination| Entry {
        title: destination.title.to_owned(),
        kind: "Page",
        href: format!("/o/{}{}", viewer.org, destination.path),
        icon: destination.icon,
        leaves: false,
    });
    let organizations = viewer.organizations.iter().filter(|(slug, _)| *slug != viewer.org).map(|(slug, name)| Entry {
        title: name.clone(),
        kind: "Organization",
        href: format!("/o/{slug}"),
        icon: IconName::ChevronsUpDown,
        leaves: true,
    });
    pages.chain(organizations).collect()
}

/// In small letters, as the browser knows them for every script.
fn lower(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}
