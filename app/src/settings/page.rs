//! `/o/{org}/settings/…`: the page around each tab.

use super::Tab;
use crate::frame::TopBar;
use crate::live::use_live;
use crate::piece::{Piece, PieceName, Skeleton};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page of a tab.
pub fn page(tab: Tab) -> AnyView {
    let live = use_live();
    let follows = match tab {
        Tab::Environments | Tab::Automation => live.health,
        // What is set there changes by the hand of whoever looks at it, so it follows no events.
        _ => live.asked,
    };
    view! {
        <Title text=tab.title()/>
        <TopBar title="Settings"/>
        <div class="page"><Piece name=PieceName::Settings(tab) follows skeleton=Skeleton::Feed/></div>
    }
    .into_any()
}
