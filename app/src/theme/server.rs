//! The theme of a request, from its cookie.

use domain::theme::Theme;

/// Name of the cookie.
pub const COOKIE: &str = "pulseboard_theme";

/// The theme that this request's page is rendered in.
pub fn current() -> Theme {
    crate::host::cookie(COOKIE).and_then(|theme| theme.parse().ok()).unwrap_or_default()
}
