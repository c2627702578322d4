//! The way out as connectors see it: a request with limits goes in, an answer or a reason comes back.
//!
//! What really connects is given to them, so that the rule for outbound requests holds for all of
//! them and tests can answer in its place.

use std::time::Duration;

use async_trait::async_trait;
use domain::report::{Problem, ProblemKind};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use url::Url;

/// Sends requests.
#[async_trait]
pub trait Http: Send + Sync {
    /// Sends one request, once: no retry, and no redirect unless the limits allow it.
    async fn send(&self, request: Request, limits: Limits) -> Result<Answer, HttpError>;
}

/// A request.
#[derive(Clone)]
pub struct Request {
    /// GET, POST, PUT.
    pub method: Method,
    /// Where it goes: http or https.
    pub url: Url,
    /// What is sent along; secrets among it.
    pub headers: HeaderMap,
    /// The body; empty where there is none.
    pub body: Vec<u8>,
}

/// How far a request may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The time until the last byte of the answer.
    pub time: Duration,
    /// The bytes of the answer's body, once it is unpacked.
    pub body_bytes: usize,
    /// How many redirects are followed.
    pub redirects: u8,
}

/// A whole answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

/// Why there is no answer, in words that name the host.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// Our own rule refuses the address.
    #[error("{0}")]
    AddressRefused(String),
    /// There is no such name, nobody listens, or nobody can be reached.
    #[error("{0}")]
    NoConnection(String),
    /// There is a connection and no trust.
    #[error("{0}")]
    Tls(String),
    /// There is a connection, and no whole answer in time.
    #[error("{0}")]
    TimedOut(String),
    /// The connection ended before the answer did, or what came is no HTTP.
    #[error("{0}")]
    Broken(String),
    /// The answer is larger than allowed.
    #[error("{0}")]
    TooLarge(String),
    /// More redirects than allowed, or to where none may lead.
    #[error("{0}")]
    Redirects(String),
}

impl HttpError {
    /// Whether trying again may help: the request may not have arrived, or got lost. A time that ran out is no
    /// reason: what was asked for may still be going on.
    pub const fn is_transport(&self) -> bool {
        matches!(self, Self::NoConnection(_) | Self::Broken(_))
    }

    /// The error as the problem of an environment.
    pub fn problem(&self) -> Problem {
        let kind = match self {
            Self::AddressRefused(_) => ProblemKind::AddressRefused,
            Self::Tls(_) => ProblemKind::Tls,
            Self::TooLarge(_) | Self::Redirects(_) => ProblemKind::Unexpected,
            Self::NoConnection(_) | Self::TimedOut(_) | Self::Broken(_) => ProblemKind::Unreachable,
        };
        let words = self.to_string();
        // A sentence that begins with a host keeps the host's spelling.
        Problem::new(kind, format!("{words}."))
    }
}

impl Request {
    /// A request without a body.
    pub fn new(method: Method, url: Url) -> Self {
        Self { method, url, headers: HeaderMap::new(), body: Vec::new() }
    }

    /// The same request with a header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// The same request with a JSON body.
    #[must_use]
    pub fn with_json(mut self, body: &serde_json::Value) -> Self {
        self.body = body.to_string().into_bytes();
        self.with_header(http::header::CONTENT_TYPE, HeaderValue::from_static("application/json"))
    }
}

impl Answer {
    /// A header as text.
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
