//! The frame around every page of an organization: sidebar, top bar, bottom bar, palette, help.

mod api;
mod bottom_bar;
mod elsewhere;
mod layout;
mod not_found;
mod palette;
mod pressed;
mod shortcuts;
mod sidebar;
mod top_bar;

pub use api::{GetViewer, Viewer, get_viewer};
pub use elsewhere::Elsewhere;
pub use layout::Organization;
pub use not_found::{NotFoundPage, NothingHere};
pub use top_bar::TopBar;

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

/// The organization in the URL: the first argument of every server function.
pub fn use_org() -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.read().get("org").unwrap_or_default())
}

/// The number that ends the address, as the part of a piece's query that says what the piece is about: "check=7".
pub fn use_number(field: &'static str) -> Signal<String> {
    let path = use_location().pathname;
    Signal::derive(move || format!("{field}={}", path.read().rsplit('/').next().unwrap_or_default()))
}

/// A page of the organization, as sidebar, bottom bar and palette list it.
#[derive(Clone, Copy)]
pub(crate) struct Destination {
    /// Its name.
    pub title: &'static str,
    /// What follows `/o/{org}`.
    pub path: &'static str,
    /// Its icon.
    pub icon: crate::ui::IconName,
    /// The keys that lead to it.
    pub keys: &'static str,
}

/// Every page there is, in the order of the sidebar.
pub(crate) const DESTINATIONS: &[Destination] = &[
    Destination { title: "Overview", path: "", icon: crate::ui::IconName::LayoutDashboard, keys: "g d" },
    Destination { title: "Dashboards", path: "/health", icon: crate::ui::IconName::HeartPulse, keys: "g h" },
    Destination { title: "Incidents", path: "/incidents", icon: crate::ui::IconName::TriangleAlert, keys: "g i" },
    Destination {
        title: "Policies",
        path: "/settings/automation",
        icon: crate::ui::IconName::CalendarClock,
        keys: "g p",
    },
    Destination {
        title: "Environments",
        path: "/settings/environments",
        icon: crate::ui::IconName::Server,
        keys: "g e",
    },
    Destination { title: "Assistant", path: "/assistant", icon: crate::ui::IconName::MessageCircle, keys: "g a" },
    Destination { title: "Settings", path: "/settings/general", icon: crate::ui::IconName::Settings, keys: "g s" },
];
