//! The server functions that accept an invitation.

use crate::AppError;
use crate::host::{Newcomer, caller, host};
use domain::link::LinkToken;
use leptos::prelude::*;

/// Accepts an invitation with a new account, and signs in. Works without a session.
///
/// # Errors
/// [`AppError::NotFound`] for a link that was never given out; [`AppError::Invalid`] for one that no longer works and
/// for wrong fields.
#[server]
pub async fn join(
    /// The secret part of the link.
    token: String,
    /// The name to be shown by.
    name: String,
    /// The password to sign in with.
    password: String,
) -> Result<(), AppError> {
    let link = LinkToken::parse(&token).ok_or(AppError::NotFound)?;
    let org = caller()?.accounts.join(link, Newcomer { name, password }).await?;
    leptos_axum::redirect(&format!("/o/{org}"));
    Ok(())
}

/// Accepts an invitation as the person who is signed in.
///
/// # Errors
/// As [`join`]; [`AppError::Invalid`] also for an invitation of another address.
#[server]
pub async fn accept_invitation(
    /// The secret part of the link.
    token: String,
) -> Result<(), AppError> {
    let (host, caller) = (host()?, caller()?);
    let user = caller.user.ok_or(AppError::SignedOut)?;
    let link = LinkToken::parse(&token).ok_or(AppError::NotFound)?;
    let hash = store::link::hash(&link);
    let org = store::invitation::accept(&host.store, &hash, user, &caller.accounts.origin()).await?;
    host.entries.forget();
    leptos_axum::redirect(&format!("/o/{org}"));
    Ok(())
}
