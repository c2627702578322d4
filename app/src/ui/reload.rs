//! The way back to the server for what the page alone can't know.

use leptos::prelude::window;

/// Asks the server for the whole page again.
pub fn reload() {
    if window().location().reload().is_err() {
        leptos::logging::error!("the browser refused to load the page again");
    }
}
