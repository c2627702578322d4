//! Where messages about a policy go.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::email::Email;

named! {
    /// The ways a message can take.
    pub enum ChannelKind: "channel" {
        /// Mail; the target is an address.
        Smtp = "smtp",
        /// Slack; the target is a channel, or blank for an incoming webhook.
        Slack = "slack",
        /// Telegram; the target is the id of a chat.
        Telegram = "telegram",
        /// A request to an address that the provider knows; no target.
        Webhook = "webhook",
    }
}

/// One receiver: through which provider, and to whom.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Channel {
    /// The way.
    #[serde(rename = "type")]
    pub kind: ChannelKind,
    /// The configured provider of that kind.
    pub provider_id: i32,
    /// To whom, in the form of the kind.
    pub target: String,
}

/// Why a target doesn't fit its channel.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChannelError {
    /// No address for mail.
    #[error("“{0}” is no e-mail address.")]
    Address(String),
    /// No channel of Slack.
    #[error("“{0}” is no Slack channel: write #name or an id such as C012AB3CD, or nothing for an incoming webhook.")]
    SlackChannel(String),
    /// No chat of Telegram.
    #[error("“{0}” is no Telegram chat: write its number, or @name of a channel.")]
    Chat(String),
    /// A webhook has no target.
    #[error("A webhook has no target; its address belongs to the provider.")]
    Target,
}

impl Channel {
    /// Checks a target.
    pub fn parse(kind: ChannelKind, provider_id: i32, target: &str) -> Result<Self, ChannelError> {
        let target = target.trim();
        let refused = |error: fn(String) -> ChannelError| Err(error(target.chars().take(80).collect()));
        let target = match kind {
            ChannelKind::Smtp => match Email::parse(target) {
                Ok(email) => email.to_string(),
                Err(_) => return refused(ChannelError::Address),
            },
            ChannelKind::Slack if !is_slack_channel(target) => return refused(ChannelError::SlackChannel),
            ChannelKind::Telegram if !is_chat(target) => return refused(ChannelError::Chat),
            ChannelKind::Webhook if !target.is_empty() => return Err(ChannelError::Target),
            _ => target.to_owned(),
        };
        Ok(Self { kind, provider_id, target })
    }
}

fn is_slack_channel(target: &str) -> bool {
    let id = |rest: &str| {
        rest.len() >= 8 && rest.len() <= 20 && rest.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    };
    let name = |name: &str| {
        (1..=80).contains(&name.chars().count())
            && name.chars().all(|c| (c.is_alphanumeric() && !c.is_uppercase()) || matches!(c, '-' | '_' | '.'))
    };
    target.is_empty()
        || target.strip_prefix(['C', 'G', 'D']).is_some_and(id)
        || target.strip_prefix('#').is_some_and(name)
}

fn is_chat(target: &str) -> bool {
    let is_number = i64::from_str(target).is_ok_and(|number| number != 0) && !target.starts_with('+');
    let is_name =
        |name: &str| (5..=32).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    is_number || target.strip_prefix('@').is_some_and(is_name)
}

/// "smtp ana@example.com"
impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.target.is_empty() { self.kind.fmt(f) } else { write!(f, "{} {}", self.kind, self.target) }
    }
}

#[cfg(test)]
mod tests {
    use super::{ChannelKind::*, *};

    #[test]
    fn targets() {
        let cases = [
            (Smtp, " Ana@Example.com ", Some("ana@example.com")),
            (Smtp, "ana", None),
            (Smtp, "", None),
            (Slack, "#data-alerts", Some("#data-alerts")),
            (Slack, "C012AB3CD", Some("C012AB3CD")),
            (Slack, "", Some("")),
            (Slack, "#Data Alerts", None),
            (Slack, "data", None),
            (Telegram, "-1001234567890", Some("-1001234567890")),
            (Telegram, "4711", Some("4711")),
            (Telegram, "@night_watch", Some("@night_watch")),
            (Telegram, "0", None),
            (Telegram, "@x", None),
            (Telegram, "nobody", None),
            (Webhook, "", Some("")),
            (Webhook, "https://example.com", None),
        ];
        for (kind, target, expected) in cases {
            let parsed = Channel::parse(kind, 1, target);
            assert_eq!(parsed.as_ref().map(|channel| channel.target.as_str()).ok(), expected, "{kind} {target:?}");
        }
        let json = serde_json::json!({"type": "slack", "provider_id": 3, "target": "#ops"});
        let channel = Channel::parse(Slack, 3, "#ops").expect("a channel");
        assert_eq!(serde_json::to_value(&channel).ok(), Some(json));
    }
}
