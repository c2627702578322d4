//! The theme of a request, from its cookie.

use domain::theme::Theme;
use http::header;
use leptos::prelude::use_context;

/// Name of the cookie.
pub const COOKIE: &str = "pulseboard_theme";

/// The theme that this request's page is rendered in.
pub fn current() -> Theme {
    use_context::<http::request::Parts>()
        .and_then(|parts| {
            let cookies = parts.headers.get(header::COOKIE)?.to_str().ok()?;
            let value = cookies.split(';').find_map(|cookie| cookie.trim().strip_prefix(COOKIE)?.strip_prefix('='))?;
            value.parse().ok()
        })
        .unwrap_or_default()
}
