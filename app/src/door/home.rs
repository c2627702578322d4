//! `/`: on the way to an organization, or the end of the way for a person who is in none.

use super::home_path;
use crate::AppError;
use crate::ui::{Brand, Empty, Failed, IconName};
use leptos::prelude::*;
use leptos_axum::redirect;
use leptos_meta::Title;

/// Leads on; says so where there is nowhere to go.
#[component]
pub(super) fn HomePage() -> impl IntoView {
    let asked = crate::host::host().and_then(|host| crate::host::caller().map(|caller| (host, caller)));
    let body = Suspend::new(async move {
        match lead_on(asked).await {
            Ok(()) => view! {
                <Empty icon=IconName::Inbox title="You are in no organization yet"
                    text="Ask an owner or administrator to let you in, or make an organization of your own.">
                    <a class="btn btn-sm" href="/organizations/new">"New organization"</a>
                    <a class="btn btn-sm" href="/profile">"Your profile"</a>
                </Empty>
            }
            .into_any(),
            Err(error) => {
                error.set_page_status();
                view! { <Failed text=error.to_string()/> }.into_any()
            }
        }
    });
    view! {
        <Title text="Pulseboard"/>
        <main class="page page-narrow">
            <span class="signin-brand"><Brand/>"Pulseboard"</span>
            {body}
        </main>
    }
}

async fn lead_on(asked: Result<(crate::host::Host, crate::host::Caller), AppError>) -> Result<(), AppError> {
    let (host, caller) = asked?;
    let user = caller.user.ok_or(AppError::SignedOut)?;
    let path = home_path(&host.store, user).await?;
    if path != "/" {
        redirect(&path);
    }
    Ok(())
}
