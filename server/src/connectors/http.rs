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

/// Why there is no answer. Each text is the end of a sentence that begins with the address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// Our own rule refuses the address.
    #[error("is refused by the rule for outbound requests: {0}")]
    AddressRefused(String),
    /// The name has no address.
    #[error("has no address: {0}")]
    NoAddress(String),
    /// Nobody listens, or nobody can be reached.
    #[error("can't be connected to: {0}")]
    NoConnection(String),
    /// There is a connection and no trust.
    #[error("has no TLS connection that can be trusted: {0}")]
    Tls(String),
    /// The time ran out.
    #[error("gave no answer in time")]
    TimedOut,
    /// The connection ended before the answer did, or what came is no HTTP.
    #[error("ended the connection before its answer was complete: {0}")]
    Broken(String),
    /// The answer is larger than allowed.
    #[error("answers with more than {limit} bytes")]
    TooLarge {
        /// How many bytes were allowed.
        limit: usize,
    },
    /// More redirects than allowed.
    #[error("redirects too often")]
    TooManyRedirects,
}

impl HttpError {
    /// Whether trying again may help: the request may not have arrived, or got lost. A time that ran out is no
    /// reason: what was asked for may still be going on.
    pub const fn is_transport(&self) -> bool {
        matches!(self, Self::NoAddress(_) | Self::NoConnection(_) | Self::Broken(_))
    }

    /// The error as the problem of an environment whose address is `host`.
    pub fn problem(&self, host: &str) -> Problem {
        let kind = match self {
            Self::AddressRefused(_) => ProblemKind::AddressRefused,
            Self::Tls(_) => ProblemKind::Tls,
            Self::TooLarge { .. } | Self::TooManyRedirects => ProblemKind::Unexpected,
            Self::NoAddress(_) | Self::NoConnection(_) | Self::TimedOut | Self::Broken(_) => ProblemKind::Unreachable,
        };
        Problem::new(kind, format!("{host} {self}."))
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
