//! What the pages of an account have in common.

use crate::AppError;
use crate::form::{Refusal, action};
use crate::host::{Caller, Host, caller, host};
use crate::sign_in::SignOut;
use crate::theme::ThemeToggle;
use crate::ui::{Brand, Empty, Failed, IconName, Note, NoteKind};
use domain::id::UserId;
use leptos::prelude::*;
use leptos_meta::Title;
use std::future::Future;

/// A page with one heading and a column of cards.
#[component]
pub(super) fn AccountPage(
    /// The heading, and the document's title.
    title: &'static str,
    /// A link back to where somebody is at work.
    #[prop(optional)]
    has_way_back: bool,
    /// The page.
    children: Children,
) -> impl IntoView {
    let way_out = signed_in().is_ok().then(|| {
        view! {
            <form method="post" action={action::<SignOut>()}>
                <button type="submit" class="btn btn-ghost">"Sign out"</button>
            </form>
        }
    });
    let back = has_way_back.then(|| view! { <a class="btn btn-ghost" href="/">"Back"</a> });
    view! {
        <Title text=title/>
        <header class="top">
            <span class="signin-brand"><Brand/>"Pulseboard"</span>
            <div class="ml-auto flex items-center gap-2">{back}{way_out}<ThemeToggle/></div>
        </header>
        <main class="page max-w-2xl flex flex-col gap-2.5">
            <h1 class="text-title font-semibold">{title}</h1>
            {children()}
        </main>
    }
}

/// Who asks, for a page of somebody who is signed in. Call it before the first `await`.
pub(super) fn signed_in() -> Result<(Host, Caller, UserId), AppError> {
    let (host, caller) = (host()?, caller()?);
    let user = caller.user.ok_or(AppError::SignedOut)?;
    Ok((host, caller, user))
}

/// The content of a page, or what went wrong with it, with its status.
pub(super) fn content(view: impl Future<Output = Result<AnyView, AppError>> + Send + 'static) -> impl IntoView {
    Suspend::new(async move {
        view.await.unwrap_or_else(|error| {
            error.set_page_status();
            if error == AppError::NotFound {
                return view! {
                    <Empty icon=IconName::SearchX title="This link is not good"
                        text="Part of it may be missing, or a newer one took its place. Ask whoever sent it for another.">
                        <a class="link" href="/">"Go to your organization"</a>
                    </Empty>
                }
                .into_any();
            }
            view! { <Failed text=error.to_string()/> }.into_any()
        })
    })
}

/// A form of these pages.
#[component]
pub(super) fn AccountForm(
    /// The server function's address.
    action: &'static str,
    /// What was wrong the last time.
    #[prop(optional)]
    refusal: Refusal,
    /// Fields and buttons.
    children: Children,
) -> impl IntoView {
    let above = refusal.above().map(|text| view! { <Note kind=NoteKind::Fail>{text}</Note> });
    view! {
        <form method="post" action=action class="flex flex-col gap-4 p-3.5">
            <div role="alert">{above}</div>
            {children()}
        </form>
    }
}
