//! `/o/{org}/incidents` and `/o/{org}/incidents/{id}`.

use super::Part;
use crate::frame::{TopBar, use_number};
use crate::live::use_live;
use crate::piece::{Piece, PieceName, Skeleton};
use leptos::prelude::*;
use leptos_meta::Title;

/// All incidents.
pub fn page() -> AnyView {
    let follows = use_live().health;
    around(
        "Incidents",
        view! { <Piece name=PieceName::Incidents(Part::List) follows skeleton=Skeleton::Feed/> }.into_any(),
    )
}

/// The incident whose number ends the address.
pub fn story_page() -> AnyView {
    let (about, follows) = (use_number("incident"), use_live().health);
    let story = view! { <Piece name=PieceName::Incidents(Part::Story) follows skeleton=Skeleton::Feed about/> };
    around("Incident", story.into_any())
}

fn around(title: &'static str, content: AnyView) -> AnyView {
    view! {
        <Title text=title/>
        <TopBar title/>
        <div class="page">{content}</div>
    }
    .into_any()
}
