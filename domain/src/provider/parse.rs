//! From what was typed to a provider, with everything that is wrong at once.
//! Whether a server is there, only a test message shows.

use serde::{Deserialize, Serialize};

use super::{ProviderDraft, ProviderSettings, SmtpTls};
use crate::{email::Email, name::DisplayName, policy::ChannelKind, schedule::FieldError};

/// A provider as a form brings it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ProviderInput {
    /// `smtp`, `slack`, `telegram` or `webhook`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The mail server.
    pub host: String,
    /// Its port; blank is the usual one.
    pub port: String,
    /// `starttls`, `tls` or `none`; blank is the first.
    pub tls: String,
    /// Whom we sign in as; may be blank.
    pub user: String,
    /// What stands as sender.
    pub from: String,
    /// The address of a webhook.
    pub url: String,
    /// Password, token, address of an incoming webhook, or signing key; blank keeps it.
    pub secret: String,
}

impl std::fmt::Debug for ProviderInput {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProviderInput").field("kind", &self.kind).field("name", &self.name).finish_non_exhaustive()
    }
}

impl ProviderDraft {
    /// Checks a provider; `known` is what it is so far. A secret goes only
    /// where it was meant for: who changes where it is sent types it again.
    pub fn parse(input: &ProviderInput, known: Option<&ProviderSettings>) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let name = DisplayName::parse(&input.name).map_err(|e| errors.push(FieldError::new("name", e))).ok();
        let secret = Some(input.secret.trim()).filter(|secret| !secret.is_empty()).map(str::to_owned);
        let settings = match input.kind.parse() {
            Ok(ChannelKind::Smtp) => smtp(input, &mut errors),
            Ok(ChannelKind::Slack) => slack(secret.as_deref(), known, &mut errors),
            Ok(ChannelKind::Telegram) => telegram(secret.as_deref(), known, &mut errors),
            Ok(ChannelKind::Webhook) => webhook(input, secret.as_deref(), known, &mut errors),
            Err(_) => {
                errors.push(FieldError::new("kind", "Choose what kind of provider this is."));
                None
            }
        };
        if let (Some(settings), Some(known)) = (&settings, known) {
            if settings.kind() != known.kind() {
                errors.push(FieldError::new("kind", "A provider keeps its kind. Make another one."));
            } else if secret.is_none() && sends_secret_elsewhere(settings, known) {
                let text = "Enter the password again, since the server, its protection or the user has changed.";
                errors.push(FieldError::new("secret", text));
            }
        }
        let has_user = matches!(&settings, Some(ProviderSettings::Smtp { user: Some(_), .. }));
        if has_user && secret.is_none() && known.is_none() {
            errors.push(FieldError::new("secret", "Enter the password of this user."));
        }
        match (name, settings) {
            (Some(name), Some(settings)) if errors.is_empty() => Ok(Self { name, settings, secret }),
            _ => Err(errors),
        }
    }
}

fn sends_secret_elsewhere(settings: &ProviderSettings, known: &ProviderSettings) -> bool {
    match (settings, known) {
        (
            ProviderSettings::Smtp { host, port, tls, user, .. },
            ProviderSettings::Smtp { host: known_host, port: known_port, tls: known_tls, user: known_user, .. },
        ) => user.is_some() && (host, port, tls, user) != (known_host, known_port, known_tls, known_user),
        _ => false,
    }
}

fn smtp(input: &ProviderInput, errors: &mut Vec<FieldError>) -> Option<ProviderSettings> {
    let before = errors.len();
    let host = input.host.trim().to_lowercase();
    let is_host = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | ':' | '[' | ']');
    if host.is_empty() || host.len() > 253 || !host.chars().all(is_host) {
        errors.push(FieldError::new("host", "Enter the mail server's name, such as smtp.example.com."));
    }
    let tls = match input.tls.as_str() {
        "" => Some(SmtpTls::StartTls),
        text => text.parse().map_err(|e| errors.push(FieldError::new("tls", e))).ok(),
    };
    let port = match input.port.trim() {
        "" => tls.map(SmtpTls::port),
        text => text.parse().ok().filter(|port| *port > 0),
    };
    if port.is_none() && tls.is_some() {
        errors.push(FieldError::new("port", "A port is a number from 1 to 65535."));
    }
    let user = input.user.trim();
    if user.len() > 254 || user.contains(char::is_control) {
        errors.push(FieldError::new("user", "A user has at most 254 characters."));
    }
    if input.secret.contains(char::is_control) || input.secret.len() > 1_000 {
        errors.push(FieldError::new("secret", "A password is one line of at most 1000 characters."));
    }
    let from = Email::parse(&input.from).map_err(|e| errors.push(FieldError::new("from", e))).ok();
    if errors.len() > before {
        return None;
    }
    let user = Some(user.to_owned()).filter(|user| !user.is_empty());
    Some(ProviderSettings::Smtp { host, port: port?, tls: tls?, user, from: from? })
}

fn slack(
    secret: Option<&str>,
    known: Option<&ProviderSettings>,
    errors: &mut Vec<FieldError>,
) -> Option<ProviderSettings> {
    match (secret, known) {
        (None, Some(known)) => Some(known.clone()),
        (Some(secret), _) if secret.starts_with("xoxb-") && is_token(secret) => Some(ProviderSettings::SlackBot),
        (Some(secret), _) if is_web(secret) => Some(ProviderSettings::SlackIncoming),
        _ => {
            let text = "Enter the address of an incoming webhook (https://hooks.slack.com/…) or a bot token (xoxb-…).";
            errors.push(FieldError::new("secret", text));
            None
        }
    }
}

fn telegram(
    secret: Option<&str>,
    known: Option<&ProviderSettings>,
    errors: &mut Vec<FieldError>,
) -> Option<ProviderSettings> {
    let is_bot = |secret: &str| {
        let parts = secret.split_once(':');
        parts.is_some_and(|(id, key)| {
            !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()) && key.len() >= 20 && is_token(key)
        })
    };
    if secret.is_none() && known.is_some() || secret.is_some_and(is_bot) {
        return Some(ProviderSettings::Telegram);
    }
    errors.push(FieldError::new("secret", "Enter the token that @BotFather gave you, such as 110201543:AAHdqTcv…"));
    None
}

fn webhook(
    input: &ProviderInput,
    secret: Option<&str>,
    known: Option<&ProviderSettings>,
    errors: &mut Vec<FieldError>,
) -> Option<ProviderSettings> {
    let before = errors.len();
    let url = input.url.trim().to_owned();
    if !is_web(&url) {
        errors.push(FieldError::new("url", "Enter an address that begins with https:// or http://."));
    }
    let is_key = |secret: &str| (16..=256).contains(&secret.chars().count()) && !secret.contains(char::is_control);
    if secret.map_or(known.is_none(), |secret| !is_key(secret)) {
        errors.push(FieldError::new("secret", "Enter a signing key of 16 to 256 characters."));
    }
    (errors.len() == before).then_some(ProviderSettings::Webhook { url })
}

fn is_token(text: &str) -> bool {
    text.len() <= 256 && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

fn is_web(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let is_plain = |rest: &str| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        !host.is_empty() && !host.contains('@') && rest.chars().all(|c| !c.is_whitespace() && !c.is_control())
    };
    text.len() <= 2_000 && rest.is_some_and(is_plain)
}

#[cfg(test)]
mod tests;
