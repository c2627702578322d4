//! `/`: on the way to an organization, or the end of the way for a person who is in none.

use super::go_home;
use crate::ui::{Brand, Empty, IconName};
use leptos::prelude::*;
use leptos_meta::Title;

/// Leads on; says so where there is nowhere to go.
#[component]
pub fn HomePage() -> impl IntoView {
    let home = Resource::new_blocking(|| (), |()| go_home());
    view! {
        <Title text="Pulseboard"/>
        <main class="page page-narrow">
            <span class="signin-brand"><Brand/>"Pulseboard"</span>
            <Suspense fallback=|| ()>
                {move || home.get().map(|_| view! {
                    <Empty icon=IconName::Inbox title="You are in no organization yet"
                        text="Ask an owner or administrator to let you in, then load this page again."/>
                })}
            </Suspense>
        </main>
    }
}
