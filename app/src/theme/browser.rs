//! The theme of the page, as the server wrote it on the root element.

use domain::theme::Theme;
use leptos::prelude::document;

/// The theme that the page is shown in.
pub fn current() -> Theme {
    document()
        .document_element()
        .and_then(|root| root.get_attribute("data-theme"))
        .and_then(|value| value.parse().ok())
        .unwrap_or_default()
}
