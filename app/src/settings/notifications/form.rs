//! The form of one provider, new or known. A secret is typed and never shown again.

use super::api::SaveProvider;
use super::words;
use crate::form::{Refusal, action};
use crate::piece::Asked;
use crate::settings::parts::Change;
use crate::ui::{Card, Select, TextField};
use domain::policy::ChannelKind;
use domain::provider::{ProviderSettings, SmtpTls};
use leptos::prelude::*;
use store::provider::Provider;

pub(super) fn of(asked: &Asked, kind: ChannelKind, known: Option<&Provider>, org: &str) -> AnyView {
    let refusal = Refusal::of(asked.refused::<SaveProvider>());
    let settings = known.map(|provider| &provider.settings);
    let fields = match kind {
        ChannelKind::Smtp => mail(&refusal, settings),
        ChannelKind::Slack => secret(
            &refusal,
            "Address or token",
            "An incoming webhook (https://hooks.slack.com/…) or a bot token (xoxb-…).",
            known,
        ),
        ChannelKind::Telegram => {
            secret(&refusal, "Bot token", "As @BotFather gave it to you: 110201543:AAHdqTcv…", known)
        }
        ChannelKind::Webhook => webhook(&refusal, settings, known),
    };
    let password = (kind == ChannelKind::Smtp)
        .then(|| secret(&refusal, "Password", "Leave it empty where no user signs in.", known));
    let name = known.map(|provider| provider.name.to_string()).unwrap_or_default();
    let title = match known {
        Some(provider) => format!("Change {}", provider.name),
        None => format!("Add {}", words(kind)),
    };
    let id = known.map(|provider| view! { <input type="hidden" name="id" value=provider.id.to_string()/> });
    let org = org.to_owned();
    view! {
        <Card title>
            <Change action={action::<SaveProvider>()} org refusal=refusal.clone()>
                {id}
                <input type="hidden" name="kind" value=kind.as_str()/>
                <TextField label="Name" name="name" autocomplete="off" required=true hint="As policies name it: “Company mail”."
                    value=refusal.typed("name", &name) error=refusal.at("name")/>
                {fields}
                {password}
                <div class="flex gap-2">
                    <button type="submit" class="btn btn-primary">"Save"</button>
                    <a class="btn" href="?">"Cancel"</a>
                </div>
            </Change>
        </Card>
    }
    .into_any()
}

fn mail(refusal: &Refusal, known: Option<&ProviderSettings>) -> AnyView {
    let (host, port, tls, user, from) = match known {
        Some(ProviderSettings::Smtp { host, port, tls, user, from }) => {
            (host.clone(), port.to_string(), *tls, user.clone().unwrap_or_default(), from.to_string())
        }
        _ => (String::new(), String::new(), SmtpTls::StartTls, String::new(), String::new()),
    };
    let modes = SmtpTls::ALL.iter().map(|tls| (tls.to_string(), tls.label().to_owned())).collect();
    view! {
        <TextField label="Server" name="host" autocomplete="off" required=true hint="Its name, such as smtp.example.com."
            value=refusal.typed("host", &host) error=refusal.at("host")/>
        <Select label="Protection" name="tls" options=modes value=refusal.typed("tls", tls.as_str())/>
        <TextField label="Port" name="port" autocomplete="off" hint="Empty for the usual one: 587, 465 for TLS, 25 without."
            value=refusal.typed("port", &port) error=refusal.at("port")/>
        <TextField label="Sender" name="from" kind="email" autocomplete="off" required=true
            value=refusal.typed("from", &from) error=refusal.at("from")/>
        <TextField label="User" name="user" autocomplete="off"
            value=refusal.typed("user", &user) error=refusal.at("user")/>
    }
    .into_any()
}

fn webhook(refusal: &Refusal, settings: Option<&ProviderSettings>, known: Option<&Provider>) -> AnyView {
    let url = match settings {
        Some(ProviderSettings::Webhook { url }) => url.clone(),
        _ => String::new(),
    };
    view! {
        <TextField label="Address" name="url" kind="url" autocomplete="off" required=true hint="Messages are posted there as JSON."
            value=refusal.typed("url", &url) error=refusal.at("url")/>
        {secret(refusal, "Signing key", "16 to 256 characters. Each request is signed with it.", known)}
    }
    .into_any()
}

/// The secret; a known provider keeps its own where nothing is typed.
fn secret(refusal: &Refusal, label: &'static str, hint: &'static str, known: Option<&Provider>) -> AnyView {
    let hint = if known.is_some() { format!("{hint} Empty keeps the present one.") } else { hint.to_owned() };
    view! {
        <TextField label=label name="secret" kind="password" autocomplete="new-password" hint=hint error=refusal.at("secret")/>
    }
    .into_any()
}
