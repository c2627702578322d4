//! The server functions of the profile.

use super::Done;
use crate::AppError;
use crate::error::Invalid;
use crate::host::{caller, host};
use domain::id::SessionId;
use domain::name::DisplayName;
use leptos::prelude::*;

const PAGE: &str = "/profile";

/// Keeps name and locale. An empty locale is that of each organization.
///
/// # Errors
/// [`AppError::Invalid`] for a wrong field.
#[server]
pub async fn change_profile(
    /// The name to be shown by.
    name: String,
    /// How dates are written.
    #[server(default)]
    locale: String,
) -> Result<(), AppError> {
    let (host, caller) = (host()?, caller()?);
    let user = caller.user.ok_or(AppError::SignedOut)?;
    let keep =
        |invalid: Invalid| AppError::Invalid(invalid.keeping("name", name.as_str()).keeping("locale", locale.as_str()));
    let parsed = DisplayName::parse(&name).map_err(|error| keep(Invalid::field("name", error.to_string())))?;
    let chosen = Some(locale.as_str()).filter(|text| !text.is_empty()).map(str::parse).transpose();
    let chosen = chosen.map_err(|_| keep(Invalid::field("locale", "Choose one of the list.")))?;
    store::identity::change_profile(&host.store, user, &parsed, chosen, &caller.accounts.origin()).await?;
    host.entries.forget();
    leptos_axum::redirect(&Done::Profile.at(PAGE));
    Ok(())
}

/// Signs one session of the own account out.
///
/// # Errors
/// [`AppError::NotFound`] for one that has ended, or is somebody else's.
#[server]
pub async fn end_session(
    /// Which one, as the list names it.
    id: i64,
) -> Result<(), AppError> {
    let (host, caller) = (host()?, caller()?);
    let user = caller.user.ok_or(AppError::SignedOut)?;
    store::session::end(&host.store, user, SessionId(id), &caller.accounts.origin()).await?;
    leptos_axum::redirect(&Done::Session.at(PAGE));
    Ok(())
}

/// Signs every other session of the own account out.
#[server]
pub async fn end_other_sessions() -> Result<(), AppError> {
    let (host, caller) = (host()?, caller()?);
    let user = caller.user.ok_or(AppError::SignedOut)?;
    let current = caller.accounts.session();
    store::session::end_others(&host.store, user, current.as_ref(), &caller.accounts.origin()).await?;
    leptos_axum::redirect(&Done::Sessions.at(PAGE));
    Ok(())
}
