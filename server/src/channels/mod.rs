//! The ways that a message takes: mail, Slack, Telegram, webhooks.
//!
//! A channel sends one message to one target, once, and says what came of it.
//! When it is tried again is the outbox's matter. Every connection leaves
//! through `outbound`.

mod answer;
mod slack;
mod smtp;
mod telegram;
mod test;
mod webhook;

use chrono::{DateTime, Utc};
use domain::delivery::Verdict;
use domain::message::Message;
use domain::provider::ProviderSettings;
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

pub use telegram::Written;
pub use test::Tester;

use crate::outbound::HttpClient;

/// Sends messages. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Channels {
    outbound: HttpClient,
    slack_api: String,
    telegram_api: String,
    /// How we call ourselves to mail servers: the host of this installation.
    name: String,
}

/// What is sent to whom.
#[derive(Debug, Clone)]
pub struct Letter<'a> {
    /// To whom, in the form of the provider's kind.
    pub target: &'a str,
    /// What. All addresses in it are whole.
    pub message: &'a Message,
    /// The organization's name in addresses.
    pub organization: &'a str,
    /// The same at every try, so that a receiver can tell a repetition.
    pub key: Uuid,
    /// When it is sent.
    pub at: DateTime<Utc>,
}

impl Channels {
    /// Channels that leave by this way out, for the installation at `name`, and find Slack and Telegram there.
    #[must_use]
    pub fn new(outbound: HttpClient, name: &str, slack_api: &str, telegram_api: &str) -> Self {
        let plain = |address: &str| address.trim_end_matches('/').to_owned();
        Self { outbound, slack_api: plain(slack_api), telegram_api: plain(telegram_api), name: name.to_owned() }
    }

    /// What was written to a bot from the update `from` on, and the next one to ask for.
    ///
    /// # Errors
    /// What went wrong.
    pub async fn written(&self, token: &SecretString, from: i64) -> Result<(Vec<Written>, i64), Verdict> {
        let token = token.expose_secret();
        telegram::written(self, token, from).await.map_err(|verdict| answer::without(verdict, token))
    }

    /// Sends a message once, and says what came of it.
    pub async fn send(
        &self,
        settings: &ProviderSettings,
        secret: Option<&SecretString>,
        letter: &Letter<'_>,
    ) -> Verdict {
        let secret = secret.map(ExposeSecret::expose_secret).unwrap_or_default();
        let verdict = match settings {
            ProviderSettings::Smtp { host, port, tls, user, from } => {
                let server = smtp::Server { host, port: *port, tls: *tls, user: user.as_deref(), password: secret };
                smtp::send(self, &server, from, letter).await
            }
            ProviderSettings::SlackIncoming => slack::to_webhook(self, secret, letter).await,
            ProviderSettings::SlackBot => slack::as_bot(self, secret, letter).await,
            ProviderSettings::Telegram => telegram::send(self, secret, letter).await,
            ProviderSettings::Webhook { url } => webhook::send(self, url, secret, letter).await,
        };
        answer::without(verdict, secret)
    }
}
