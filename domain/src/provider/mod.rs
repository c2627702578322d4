//! Providers: by what an organization sends, a mail server, a workspace of
//! Slack, a bot of Telegram, an address that takes JSON.
//!
//! What is secret about one is kept apart from its settings, is stored sealed,
//! and is never shown again. Whom a message goes to is a `Channel` of a
//! policy, or a member.

mod parse;

use serde::{Deserialize, Serialize};

use crate::{
    email::Email,
    name::DisplayName,
    policy::{Channel, ChannelKind},
};

pub use parse::ProviderInput;

named! {
    /// How a connection to a mail server is protected.
    pub enum SmtpTls: "mode of TLS" {
        /// Plain first, then TLS; a server without it gets nothing. Port 587.
        StartTls = "starttls",
        /// TLS from the first byte. Port 465.
        Implicit = "tls",
        /// No protection, for a server within the operator's network. Port 25.
        Plain = "none",
    }
}

impl SmtpTls {
    /// As a form offers it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::StartTls => "STARTTLS, required",
            Self::Implicit => "TLS",
            Self::Plain => "None",
        }
    }

    /// The usual port.
    pub const fn port(self) -> u16 {
        match self {
            Self::StartTls => 587,
            Self::Implicit => 465,
            Self::Plain => 25,
        }
    }
}

/// What is not secret about a provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProviderSettings {
    /// A mail server. Its password is secret.
    Smtp {
        /// Its name or address.
        host: String,
        /// Its port.
        port: u16,
        /// How the connection is protected.
        tls: SmtpTls,
        /// Whom we sign in as; none where the server asks for nobody.
        user: Option<String>,
        /// What stands as sender.
        from: Email,
    },
    /// An incoming webhook of Slack, which belongs to one channel. Its address is secret.
    SlackIncoming,
    /// A bot of Slack, which writes to the channels that it is in. Its token is secret.
    SlackBot,
    /// A bot of Telegram. Its token is secret.
    Telegram,
    /// An address that takes JSON. The key that signs it is secret.
    Webhook {
        /// The address.
        url: String,
    },
}

impl ProviderSettings {
    /// The way that it is.
    pub const fn kind(&self) -> ChannelKind {
        match self {
            Self::Smtp { .. } => ChannelKind::Smtp,
            Self::SlackIncoming | Self::SlackBot => ChannelKind::Slack,
            Self::Telegram => ChannelKind::Telegram,
            Self::Webhook { .. } => ChannelKind::Webhook,
        }
    }

    /// Whether it can reach a target, which fits the channel's kind already;
    /// otherwise why not.
    pub fn check_target(&self, channel: &Channel) -> Result<(), TargetError> {
        match self {
            _ if channel.kind != self.kind() => Err(TargetError::Kind { provider: self.kind(), target: channel.kind }),
            Self::SlackIncoming if !channel.target.is_empty() => Err(TargetError::Needless),
            Self::SlackBot if channel.target.is_empty() => Err(TargetError::Missing),
            _ => Ok(()),
        }
    }
}

/// Why a target can't be reached through a provider.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// Mail doesn't go through Slack.
    #[error("This provider is for {provider}, not for {target}.")]
    Kind {
        /// What it is.
        provider: ChannelKind,
        /// What was wanted.
        target: ChannelKind,
    },
    /// An incoming webhook has its channel.
    #[error("An incoming webhook of Slack writes to its own channel. Leave the target empty.")]
    Needless,
    /// A bot has to be told where.
    #[error("Name the Slack channel that the bot writes to: #name or its id.")]
    Missing,
}

/// A provider that may be saved.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderDraft {
    /// Its name, unique in the organization.
    pub name: DisplayName,
    /// What is not secret.
    pub settings: ProviderSettings,
    /// What is; none keeps the one that is there, or is none.
    pub secret: Option<String>,
}

/// Without the secret.
impl std::fmt::Debug for ProviderDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { name, settings, .. } = self;
        f.debug_struct("ProviderDraft").field("name", name).field("settings", settings).finish_non_exhaustive()
    }
}
