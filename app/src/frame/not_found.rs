//! What stands at an address that names nothing. The same for what exists and may not be seen.

use crate::AppError;
use crate::ui::{Brand, Empty, IconName};
use leptos::prelude::*;
use leptos_meta::Title;

/// The 404 page; its status is set while it is rendered.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    AppError::NotFound.set_page_status();
    view! {
        <Title text="Not found"/>
        <main class="page page-narrow">
            <span class="signin-brand"><Brand/>"Pulseboard"</span>
            {nothing("It may have moved, or you may not be a member of this organization.")}
        </main>
    }
}

/// The same beside the frame of an organization.
#[component]
pub fn NothingHere() -> impl IntoView {
    AppError::NotFound.set_page_status();
    view! {
        <Title text="Not found"/>
        <div class="page page-narrow">{nothing("It may have moved.")}</div>
    }
}

fn nothing(text: &'static str) -> AnyView {
    view! {
        <h1 class="visually-hidden">"Not found"</h1>
        <Empty icon=IconName::SearchX title="There is nothing at this address" text=text/>
        <p class="text-center"><a class="link" href="/" rel="external">"Go to your organization"</a></p>
    }
    .into_any()
}
