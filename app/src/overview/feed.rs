//! The feed: what happened last, newest first.

use super::FeedItem;
use super::chart_card::ask_again_when_late;
use crate::deadline::Piece;
use crate::ui::{Card, Empty, Failed, IconName, Light, LightKind, Skeleton, SkeletonKind};
use domain::event::Tone;
use domain::range::Range;
use leptos::prelude::*;

/// Recent events of the range.
#[component]
pub fn Feed(
    answer: Resource<Piece<Vec<FeedItem>>>,
    /// The range shown, for the empty state's words.
    #[prop(into)]
    shown: Signal<Range>,
) -> impl IntoView {
    ask_again_when_late(answer);
    view! {
        <div class="mt-2.5">
            <Card title="Recent events">
                <Transition fallback=|| view! { <Skeleton kind=SkeletonKind::Feed/> }>
                    {move || answer.get().map(|answer_now| match answer_now {
                        Ok(Some(items)) if items.is_empty() => view! {
                            <Empty icon=IconName::Inbox title=format!("No events {}", shown.get().within()) text="Instrument more actions to populate this widget."/>
                        }.into_any(),
                        Ok(Some(items)) => view! { <ol class="feed">{items.into_iter().map(row).collect_view()}</ol> }.into_any(),
                        Ok(None) => view! { <Skeleton kind=SkeletonKind::Feed/> }.into_any(),
                        Err(error) => view! { <Failed text=error.to_string() on_retry=move |()| answer.refetch()/> }.into_any(),
                    })}
                </Transition>
            </Card>
        </div>
    }
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
