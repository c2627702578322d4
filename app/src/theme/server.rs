//! The theme of a request, from its cookie.

use domain::theme::Theme;
use http::HeaderMap;
use http::request::Parts;
use leptos::prelude::use_context;

/// Name of the cookie.
pub const COOKIE: &str = "pulseboard_theme";

/// The theme that the page of a request with these headers is rendered in.
pub fn of(headers: &HeaderMap) -> Theme {
    crate::host::cookie_in(headers, COOKIE).and_then(|theme| theme.parse().ok()).unwrap_or_default()
}

/// The theme that this request's page is rendered in.
pub fn current() -> Theme {
    use_context::<Parts>().map(|parts| of(&parts.headers)).unwrap_or_default()
}
