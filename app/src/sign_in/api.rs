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
    let next = match next.filter(|path| is_local_path(path)) {
        Some(path) => path,
        None => crate::frame::home_path(&host.store, user).await?,
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

/// Whether `path` stays on this site: `//host` and `/\host` are other sites to a browser.
#[cfg(feature = "ssr")]
fn is_local_path(path: &str) -> bool {
    let mut chars = path.chars();
    chars.next() == Some('/') && !matches!(chars.next(), Some('/' | '\\')) && !path.chars().any(char::is_control)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::is_local_path;

    #[test]
    fn a_sign_in_never_leads_to_another_site() {
        for path in ["/", "/o/demo?range=7d"] {
            assert!(is_local_path(path), "{path}");
        }
        for path in ["", "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "o/demo"] {
            assert!(!is_local_path(path), "{path}");
        }
    }
}
