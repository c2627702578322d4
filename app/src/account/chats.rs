//! The server functions of chats with bots, which a member proves by a code.

use super::Done;
use crate::AppError;
use crate::host::{OnceKind, caller, change};
use domain::id::ProviderId;
use leptos::prelude::*;

const PAGE: &str = "/profile";

/// Makes a code for a bot of an organization, and shows it once. The chat that it comes from is the member's.
///
/// # Errors
/// [`AppError::NotFound`] for what is no bot of the organization.
#[server]
pub async fn ask_chat(
    /// The organization's slug.
    org: String,
    /// The bot's provider.
    provider: i32,
) -> Result<(), AppError> {
    let accounts = caller()?.accounts;
    let change = change(&org).await?;
    let code = accounts.new_chat_code();
    let hash = store::link::code_hash(&code);
    store::profile::ask_chat(&change.scope, ProviderId(provider), &hash, change.origin.at).await?;
    change.show_once(OnceKind::ChatCode, &code.readable());
    leptos_axum::redirect(PAGE);
    Ok(())
}

/// Hears no more from a bot.
#[server]
pub async fn forget_chat(
    /// The organization's slug.
    org: String,
    /// The bot's provider.
    provider: i32,
) -> Result<(), AppError> {
    let change = change(&org).await?;
    store::profile::forget_chat(&change.scope, ProviderId(provider)).await?;
    leptos_axum::redirect(&Done::Chat.at(PAGE));
    Ok(())
}
