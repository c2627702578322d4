//! Server functions of signing in and out. Both are reachable without a session.

use crate::AppError;
use leptos::prelude::*;

/// Opens a session and leads to `next`, or to the organization used last.
///
/// # Errors
/// [`AppError::Refused`] for credentials that don't fit, [`AppError::TooMany`] after too many tries;
/// both answer alike for known and unknown accounts.
#[server]
pub async fn sign_in(
    /// The account's e-mail.
    email: String,
    /// Its password.
    password: String,
    /// Present when the session shall outlive the browser.
    #[server(default)]
    stay: Option<String>,
    /// Where to go then, a path of this site.
    #[server(default)]
    next: Option<String>,
) -> Result<(), AppError> {
    let (host, caller) = (crate::host::host()?, crate::host::caller()?);
    let user = caller.accounts.sign_in(crate::host::SignIn { email, password, stay: stay.is_some() }).await?;
    let theme = store::identity::viewer(&host.store, user).await?.map(|viewer| viewer.theme).unwrap_or_default();
    // Without a choice of the account's own, the browser's stays.
    if theme != domain::theme::Theme::System {
        host.set_cookie(crate::theme::COOKIE, theme.as_str());
    }
    let next = match next.filter(|path| super::is_local_path(path)) {
        Some(path) => path,
        None => crate::door::home_path(&host.store, user).await?,
    };
    leptos_axum::redirect(&next);
    Ok(())
}

/// Ends the session.
#[server]
pub async fn sign_out() -> Result<(), AppError> {
    crate::host::caller()?.accounts.sign_out().await?;
    leptos_axum::redirect("/login");
    Ok(())
}
