//! Mail, to the server that the organization named.

mod connect;
mod letter;
mod starttls;
mod wire;

use std::time::Duration;

use domain::delivery::Verdict;
use domain::email::Email;
use domain::provider::SmtpTls;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::{Error, response::Response};
use tokio::time::timeout;

use super::answer;
use super::{Channels, Letter};
use crate::outbound::OutboundError;

/// How long the name, the connection and its TLS may take, and then everything else.
const CONNECT: Duration = Duration::from_secs(10);
const TALK: Duration = Duration::from_secs(10);

/// A mail server, and whom we are there.
pub(super) struct Server<'a> {
    pub(super) host: &'a str,
    pub(super) port: u16,
    pub(super) tls: SmtpTls,
    pub(super) user: Option<&'a str>,
    pub(super) password: &'a str,
}

/// Why a mail didn't go.
#[derive(Debug, thiserror::Error)]
enum Failure {
    /// No connection.
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    /// The server said no, or said nothing that is SMTP.
    #[error(transparent)]
    Smtp(#[from] Error),
    /// The server offers no STARTTLS, and it is required. Nothing was told to it.
    #[error("{0} offers no STARTTLS, and this provider requires it; nothing was sent.")]
    NoStartTls(String),
    /// It broke off before TLS began.
    #[error("{0} broke off, or doesn't speak SMTP.")]
    Broken(String),
    /// It offers no way to sign in that we know.
    #[error("{0} offers no way to sign in that is known here (PLAIN, LOGIN).")]
    NoMechanism(String),
    /// The message can't be put into words of mail.
    #[error("The message is no mail: {0}")]
    Letter(String),
    /// It took too long.
    #[error("{host} did not take the mail within {} s.", .within.as_secs())]
    TimedOut {
        /// Who.
        host: String,
        /// How long.
        within: Duration,
    },
}

pub(super) async fn send(channels: &Channels, server: &Server<'_>, from: &Email, letter: &Letter<'_>) -> Verdict {
    match deliver(channels, server, from, letter).await {
        Ok(response) => {
            let lines: Vec<_> = response.message().collect();
            answer::sent(format!("{} {}", response.code(), lines.join(" ")))
        }
        Err(failure) => verdict(&failure, server.host),
    }
}

async fn deliver(
    channels: &Channels,
    server: &Server<'_>,
    from: &Email,
    letter: &Letter<'_>,
) -> Result<Response, Failure> {
    let mail = letter::write(from, letter, &channels.name)?;
    let connecting = connect::connect(channels, server);
    let timed_out = |within| move |_| Failure::TimedOut { host: server.host.to_owned(), within };
    // The greeting is waited for here: a server that hangs says nothing at all.
    let mut connection = timeout(CONNECT, connecting).await.map_err(timed_out(CONNECT))??;
    let talking = async {
        sign_in(&mut connection, server).await?;
        let response = connection.send(mail.envelope(), &mail.formatted()).await?;
        // It has the mail; whether it says goodbye is no matter.
        let _ = connection.quit().await;
        Ok::<_, Failure>(response)
    };
    timeout(TALK, talking).await.map_err(timed_out(TALK))?
}

async fn sign_in(connection: &mut AsyncSmtpConnection, server: &Server<'_>) -> Result<(), Failure> {
    let Some(user) = server.user else { return Ok(()) };
    let known = [Mechanism::Plain, Mechanism::Login];
    if connection.server_info().get_auth_mechanism(&known).is_none() {
        return Err(Failure::NoMechanism(server.host.to_owned()));
    }
    let credentials = Credentials::new(user.to_owned(), server.password.to_owned());
    connection.auth(&known, &credentials).await?;
    Ok(())
}

/// A server that says 5xx means it: a wrong password, a mailbox that isn't there. All else may go better later.
fn verdict(failure: &Failure, host: &str) -> Verdict {
    match failure {
        Failure::Smtp(error) if error.is_permanent() => answer::refused(in_words(error, host)),
        Failure::Smtp(error) => answer::later(in_words(error, host)),
        Failure::Letter(_) => answer::refused(failure.to_string()),
        Failure::Outbound(error) => answer::unanswered(error),
        _ => answer::later(failure.to_string()),
    }
}

/// "535: Authentication failed"
fn in_words(error: &Error, host: &str) -> String {
    let source = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    match error.status() {
        Some(code) => format!("{code}: {source}"),
        None if source.is_empty() => format!("{host} broke off, or doesn't speak SMTP: {error}."),
        None => format!("{host} broke off, or doesn't speak SMTP: {source}."),
    }
}
