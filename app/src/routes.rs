//! The application in the browser. The pages before it are in `door`.

use crate::frame::{Elsewhere, Organization};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// The application. Pages answer in one piece ([`SsrMode::Async`]): complete without scripts.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <PageTitle/>
        <Router>
            <Routes fallback=Elsewhere>
                <Route path=path!("/o/:org/*page") view=Organization ssr=SsrMode::Async/>
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
