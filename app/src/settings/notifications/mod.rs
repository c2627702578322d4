//! Providers: by what the organization sends, how each is doing, and a test message.

mod api;
mod form;

use api::{RemoveProvider, SetProviderActive, TestProvider};

use super::dates::Dates;
use super::parts::{Change, Confirm};
use crate::AppError;
use crate::form::{Refusal, action};
use crate::piece::Asked;
use crate::ui::{Card, Column, Empty, IconName, LightKind, Note, NoteKind, Status, Table, TextField};
use domain::access::Action;
use domain::id::ProviderId;
use domain::policy::ChannelKind;
use domain::provider::{ProviderSettings, SmtpTls};
use leptos::prelude::*;
use store::provider::Provider;

pub(super) async fn render(asked: &Asked) -> Result<AnyView, AppError> {
    let (scope, dates) = (&asked.scope, Dates::of(&asked.scope)?);
    scope.permit(Action::SeeProviders)?;
    let mut tx = scope.begin().await?;
    let providers = store::provider::list(&mut tx).await?;
    tx.commit().await?;
    let org = scope.slug().to_string();
    let edited = asked.get("edit").and_then(|id| id.parse().ok()).map(ProviderId);
    let edited = edited.and_then(|id| providers.iter().find(|provider| provider.id == id).cloned());
    let new = asked.get("new").and_then(|kind| kind.parse::<ChannelKind>().ok());
    let open = match (edited, new) {
        (Some(provider), _) => view! {
            {form::of(asked, provider.settings.kind(), Some(&provider), &org)}
            {test(asked, &provider, dates, &org)}
            {removal(&provider, &org)}
        }
        .into_any(),
        (None, Some(kind)) => form::of(asked, kind, None, &org),
        (None, None) => ().into_any(),
    };
    let said = said(asked, &providers);
    let list = if providers.is_empty() {
        let text = "Add a mail server, Slack, Telegram or a webhook, so that people hear of failures.";
        view! { <Empty icon=IconName::Inbox title="No providers" text=text/> }.into_any()
    } else {
        let rows = providers.into_iter().map(|provider| row(provider, dates, &org)).collect_view();
        let columns = ["Name", "Kind", "State", "Last success", "Actions"].map(Column::text).into();
        view! { <Table caption="Providers" columns cards=true>{rows}</Table> }.into_any()
    };
    let kinds = ChannelKind::ALL.iter().map(|kind| {
        view! { <a class="btn btn-sm" href=format!("?new={kind}")>{format!("Add {}", words(*kind))}</a> }
    });
    Ok(view! {
        {said}
        {open}
        <Card title="Providers">
            {list}
            <nav aria-label="New provider" class="flex gap-2 p-3.5 flex-wrap">{kinds.collect_view()}</nav>
        </Card>
    }
    .into_any())
}

/// What a form that led here has done.
fn said(asked: &Asked, providers: &[Provider]) -> AnyView {
    let saved = asked.get("saved").and_then(|id| id.parse().ok()).map(ProviderId);
    let text = match providers.iter().find(|provider| Some(provider.id) == saved) {
        Some(provider) => format!("“{}” was saved. A test message shows whether it works.", provider.name),
        None if asked.get("removed").is_some() => "The provider was removed.".to_owned(),
        None => return ().into_any(),
    };
    view! { <div data-toast=""><Note kind=NoteKind::Pass>{text}</Note></div> }.into_any()
}

/// A kind as a person calls it.
pub(in crate::settings) const fn words(kind: ChannelKind) -> &'static str {
    match kind {
        ChannelKind::Smtp => "mail",
        ChannelKind::Slack => "Slack",
        ChannelKind::Telegram => "Telegram",
        ChannelKind::Webhook => "webhook",
    }
}

