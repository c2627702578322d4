//! The feed: what happened last, newest first.

use super::answer::FeedItem;
use crate::ui::{Card, Empty, IconName, Light, LightKind};
use domain::event::Tone;
use leptos::prelude::*;

/// Recent events of the range.
#[component]
pub(super) fn Feed(
    /// Newest first.
    items: Vec<FeedItem>,
    /// The range as the end of a sentence.
    within: String,
) -> impl IntoView {
    let body = if items.is_empty() {
        let title = format!("No events {within}");
        view! { <Empty icon=IconName::Inbox title text="Instrument more actions to populate this widget."/> }.into_any()
    } else {
        view! { <ol class="feed">{items.into_iter().map(row).collect_view()}</ol> }.into_any()
    };
    view! { <Card title="Recent events">{body}</Card> }
}

fn row(item: FeedItem) -> impl IntoView {
    let light = match item.tone {
        Tone::Success => LightKind::Pass,
        Tone::Warning => LightKind::Warn,
        Tone::Error => LightKind::Fail,
        Tone::Info => LightKind::Info,
    };
    view! {
        <li class="feed-row">
            <Light kind=light/>
            <span class="feed-text">{item.text}</span>
            <time class="feed-time" datetime=item.at.clone() title=item.at>{item.time}</time>
        </li>
    }
}
