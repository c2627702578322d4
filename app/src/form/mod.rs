//! Forms: plain ones, posted to a server function. With scripts the frame sends a form marked `data-send` without leaving
//! the page, shows what is wrong at its fields, and keeps what was typed.

#[cfg(feature = "ssr")]
mod refusal;
mod send;
mod show;

#[cfg(feature = "ssr")]
pub(crate) use refusal::Refusal;
pub(crate) use send::send;
pub(crate) use show::{clear, show};

use leptos::server_fn::ServerFn;

/// Marks a form that somebody is filling in.
pub(crate) const TOUCHED: &str = "data-touched";

/// The address that a form for the server function `F` is posted to.
#[must_use]
pub fn action<F: ServerFn>() -> &'static str {
    F::url()
}
