//! The pages outside of the application: sign-in, links that let somebody in, one's own account, the way to an
//! organization, and the word that an address names nothing.
//! They have no browser half: plain forms and links, which nobody has to wait for.

mod home;
mod home_path;

pub use home_path::home_path;
pub(crate) use home_path::remember;

use crate::account::{ActPage, ForgotPage, InvitationPage, NewOrganizationPage, ProfilePage, ResetPage, VerifyPage};
use crate::frame::NotFoundPage;
use crate::sign_in::SignInPage;
use home::HomePage;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// The route table of the pages before the application.
#[component]
pub fn Door() -> impl IntoView {
    provide_meta_context();
    view! {
        <crate::routes::PageTitle/>
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/login") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/profile") view=ProfilePage ssr=SsrMode::Async/>
                <Route path=path!("/organizations/new") view=NewOrganizationPage ssr=SsrMode::Async/>
                <Route path=path!("/invite/:token") view=InvitationPage ssr=SsrMode::Async/>
                <Route path=path!("/forgot") view=ForgotPage ssr=SsrMode::Async/>
                <Route path=path!("/reset/:token") view=ResetPage ssr=SsrMode::Async/>
                <Route path=path!("/verify/:token") view=VerifyPage ssr=SsrMode::Async/>
                <Route path=path!("/act/:token") view=ActPage ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}
