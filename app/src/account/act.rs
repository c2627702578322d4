//! `/act/{token}`: what a link in a message does, once its reader says so. Opening it changes nothing, since programs
//! that look for harm open every link of a mail.

use super::frame::{AccountForm, AccountPage, content};
use crate::AppError;
use crate::form::{Refusal, action};
use crate::host::host;
use crate::ui::{Card, Empty, IconName};
use domain::alert::Purpose;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// Acknowledges or snoozes by a link. Works without a session.
///
/// # Errors
/// [`AppError::NotFound`] for a link that was never made, is too old, or whose dashboard is gone.
#[server]
pub async fn act_on_link(
    /// The secret part of the link.
    token: String,
) -> Result<(), AppError> {
    let host = host()?;
    let now = (host.clock)();
    let act = store::alert::act(&host.store, &token, now).ok_or(AppError::NotFound)?;
    store::alert::acts(&host.store.system(), &act, true, now).await?.ok_or(AppError::NotFound)?;
    leptos_axum::redirect(&format!("/act/{token}?done=yes"));
    Ok(())
}

/// Asks for a click, or says that it was done.
#[component]
pub fn ActPage() -> impl IntoView {
    let refusal = Refusal::here::<ActOnLink>();
    let token = use_params_map().get_untracked().get("token").unwrap_or_default();
    let is_done = use_query_map().get_untracked().get("done").is_some();
    let host = host();
    let body = content(async move {
        let host = host?;
        let now = (host.clock)();
        let Some(act) = store::alert::act(&host.store, &token, now) else {
            return Ok(view! {
                <Empty icon=IconName::SearchX title="This link doesn’t work any more"
                    text="Links in messages work for 24 hours. Sign in to go on.">
                    <a class="btn btn-sm" href="/">"Sign in"</a>
                </Empty>
            }
            .into_any());
        };
        let about = store::alert::acts(&host.store.system(), &act, false, now).await?.ok_or(AppError::NotFound)?;
        let words = match act.purpose {
            Purpose::Acknowledge => "Nobody hears of it until it passes again.",
            Purpose::Snooze => "Nobody hears of it for four hours.",
        };
        if is_done {
            return Ok(view! { <Card title=about.title sub="Done"><p class="p-3.5">{words}</p></Card> }.into_any());
        }
        Ok(view! {
            <Card title=about.title>
                <AccountForm action={action::<ActOnLink>()} refusal>
                    <p>{words}</p>
                    <input type="hidden" name="token" value=token/>
                    <div><button type="submit" class="btn btn-primary">{act.purpose.label()}</button></div>
                </AccountForm>
            </Card>
        }
        .into_any())
    });
    view! { <AccountPage title="Message">{body}</AccountPage> }
}
