//! The failed state, in words that are the same everywhere.

use super::{Button, Icon, IconName};
use leptos::prelude::*;

const TITLE: &str = "Insights unavailable";
const TEXT: &str = "We could not retrieve this insight. Check your connection and try again.";

/// Stands where data would be. Without scripts "Try again" is a link that loads the page anew.
#[component]
pub fn Failed(
    /// What happened, where the server said more than that it failed.
    #[prop(optional, into)]
    text: String,
    /// Asks again.
    #[prop(into)]
    on_retry: Callback<()>,
) -> impl IntoView {
    let text = if text.is_empty() { TEXT.to_owned() } else { text };
    view! {
        <div class="state" role="alert">
            <Icon name=IconName::CloudAlert/>
            <strong>{TITLE}</strong>
            <p>{text}</p>
            <span class="needs-scripts"><Button small=true icon=IconName::RotateCw on:click=move |_| on_retry.run(())>"Try again"</Button></span>
            <a class="btn btn-sm without-scripts" href="" rel="external">"Try again"</a>
        </div>
    }
}
