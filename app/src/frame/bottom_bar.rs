//! The bar at the foot of a phone, and the drawer behind "More".

use super::layout::Overlays;
use super::sidebar::{Account, OrganizationSwitcher, PageLinks};
use super::{DESTINATIONS, Viewer};
use crate::health::FailingBadge;
use crate::ui::{Icon, IconName};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// How many pages stand in the bar itself; "More" holds the rest.
const PLACES: usize = 3;

/// Pages, and the rest behind "More". The drawer is a popover: it opens without scripts.
#[component]
pub fn BottomBar(viewer: Viewer) -> impl IntoView {
    let location = use_location();
    let overlays = expect_context::<Overlays>();
    let org = viewer.org.clone();
    let links = DESTINATIONS
        .iter()
        .take(PLACES)
        .map(|destination| {
            let href = format!("/o/{org}{}", destination.path);
            let target = href.clone();
            let current = move || (location.pathname.get().trim_end_matches('/') == target).then_some("page");
            let badge = (destination.path == "/health").then(|| view! { <FailingBadge/> });
            view! { <a href=href aria-current=current><Icon name=destination.icon/><span>{destination.title}</span>{badge}</a> }
        })
        .collect_view();
    view! {
        <nav class="bottombar" aria-label="Pages">
            {links}
            <button type="button" class="needs-scripts" on:click=move |_| overlays.palette.set(true)>
                <Icon name=IconName::Search/><span>"Jump to"</span>
            </button>
            <button type="button" popovertarget="drawer"><Icon name=IconName::Menu/><span>"More"</span></button>
        </nav>
        <div id="drawer" class="drawer" popover="auto" role="dialog" aria-label="More">
            <OrganizationSwitcher viewer=viewer.clone() id="drawer-organizations"/>
            <nav aria-label="All pages" class="flex flex-col gap-px mt-2"><PageLinks org=viewer.org.clone()/></nav>
            <Account viewer/>
        </div>
    }
}
