//! What came back, read completely.

use axum::body::{Body, to_bytes};
use http::{HeaderMap, Response, StatusCode, header};
use serde_json::Value;

/// An answer with its whole body.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    /// Reads an answer to its end.
    pub async fn read(response: Response<Body>) -> Self {
        let (head, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("the body arrives completely");
        let body = String::from_utf8(body.to_vec()).expect("the body is UTF-8");
        Self { status: head.status, headers: head.headers, body }
    }

    /// A header that is there once, or nothing.
    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().expect("headers are ASCII"))
    }

    /// Every cookie that is set, attributes and all.
    pub fn set_cookies(&self) -> Vec<&str> {
        let all = self.headers.get_all(header::SET_COOKIE).iter();
        all.map(|value| value.to_str().expect("cookies are ASCII")).collect()
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// The nonce of a page's policy.
    pub fn nonce(&self) -> &str {
        let policy = self.header(header::CONTENT_SECURITY_POLICY);
        let found = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next());
        found.unwrap_or_else(|| panic!("no nonce in {policy}"))
    }

    /// Fails unless the status is the expected one; says what came instead.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        let shown: String = self.body.chars().take(400).collect();
        assert_eq!(self.status.as_u16(), status, "headers {:?}, body {shown}", self.headers);
        self
    }

    /// Everything that a caller can tell answers apart by, without what is different each time: the request's id, the
    /// nonce, and the name that was asked for.
    pub fn without(&self, name: &str) -> String {
        let mut lines: Vec<String> = Vec::new();
        for (header, value) in &self.headers {
            if header.as_str() != "x-request-id" {
                lines.push(format!("{header}: {}", value.to_str().expect("headers are ASCII")));
            }
        }
        lines.sort();
        let text = format!("{}\n{}\n\n{}", self.status, lines.join("\n"), self.body).replace(name, "…");
        let is_page = self.header(header::CONTENT_SECURITY_POLICY).contains("'nonce-");
        if is_page { text.replace(self.nonce(), "…") } else { text }
    }
}
