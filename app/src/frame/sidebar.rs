//! The sidebar: organization, palette, pages, keys, account.

use super::layout::Overlays;
use super::{DESTINATIONS, Viewer};
use crate::form::action;
use crate::health::FailingBadge;
use crate::live::use_live;
use crate::sign_in::SignOut;
use crate::theme::ThemeToggle;
use crate::ui::{Brand, Icon, IconName, Kbd, Menu};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Shown from 1088 px on; below that, the bottom bar and its drawer take over.
#[component]
pub fn Sidebar(viewer: Viewer) -> impl IntoView {
    let overlays = expect_context::<Overlays>();
    view! {
        <aside class="side">
            <OrganizationSwitcher viewer=viewer.clone() id="organizations"/>
            <button type="button" class="nav nav-search needs-scripts" on:click=move |_| overlays.palette.set(true)>
                <Icon name=IconName::Search/>
                <span>"Jump to"</span>
                <span class="ml-auto flex gap-1"><Kbd>"Ctrl K"</Kbd></span>
            </button>
            <nav aria-label="Main" class="flex flex-col gap-px mt-2"><PageLinks org=viewer.org.clone() has_badge=true/></nav>
            <div class="mt-auto">
                <button type="button" class="nav w-full needs-scripts" on:click=move |_| overlays.shortcuts.set(true)>
                    <Icon name=IconName::Keyboard/>
                    <span>"Shortcuts"</span>
                    <span class="ml-auto"><Kbd>"?"</Kbd></span>
                </button>
                <Account viewer/>
            </div>
        </aside>
    }
}

/// A link to each page of the organization.
#[component]
pub fn PageLinks(
    /// The organization's slug.
    org: String,
    /// Whether it says how many dashboards fail; one place on the screen does.
    #[prop(optional)]
    has_badge: bool,
) -> impl IntoView {
    let location = use_location();
    DESTINATIONS
        .iter()
        .map(|destination| {
            let href = format!("/o/{org}{}", destination.path);
            let target = href.clone();
            let current = move || (location.pathname.get().trim_end_matches('/') == target).then_some("page");
            view! {
                <a class="nav" href=href aria-current=current>
                    <Icon name=destination.icon/>
                    <span>{destination.title}</span>
                    {(has_badge && destination.path == "/health").then(|| view! { <FailingBadge/> })}
                </a>
            }
        })
        .collect_view()
}

/// The organization's name, and a menu to change to another or to make one.
#[component]
pub fn OrganizationSwitcher(
    viewer: Viewer,
    /// The menu's id: the switcher stands in the sidebar and in the drawer.
    id: &'static str,
) -> impl IntoView {
    let current = viewer.org.clone();
    let name = viewer.org_name.clone();
    let links = viewer
        .organizations
        .into_iter()
        .map(|(slug, name)| {
            let is_current = slug == current;
            // Another organization is another page: nothing of the old one stays in memory.
            view! {
                <a class="menu-item" href=format!("/o/{slug}") rel="external" aria-current=is_current.then_some("true")>
                    <span class="truncate">{name}</span>
                    {is_current.then(|| view! { <Icon name=IconName::Check/> })}
                </a>
            }
        })
        .collect_view();
    view! {
        <Menu id=id class="org" label="Change organization" trigger=move || view! {
            <Brand/><span class="truncate">{name}</span>
            <span class="ml-auto text-ink-3"><Icon name=IconName::ChevronsUpDown/></span>
        }.into_any()>
            {links}
            <a class="menu-item" href="/organizations/new" rel="external">"New organization"</a>
        </Menu>
    }
    .into_any()
}

/// Name and role, the theme, and the way out.
#[component]
pub fn Account(viewer: Viewer) -> impl IntoView {
    let live = use_live();
    let initials: String = viewer
        .name
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .take(2)
        .collect::<String>()
        .to_uppercase();
    view! {
        <div class="account">
            <span class="avatar" aria-hidden="true">{initials}</span>
            <a class="account-name" href="/profile" rel="external" title="Your profile">
                <span class="truncate">{viewer.name}</span><span class="text-meta text-ink-3">{viewer.role}</span>
            </a>
            <ThemeToggle/>
            <form method="post" action={action::<SignOut>()} on:submit=move |_| live.close()>
                <button type="submit" class="btn btn-ghost btn-icon" aria-label="Sign out" title="Sign out"><Icon name=IconName::LogOut/></button>
            </form>
        </div>
    }
}
