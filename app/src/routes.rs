//! The whole route table of the application. The pages before it are in `door`.

use crate::frame::{Elsewhere, OrganizationLayout};
use crate::health::{AssistantPage, HealthPage, ReportPage};
use crate::overview::OverviewPage;
use crate::settings::{Tab, settings};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// The application. Pages answer in one piece ([`SsrMode::Async`]): complete without scripts.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <PageTitle/>
        <Router>
            <Routes fallback=Elsewhere>
                <ParentRoute path=path!("/o/:org") view=OrganizationLayout ssr=SsrMode::Async>
                    <Route path=path!("") view=OverviewPage ssr=SsrMode::Async/>
                    <Route path=path!("health") view=HealthPage ssr=SsrMode::Async/>
                    <Route path=path!("health/reports/:check") view=ReportPage ssr=SsrMode::Async/>
                    <Route path=path!("assistant") view=AssistantPage ssr=SsrMode::Async/>
                    <Route path=path!("settings/general") view=|| settings(Tab::General) ssr=SsrMode::Async/>
                    <Route path=path!("settings/members") view=|| settings(Tab::Members) ssr=SsrMode::Async/>
                    <Route path=path!("settings/environments") view=|| settings(Tab::Environments) ssr=SsrMode::Async/>
                    <Route path=path!("settings/automation") view=|| settings(Tab::Automation) ssr=SsrMode::Async/>
                    <Route path=path!("settings/tokens") view=|| settings(Tab::Tokens) ssr=SsrMode::Async/>
                    <Route path=path!("settings/audit") view=|| settings(Tab::Audit) ssr=SsrMode::Async/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// How the titles of all pages end.
#[component]
pub(crate) fn PageTitle() -> impl IntoView {
    let formatter = |title: String| match title.as_str() {
        "Pulseboard" | "" => "Pulseboard".to_owned(),
        _ => format!("{title} · Pulseboard"),
    };
    view! { <Title formatter/> }
}
