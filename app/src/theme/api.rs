//! The server function that keeps the theme.

use crate::AppError;
use leptos::prelude::*;

/// Keeps the chosen theme for this browser, and for the account when there is one.
///
/// # Errors
/// [`AppError::Invalid`] for a theme that does not exist.
#[server]
pub async fn set_theme(
    /// `light`, `dark` or `system`.
    theme: String,
) -> Result<(), AppError> {
    let theme: domain::theme::Theme = theme
        .parse()
        .map_err(|_| AppError::Invalid(crate::error::Invalid::field("theme", "Choose light, dark or system.")))?;
    let (host, caller) = (crate::host::host()?, crate::host::caller()?);
    host.set_cookie(super::COOKIE, theme.as_str());
    if let Some(user) = caller.user {
        store::identity::set_theme(&host.store, user, theme).await?;
    }
    Ok(())
}
