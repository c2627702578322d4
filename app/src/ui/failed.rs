//! The failed state, in words that are the same everywhere.

use super::{Icon, IconName};
use leptos::prelude::*;

const TITLE: &str = "Insights unavailable";
const TEXT: &str = "We could not retrieve this insight. Check your connection and try again.";

/// Stands where data would be. "Try again" loads the page anew; inside a piece the browser asks for the pieces only.
#[component]
pub fn Failed(
    /// What happened, where the server said more than that it failed.
    #[prop(optional, into)]
    text: String,
) -> impl IntoView {
    let text = if text.is_empty() { TEXT.to_owned() } else { text };
    view! {
        <div class="state" role="alert">
            <Icon name=IconName::CloudAlert/>
            <strong>{TITLE}</strong>
            <p>{text}</p>
            <a class="btn btn-sm" href="" rel="external" data-refresh=""><Icon name=IconName::RotateCw small=true/>"Try again"</a>
        </div>
    }
}
