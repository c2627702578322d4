//! What can go wrong, as a person can act on it. Internals never reach this type: they are
//! logged once, and travel as the number of an incident.

#[cfg(feature = "ssr")]
mod server;

use serde::{Deserialize, Serialize};
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};

/// The error of every server function.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    /// No session, or one that has ended (401).
    #[error("You are signed out.")]
    SignedOut,
    /// The address names nothing, or nothing that this person may know of (404).
    #[error("There is nothing at this address.")]
    NotFound,
    /// Known, but not permitted to this role (403).
    #[error("Your role does not allow this.")]
    Forbidden,
    /// The input is at fault (422).
    #[error("{}", .0.summary())]
    Invalid(Invalid),
    /// Credentials that don't fit (401).
    #[error("{}", .0.summary())]
    Refused(Invalid),
    /// Too many tries; `Retry-After` says in how many seconds it is worth another (429).
    #[error("{text}")]
    TooMany {
        /// What happened, as a sentence.
        text: String,
        /// Seconds until another try can succeed.
        retry_after: u64,
    },
    /// Our own fault; the log has the rest under this number (500).
    #[error("Something went wrong on the server. Incident {0}.")]
    Internal(String),
    /// This page is older than the server that answers it (400).
    #[error("This page is out of date. Reload it to go on.")]
    StaleClient,
    /// The server could not be reached, or what came back was no answer of ours.
    #[error("The server could not be reached: {0}")]
    Transport(String),
}

/// Input that was refused: why, and what was typed, so that nothing has to be typed twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invalid {
    /// One entry per problem.
    pub problems: Vec<Problem>,
    /// Field and value as they were sent. Never a secret.
    pub typed: Vec<(String, String)>,
}

/// One thing that is wrong with the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The field's name; none when it is the form as a whole.
    pub field: Option<String>,
    /// A full sentence.
    pub text: String,
}

impl Invalid {
    /// One problem of one field.
    #[must_use]
    pub fn field(field: &str, text: impl Into<String>) -> Self {
        Self { problems: vec![Problem { field: Some(field.to_owned()), text: text.into() }], typed: Vec::new() }
    }

    /// One problem of the form as a whole.
    #[must_use]
    pub fn form(text: impl Into<String>) -> Self {
        Self { problems: vec![Problem { field: None, text: text.into() }], typed: Vec::new() }
    }

    /// Gives back what was typed into `field`.
    #[must_use]
    pub fn keeping(mut self, field: &str, value: impl Into<String>) -> Self {
        self.typed.push((field.to_owned(), value.into()));
        self
    }

    /// Gives back what was typed into several fields.
    #[must_use]
    pub fn keeping_all<'a, V: Into<String>>(self, typed: impl IntoIterator<Item = (&'a str, V)>) -> Self {
        typed.into_iter().fold(self, |kept, (field, value)| kept.keeping(field, value))
    }

    /// The problem of one field, if it has any.
    pub fn of(&self, field: &str) -> Option<String> {
        self.problems.iter().find(|problem| problem.field.as_deref() == Some(field)).map(|problem| problem.text.clone())
    }

    /// What was typed into `field`.
    pub fn typed(&self, field: &str) -> Option<String> {
        self.typed.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone())
    }

    fn summary(&self) -> String {
        self.problems.iter().map(|problem| problem.text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

impl AppError {
    /// The status of an answer that carries this error.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::SignedOut | Self::Refused(_) => 401,
            Self::NotFound => 404,
            Self::Forbidden => 403,
            Self::Invalid(_) => 422,
            Self::TooMany { .. } => 429,
            Self::StaleClient => 400,
            Self::Internal(_) | Self::Transport(_) => 500,
        }
    }

    /// The refused input, for the form that sent it.
    #[must_use]
    pub const fn refused_input(&self) -> Option<&Invalid> {
        match self {
            Self::Invalid(invalid) | Self::Refused(invalid) => Some(invalid),
            _ => None,
        }
    }

    /// Gives the page being rendered this error's status. Does nothing in the browser.
    pub fn set_page_status(&self) {
        #[cfg(feature = "ssr")]
        server::set_page_status(self);
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::UnsupportedRequestMethod(_) => Self::StaleClient,
            // On the server it is the arguments that can't be read.
            ServerFnErrorErr::Deserialization(_) if cfg!(feature = "ssr") => Self::StaleClient,
            // Of an answer that isn't ours, such as a proxy's page, only its existence matters.
            ServerFnErrorErr::Deserialization(_) => Self::Transport("the answer could not be read.".to_owned()),
            other => Self::Transport(other.to_string()),
        }
    }

    #[cfg(feature = "ssr")]
    fn ser(&self) -> server_fn::Bytes {
        server::set_answer_status(self);
        server::encode(self)
    }
}
