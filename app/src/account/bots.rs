//! The bots that somebody may hear from, on their profile.

use super::frame::AccountForm;
use super::{AskChat, ForgetChat};
use crate::AppError;
use crate::form::action;
use crate::host::Host;
use crate::ui::{Card, Note, NoteKind};
use domain::id::UserId;
use leptos::prelude::*;
use store::identity::Viewer;
use store::profile::Bot;

/// The bots of all organizations; nothing where there are none. `code` was made just before.
pub(super) async fn bots(
    host: &Host,
    user: UserId,
    viewer: &Viewer,
    code: Option<String>,
) -> Result<AnyView, AppError> {
    let mut rows = Vec::new();
    for membership in &viewer.organizations {
        let Some(scope) = host.store.enter(user, &membership.slug).await? else { continue };
        let (slug, name) = (scope.slug().to_string(), scope.name().to_string());
        let found = store::profile::bots(&scope).await?;
        rows.extend(found.into_iter().map(|bot| row(bot, &slug, &name)));
    }
    if rows.is_empty() {
        return Ok(().into_any());
    }
    let code = code.map(|code| {
        view! {
            <Note kind=NoteKind::Quiet>
                "Send "<strong class="mono">{code}</strong>" to the bot in Telegram within an hour. It answers in the chat where you will hear."
            </Note>
        }
    });
    Ok(view! {
        <Card title="Telegram" sub="Bots can’t write first, so you do">
            <div class="p-3.5 empty:hidden" role="status">{code}</div>
            {rows}
        </Card>
    }
    .into_any())
}

fn row(bot: Bot, slug: &str, organization: &str) -> AnyView {
    let Bot { provider, name, chat, code_expires_at } = bot;
    let state = match (chat, code_expires_at) {
        (Some(chat), _) => format!("You hear in chat {chat}."),
        (None, Some(_)) => "Waits for your code.".to_owned(),
        (None, None) => "You don’t hear from it.".to_owned(),
    };
    let fields = || {
        let (slug, provider) = (slug.to_owned(), provider.to_string());
        view! {
            <input type="hidden" name="org" value=slug/>
            <input type="hidden" name="provider" value=provider/>
        }
        .into_any()
    };
    let (ask, forget) = (fields(), fields());
    let (title, label) = (format!("{name}, {organization}"), format!("Get a code for {name}"));
    let heading = title.clone();
    let stop = chat.map(|_| {
        view! {
            <AccountForm action={action::<ForgetChat>()}>
                {forget}
                <div><button type="submit" class="btn" aria-label=format!("Hear no more from {name}")>"Hear no more"</button></div>
            </AccountForm>
        }
    });
    view! {
        <section aria-label=title>
            <p class="px-3.5 pt-3.5"><strong><bdi>{heading}</bdi></strong>": "{state}</p>
            <div class="flex flex-wrap">
                <AccountForm action={action::<AskChat>()}>
                    {ask}
                    <div><button type="submit" class="btn" aria-label=label>"Get a code"</button></div>
                </AccountForm>
                {stop}
            </div>
        </section>
    }
    .into_any()
}
