//! The server functions that set a password.

use super::Done;
use crate::AppError;
use crate::host::{PasswordChange, caller};
use domain::link::LinkToken;
use leptos::prelude::*;

/// Sets another password; ends every other session.
///
/// # Errors
/// [`AppError::Invalid`] for a wrong field, [`AppError::TooMany`] after too many tries.
#[server]
pub async fn change_password(
    /// The present password.
    current: String,
    /// The next one.
    new: String,
) -> Result<(), AppError> {
    let caller = caller()?;
    let user = caller.user.ok_or(AppError::SignedOut)?;
    caller.accounts.change_password(user, PasswordChange { current, new }).await?;
    leptos_axum::redirect(&Done::Password.at("/profile"));
    Ok(())
}

/// Sets a password by a link, and leads to the sign-in. Works without a session.
///
/// # Errors
/// [`AppError::NotFound`] for a link that was never given out; [`AppError::Invalid`] for one that no longer works.
#[server]
pub async fn reset_password(
    /// The secret part of the link.
    token: String,
    /// The new password.
    password: String,
) -> Result<(), AppError> {
    let link = LinkToken::parse(&token).ok_or(AppError::NotFound)?;
    caller()?.accounts.reset_password(link, password).await?;
    leptos_axum::redirect(&Done::Reset.at("/login"));
    Ok(())
}
