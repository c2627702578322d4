//! The button that goes from system to light to dark and round again.

use super::SetTheme;
use crate::form::action;
use crate::ui::{Icon, IconName};
use domain::theme::Theme;
use leptos::prelude::*;

/// One button, whose name says what it will do next. Works as a form without scripts.
#[component]
pub fn ThemeToggle() -> impl IntoView {
    let current = RwSignal::new(super::current());
    let next = move || match current.get() {
        Theme::System => Theme::Light,
        Theme::Light => Theme::Dark,
        Theme::Dark => Theme::System,
    };
    let label = move || match next() {
        Theme::System => "Use the system's theme",
        Theme::Light => "Use the light theme",
        Theme::Dark => "Use the dark theme",
    };
    let icon = move || match current.get() {
        Theme::System => IconName::Monitor,
        Theme::Light => IconName::Sun,
        Theme::Dark => IconName::Moon,
    };
    let switch = move |_| {
        let chosen = next();
        if let Some(root) = document().document_element() {
            let result = match chosen.attribute() {
                None => root.remove_attribute("data-theme"),
                Some(theme) => root.set_attribute("data-theme", theme),
            };
            if result.is_err() {
                leptos::logging::error!("the theme could not be set on the page");
            }
        }
        // The form is sent with the value it had; the signal follows when the click is over.
        request_animation_frame(move || current.set(chosen));
    };
    view! {
        <form method="post" action={action::<SetTheme>()} data-send="">
            <input type="hidden" name="theme" prop:value=move || next().as_str() value=next().as_str()/>
            <button type="submit" class="btn btn-ghost btn-icon" aria-label=label title=label on:click=switch>
                {move || view! { <Icon name=icon()/> }}
            </button>
        </form>
    }
}
