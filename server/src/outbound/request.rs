//! A request as a caller writes it, and how far it may go.

use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use hyper::body::Bytes;
use url::Url;

use super::{Host, OutboundError};

/// How much an exchange may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Name, connection and TLS, of each host on the way.
    pub connect: Duration,
    /// The whole exchange, with its redirects and the last byte of the answer.
    pub whole: Duration,
    /// Bytes of the answer's body.
    pub body: usize,
    /// Redirects that are followed. With 0 a redirect is the answer.
    pub redirects: u8,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), whole: Duration::from_secs(30), body: 10 * 1024 * 1024, redirects: 5 }
    }
}

/// One request. `Debug` shows neither headers nor body: they hold credentials.
#[derive(Clone)]
pub struct Request {
    pub(super) method: Method,
    pub(super) url: Url,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    pub(super) limits: Limits,
}

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let url = without_credentials(&self.url);
        f.debug_struct("Request").field("method", &self.method).field("url", &url.as_str()).finish_non_exhaustive()
    }
}

impl Request {
    /// A request with no body.
    ///
    /// # Errors
    /// [`OutboundError::InvalidAddress`] for what isn't http or https, and for an address with a user
    /// or a password inside: those belong into a header.
    pub fn new(method: Method, address: &str) -> Result<Self, OutboundError> {
        let invalid = || OutboundError::InvalidAddress { text: shown(address) };
        let url = Url::parse(address.trim()).map_err(|_| invalid())?;
        if host_of(&url).is_none() || !url.username().is_empty() || url.password().is_some() {
            return Err(invalid());
        }
        let (headers, body) = (HeaderMap::new(), Bytes::new());
        Ok(Self { method, url, headers, body, limits: Limits::default() })
    }

    /// A GET.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn get(url: &str) -> Result<Self, OutboundError> {
        Self::new(Method::GET, url)
    }

    /// A POST of JSON.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn post_json(url: &str, body: &serde_json::Value) -> Result<Self, OutboundError> {
        let request = Self::new(Method::POST, url)?;
        let json = HeaderValue::from_static("application/json");
        Ok(request.header(header::CONTENT_TYPE, json).body(body.to_string()))
    }

    /// Sets a header. Mark a secret one with [`HeaderValue::set_sensitive`].
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// Sets how far it may go.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

/// The host of an address that can be asked: http or https with a host.
pub(super) fn host_of(url: &Url) -> Option<Host> {
    matches!(url.scheme(), "http" | "https").then(|| url.host()).flatten().and_then(|host| Host::from_url(&host))
}

/// The address without user and password.
pub(super) fn without_credentials(url: &Url) -> Url {
    let mut url = url.clone();
    // Neither can be set where there is no host, and then neither is there.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url
}

/// What was typed, without what may be a password.
fn shown(text: &str) -> String {
    match Url::parse(text.trim()) {
        Ok(url) if host_of(&url).is_some() => without_credentials(&url).into(),
        _ if text.contains('@') => "…".to_owned(),
        _ => text.trim().chars().take(200).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_http_addresses_without_a_password_are_asked() {
        for url in ["http://example.com", "https://example.com:8443/a?b", " HTTPS://EXAMPLE.com ", "http://[::1]:80/"] {
            assert!(Request::get(url).is_ok(), "{url}");
        }
        let cases = [
            ("example.com", "example.com"),
            ("ftp://example.com/", "ftp://example.com/"),
            ("file:///etc/passwd", "file:///etc/passwd"),
            ("gopher://127.0.0.1:6379/_x", "gopher://127.0.0.1:6379/_x"),
            ("http://", "http://"),
            ("http://ana:hunter2@example.com/", "http://example.com/"),
            ("http://ana@example.com/", "http://example.com/"),
            ("ana:hunter2@example.com", "…"),
            ("http://ana:hunter2@exa mple.com/", "…"),
        ];
        for (url, text) in cases {
            let error = Request::get(url).expect_err("it can't be asked");
            assert_eq!(error, OutboundError::InvalidAddress { text: text.to_owned() }, "{url}");
        }
    }

    #[test]
    fn a_request_shows_no_secret() {
        let mut secret = HeaderValue::from_static("Bearer hunter2");
        secret.set_sensitive(true);
        let request = Request::get("https://example.com/").expect("an address");
        let request = request.header(header::AUTHORIZATION, secret).body("hunter2");
        assert_eq!(format!("{request:?}"), r#"Request { method: GET, url: "https://example.com/", .. }"#);
    }
}
