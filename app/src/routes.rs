//! The whole route table.

use crate::frame::{HomePage, NotFoundPage, OrganizationLayout};
use crate::overview::OverviewPage;
use crate::sign_in::SignInPage;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// The application. Pages answer in one piece ([`SsrMode::Async`]): complete without scripts.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Title formatter=|title: String| if title == "Pulseboard" || title.is_empty() { "Pulseboard".to_owned() } else { format!("{title} · Pulseboard") }/>
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/login") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                <ParentRoute path=path!("/o/:org") view=OrganizationLayout ssr=SsrMode::Async>
                    <Route path=path!("") view=OverviewPage ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}
