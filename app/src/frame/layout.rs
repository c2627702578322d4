//! An organization: who looks is known before anything else is shown.

use super::bottom_bar::BottomBar;
use super::palette::Palette;
use super::pressed;
use super::shortcuts::Shortcuts;
use super::sidebar::Sidebar;
use super::{Elsewhere, NotFoundPage, Viewer, get_viewer, use_org};
use crate::AppError;
use crate::live::{provide_live, use_live};
use crate::page::{self, Page};
use crate::ui::{Failed, Toasts, provide_toasts};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// What frame and pages can open from anywhere.
#[derive(Clone, Copy)]
pub(crate) struct Overlays {
    /// The command palette.
    pub palette: RwSignal<bool>,
    /// The list of keys.
    pub shortcuts: RwSignal<bool>,
}

/// What is at `/o/{org}`: the frame, and the page in it.
#[component]
pub fn Organization() -> impl IntoView {
    let org = use_org();
    let viewer = Resource::new_blocking(move || org.get(), get_viewer);
    provide_context(Overlays { palette: RwSignal::new(false), shortcuts: RwSignal::new(false) });
    provide_toasts();
    // No <Suspense> around the page: the server would build the whole page again for each of its pieces.
    Suspend::new(async move {
        match viewer.await {
            Ok(viewer) => view! { <Frame viewer/> }.into_any(),
            Err(AppError::SignedOut) => view! { <Elsewhere/> }.into_any(),
            Err(AppError::NotFound) => view! { <NotFoundPage/> }.into_any(),
            Err(error) => {
                error.set_page_status();
                view! { <main class="page page-narrow"><Failed text=error.to_string()/></main> }.into_any()
            }
        }
    })
}

#[component]
fn Frame(viewer: Viewer) -> impl IntoView {
    provide_live(viewer.org.clone());
    provide_context(viewer.clone());
    pressed::listen(use_live());
    let params = use_params_map();
    let at = Memo::new(move |_| Page::at(params.read().get_str("page").unwrap_or_default()));
    let page = page::shown(at);
    // Each part's type ends at `into_any`: nested into one another they would be compiled for minutes.
    let sidebar = view! { <Sidebar viewer=viewer.clone()/> }.into_any();
    let bottom_bar = view! { <BottomBar viewer=viewer.clone()/> }.into_any();
    let palette = view! { <Palette viewer/> }.into_any();
    let shortcuts = view! { <Shortcuts/> }.into_any();
    view! {
        // External to the router, which would keep the focus where it is.
        <a class="skip" href="#main" rel="external">"Skip to content"</a>
        <div class="app">
            {sidebar}
            <main id="main" class="main" tabindex="-1">{page}</main>
        </div>
        {bottom_bar}
        {palette}
        {shortcuts}
        <Toasts/>
    }
}
