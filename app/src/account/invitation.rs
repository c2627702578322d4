//! `/invite/{token}`: what somebody is invited to, and the ways to accept.

use super::frame::{AccountForm, AccountPage, content};
use super::{AcceptInvitation, Join};
use crate::AppError;
use crate::form::{Refusal, action};
use crate::host::{Caller, Host, caller, host};
use crate::sign_in::SignOut;
use crate::ui::{Card, Empty, IconName, TextField};
use domain::link::{LinkRefusal, LinkToken};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use store::invitation::Found;

/// Asks a newcomer for name and password, and a person with an account for a click.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let (new, known) = (Refusal::here::<Join>(), Refusal::here::<AcceptInvitation>());
    let token = use_params_map().get_untracked().get("token").unwrap_or_default();
    let asked = host().and_then(|host| Ok((host, caller()?)));
    let body = content(async move {
        let (host, caller) = asked?;
        body(&host, &caller, token, new, known).await
    });
    view! { <AccountPage title="Invitation">{body}</AccountPage> }
}

async fn body(host: &Host, caller: &Caller, token: String, new: Refusal, known: Refusal) -> Result<AnyView, AppError> {
    let link = LinkToken::parse(&token).ok_or(AppError::NotFound)?;
    let found = store::invitation::find(&host.store, &store::link::hash(&link)).await?.ok_or(AppError::NotFound)?;
    let viewer = match caller.user {
        Some(user) => store::identity::viewer(&host.store, user).await?,
        None => None,
    };
    let by = viewer.as_ref().map_or(&found.email, |viewer| &viewer.email);
    let way = match found.facts.check_acceptance(&found.email, by, caller.accounts.origin().at) {
        Err(refused) => return Ok(closed(&refused)),
        Ok(()) if viewer.is_some() => accept(token, known),
        Ok(()) if found.has_account => sign_in(&token),
        Ok(()) => join(token, new),
    };
    Ok(offered(&found, way))
}

fn offered(found: &Found, way: AnyView) -> AnyView {
    let sub = format!("{} · {}", found.email, found.role.label());
    view! {
        <Card title=format!("Join {}", found.organization) sub>{way}</Card>
    }
    .into_any()
}

fn accept(token: String, refusal: Refusal) -> AnyView {
    view! {
        <AccountForm action={action::<AcceptInvitation>()} refusal>
            <input type="hidden" name="token" value=token/>
            <div><button type="submit" class="btn btn-primary">"Join"</button></div>
        </AccountForm>
    }
    .into_any()
}

fn sign_in(token: &str) -> AnyView {
    view! {
        <div class="flex flex-col gap-4 p-3.5">
            <p>"This address has an account. Sign in, and you come back here."</p>
            <div><a class="btn btn-primary" href=format!("/login?next=%2Finvite%2F{token}")>"Sign in"</a></div>
        </div>
    }
    .into_any()
}

fn join(token: String, refusal: Refusal) -> AnyView {
    view! {
        <AccountForm action={action::<Join>()} refusal=refusal.clone()>
            <input type="hidden" name="token" value=token/>
            <TextField label="Your name" name="name" autocomplete="name" required=true
                value=refusal.typed("name", "") error=refusal.at("name")/>
            <TextField label="Password" name="password" kind="password" autocomplete="new-password" required=true
                hint="At least 10 characters." error=refusal.at("password")/>
            <div><button type="submit" class="btn btn-primary">"Join"</button></div>
        </AccountForm>
    }
    .into_any()
}

fn closed(refused: &LinkRefusal) -> AnyView {
    let sign_out = matches!(refused, LinkRefusal::OtherAddress { .. }).then(|| {
        view! {
            <form method="post" action={action::<SignOut>()}><button type="submit" class="btn btn-sm">"Sign out"</button></form>
        }
    });
    view! {
        <Empty icon=IconName::SearchX title="You can’t use this invitation" text=refused.to_string()>
            {sign_out}
            <a class="link" href="/">"Go to your organization"</a>
        </Empty>
    }
    .into_any()
}