fn row(provider: Provider, dates: Dates, org: &str) -> AnyView {
    let kind = match &provider.settings {
        ProviderSettings::Smtp { host, port, tls, .. } => {
            let plain = if *tls == SmtpTls::Plain { ", without TLS" } else { "" };
            format!("Mail by {host}:{port}{plain}")
        }
        ProviderSettings::SlackIncoming => "Slack, incoming webhook".to_owned(),
        ProviderSettings::SlackBot => "Slack, bot".to_owned(),
        ProviderSettings::Telegram => "Telegram bot".to_owned(),
        ProviderSettings::Webhook { url } => format!("Webhook to {url}"),
    };
    let state = match (provider.is_active, provider.failing_since, provider.last_success_at) {
        (false, ..) => view! { <Status kind=LightKind::Info word="Off"/> }.into_any(),
        (true, Some(since), _) => {
            let problem = provider.last_failure.clone().unwrap_or_default();
            view! {
                <Status kind=LightKind::Fail word="Failing" pill=true/>
                <div class="text-meta text-ink-3 break-words">"Since "{dates.time(since)}": "{problem}</div>
            }
            .into_any()
        }
        (true, None, Some(_)) => view! { <Status kind=LightKind::Pass word="Working"/> }.into_any(),
        (true, None, None) => view! { <Status kind=LightKind::Unknown word="Not tried"/> }.into_any(),
    };
    let (id, is_active) = (provider.id.to_string(), provider.is_active);
    let (turn, wanted) = if is_active { ("Turn off", "no") } else { ("Turn on", "yes") };
    view! {
        <tr data-key=provider.id.to_string()>
            <th scope="row"><bdi class="break-words">{provider.name.to_string()}</bdi></th>
            <td class="break-all">{kind}</td>
            <td>{state}</td>
            <td data-label="last success">{provider.last_success_at.map_or_else(|| "Never".into_any(), |at| dates.time(at))}</td>
            <td>
                <div class="flex gap-2 flex-wrap">
                    <a class="btn btn-sm" href=format!("?edit={id}")>"Change or test"</a>
                    <Change action={action::<SetProviderActive>()} org=org.to_owned() done="It was changed." class="contents">
                        <input type="hidden" name="id" value=id/>
                        <input type="hidden" name="active" value=wanted/>
                        <button type="submit" class="btn btn-sm">{turn}</button>
                    </Change>
                </div>
            </td>
        </tr>
    }
    .into_any()
}

fn test(asked: &Asked, provider: &Provider, dates: Dates, org: &str) -> AnyView {
    let refusal = Refusal::of(asked.refused::<TestProvider>());
    let target = match &provider.settings {
        ProviderSettings::Smtp { .. } => Some("The address that gets it."),
        ProviderSettings::SlackBot => Some("A channel that the bot is in: #name or its id."),
        ProviderSettings::Telegram => Some("The number of a chat with the bot, or @name of a channel."),
        ProviderSettings::SlackIncoming | ProviderSettings::Webhook { .. } => None,
    };
    let target = target.map(|hint| {
        let (value, error) = (refusal.typed("target", ""), refusal.at("target"));
        view! { <TextField label="Send it to" name="target" required=true hint value=value error=error/> }
    });
    let answered = provider.last_success_at.zip(provider.last_answer.clone()).map(|(at, answer)| {
        view! { <Note kind=NoteKind::Pass>"Taken "{dates.time(at)}": "<span class="break-words">{answer}</span></Note> }
    });
    let failed = provider.last_failure_at.zip(provider.last_failure.clone()).map(|(at, answer)| {
        view! { <Note kind=NoteKind::Warn>"Not taken "{dates.time(at)}": "<span class="break-words">{answer}</span></Note> }
    });
    let (id, org) = (provider.id.to_string(), org.to_owned());
    view! {
        <Card title="Test message">
            <Change action={action::<TestProvider>()} org refusal=refusal done="The test message was taken.">
                <input type="hidden" name="id" value=id/>
                {target}
                <div class="flex flex-col gap-2">{answered}{failed}</div>
                <div><button type="submit" class="btn btn-primary">"Send a test message"</button></div>
            </Change>
        </Card>
    }
    .into_any()
}

fn removal(provider: &Provider, org: &str) -> AnyView {
    let (id, name, org) = (provider.id.to_string(), provider.name.to_string(), org.to_owned());
    view! {
        <Card title="Remove">
            <div class="p-3.5">
                <Confirm label="Remove" text="What still waits for it is not sent, and policies that use it tell nobody by it.">
                    <Change action={action::<RemoveProvider>()} org class="flex flex-col gap-2">
                        <input type="hidden" name="id" value=id/>
                        <button type="submit" class="btn btn-sm btn-danger">{format!("Remove {name}")}</button>
                    </Change>
                </Confirm>
            </div>
        </Card>
    }
    .into_any()
}
