//! What came back.

use http::{HeaderMap, StatusCode};
use hyper::body::Bytes;
use url::Url;

/// A complete answer. `Debug` shows no body and no headers.
#[derive(Clone)]
pub struct Answer {
    /// The address that answered, after all redirects.
    pub url: Url,
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, within the limit.
    pub body: Bytes,
}

impl Answer {
    /// The body as text; what is no UTF-8 is replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (url, bytes) = (self.url.as_str(), self.body.len());
        f.debug_struct("Answer")
            .field("url", &url)
            .field("status", &self.status)
            .field("bytes", &bytes)
            .finish_non_exhaustive()
    }
}
