//! An address that is none of the application's: the server knows whose it is.

use crate::ui::reload;
use leptos::prelude::*;

/// Asks the server for the page at the address that a link led to.
#[component]
pub fn Elsewhere() -> impl IntoView {
    Effect::new(|_| reload());
}
