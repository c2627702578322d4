//! `/o/{org}/health`, `/o/{org}/health/reports/{check}` and `/o/{org}/assistant`, and the badge in the sidebar.

use super::Part;
use crate::frame::{TopBar, use_number};
use crate::live::use_live;
use crate::piece::{Piece, PieceName, Skeleton};
use leptos::prelude::*;
use leptos_meta::Title;

fn piece(part: Part, skeleton: Skeleton) -> AnyView {
    view! { <Piece name=PieceName::Health(part) follows=use_live().health skeleton/> }.into_any()
}

fn around(title: &'static str, content: AnyView) -> AnyView {
    view! {
        <Title text=title/>
        <TopBar title/>
        <div class="page health">{content}</div>
    }
    .into_any()
}

/// Summary, matrix and table of all dashboards.
pub fn page() -> AnyView {
    let parts = [(Part::Summary, Skeleton::Figures(4)), (Part::Matrix, Skeleton::Feed), (Part::Table, Skeleton::Feed)];
    around("Health center", parts.into_iter().map(|(part, skeleton)| piece(part, skeleton)).collect_view().into_any())
}

/// The report of the check whose number ends the address.
pub fn report_page() -> AnyView {
    let (about, follows) = (use_number("check"), use_live().health);
    let report = view! { <Piece name=PieceName::Health(Part::Report) follows skeleton=Skeleton::Feed about/> };
    around("Report", report.into_any())
}

/// A question and its answer.
pub fn assistant_page() -> AnyView {
    around("Assistant", piece(Part::Assistant, Skeleton::Feed))
}

/// How many dashboards fail; nothing when none does.
#[component]
pub fn FailingBadge() -> impl IntoView {
    view! { <span class="nav-badge">{piece(Part::Badge, Skeleton::Nothing)}</span> }
}
