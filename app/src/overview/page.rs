//! `/o/{org}`: the overview.

use super::Part;
use crate::frame::{TopBar, Viewer};
use crate::live::use_live;
use crate::piece::{Piece, PieceName, Skeleton};
use leptos::prelude::*;
use leptos_meta::Title;

/// Figures of this machine, four charts and the feed, over the range in the URL.
pub fn page() -> AnyView {
    let live = use_live();
    let sees_analytics = use_context::<Viewer>().is_none_or(|viewer| viewer.sees_analytics);
    let machine = |part, skeleton| view! { <Piece name=PieceName::Overview(part) follows=live.machines skeleton/> };
    let activity = |part, skeleton| view! { <Piece name=PieceName::Overview(part) follows=live.events skeleton/> };
    view! {
        <Title text="Overview"/>
        <TopBar title="Overview"/>
        <div class="page">
            {activity(Part::Range, Skeleton::Bar)}
            {machine(Part::Machine, Skeleton::Figures(5))}
            <div class="grid gap-2.5 my-2.5 md:grid-cols-2">
                {machine(Part::Cpu, Skeleton::Chart)}
                {machine(Part::Memory, Skeleton::Chart)}
                {sees_analytics.then(|| activity(Part::Events, Skeleton::Chart))}
                {sees_analytics.then(|| activity(Part::Users, Skeleton::Chart))}
            </div>
            {sees_analytics.then(|| activity(Part::Feed, Skeleton::Feed))}
        </div>
    }
    .into_any()
}
