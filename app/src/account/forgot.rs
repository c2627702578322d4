//! `/forgot`: a link to a new password by mail, for who forgot theirs.

#![cfg_attr(
    feature = "ssr",
    expect(clippy::unused_async, reason = "a server function is async; this one's answer waits for nothing")
)]

use super::frame::{AccountForm, AccountPage};
use crate::AppError;
use crate::error::Invalid;
use crate::form::{Refusal, action};
use crate::host::caller;
use crate::ui::{Card, TextField};
use domain::email::Email;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Mails a link, where there is an account and mail goes to it. The answer is the same whether or not. Works without a
/// session.
///
/// # Errors
/// [`AppError::Invalid`] for what is no address.
#[server]
pub async fn ask_reset(
    /// The address of the account, as typed.
    email: String,
) -> Result<(), AppError> {
    let wrong = |text: String| AppError::Invalid(Invalid::field("email", text).keeping("email", email.as_str()));
    let address = Email::parse(&email).map_err(|error| wrong(error.to_string()))?;
    caller()?.accounts.forgot_password(address);
    leptos_axum::redirect("/forgot?done=yes");
    Ok(())
}

/// Asks for the address, or says what happens now.
#[component]
pub fn ForgotPage() -> impl IntoView {
    let refusal = Refusal::here::<AskReset>();
    let is_done = use_query_map().get_untracked().get("done").is_some();
    let body = if is_done {
        view! {
            <Card title="Look into your mail">
                <div class="flex flex-col gap-2.5 p-3.5">
                    <p>"If this address has an account, and its organization sends mail, a link is on its way. It works once, for 24 hours."</p>
                    <p class="text-ink-2">"Owners, and members of several organizations, get their link from whoever runs this server."</p>
                    <div><a class="btn" href="/login">"Sign in"</a></div>
                </div>
            </Card>
        }
        .into_any()
    } else {
        view! {
            <Card title="Forgot your password?">
                <AccountForm action={action::<AskReset>()} refusal=refusal.clone()>
                    <TextField label="E-mail" name="email" kind="email" autocomplete="username" required=true
                        value=refusal.typed("email", "") error=refusal.at("email")/>
                    <div><button type="submit" class="btn btn-primary">"Send me a link"</button></div>
                </AccountForm>
            </Card>
        }
        .into_any()
    };
    view! { <AccountPage title="New password">{body}</AccountPage> }
}
