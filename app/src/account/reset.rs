//! `/reset/{token}`: another password by a link.

use super::ResetPassword;
use super::frame::{AccountForm, AccountPage, content};
use crate::AppError;
use crate::form::{Refusal, action};
use crate::host::{Host, caller, host};
use crate::ui::{Card, Empty, IconName, TextField};
use chrono::{DateTime, Utc};
use domain::link::LinkToken;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// Asks for a password, or says why the link doesn't work.
#[component]
pub fn ResetPage() -> impl IntoView {
    let refusal = Refusal::here::<ResetPassword>();
    let token = use_params_map().get_untracked().get("token").unwrap_or_default();
    let asked = host().and_then(|host| Ok((host, caller()?.accounts.origin().at)));
    let body = content(async move {
        let (host, now) = asked?;
        body(&host, now, token, refusal).await
    });
    view! { <AccountPage title="New password">{body}</AccountPage> }
}

async fn body(host: &Host, now: DateTime<Utc>, token: String, refusal: Refusal) -> Result<AnyView, AppError> {
    let link = LinkToken::parse(&token).ok_or(AppError::NotFound)?;
    let found = store::reset::find(&host.store, &store::link::hash(&link)).await?;
    let (email, facts) = found.ok_or(AppError::NotFound)?;
    if let Err(refused) = facts.check(now) {
        return Ok(view! {
            <Empty icon=IconName::SearchX title="This link doesn’t work any more" text=refused.to_string()>
                <a class="btn btn-sm" href="/login">"Sign in"</a>
            </Empty>
        }
        .into_any());
    }
    Ok(view! {
        <Card title="Choose a password" sub=email.to_string()>
            <AccountForm action={action::<ResetPassword>()} refusal=refusal.clone()>
                <input type="hidden" name="token" value=token/>
                <input type="text" hidden="" readonly="" name="username" autocomplete="username" value=email.to_string()/>
                <TextField label="New password" name="password" kind="password" autocomplete="new-password" required=true
                    hint="At least 10 characters. Every session of the account ends." error=refusal.at("password")/>
                <div><button type="submit" class="btn btn-primary">"Set the password"</button></div>
            </AccountForm>
        </Card>
    }
    .into_any())
}
