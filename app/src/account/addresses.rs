//! The server functions of where somebody hears about their dashboards.

use super::Done;
use crate::AppError;
use crate::error::Invalid;
use crate::host::{caller, host};
use domain::email::Email;
use domain::link::LinkToken;
use domain::message::{Message, MessageKind};
use leptos::prelude::*;

const PAGE: &str = "/profile";

/// Says whether the person hears of failures: present is yes.
#[server]
pub async fn set_notifies(
    /// Present is yes.
    #[server(default)]
    notifies: Option<String>,
) -> Result<(), AppError> {
    let (host, caller) = (host()?, caller()?);
    let user = caller.user.ok_or(AppError::SignedOut)?;
    store::profile::set_notifies(&host.store, user, notifies.is_some()).await?;
    leptos_axum::redirect(&Done::Notifies.at(PAGE));
    Ok(())
}

/// Sends a link to another address, which counts once the link was opened.
///
/// # Errors
/// [`AppError::Invalid`] for what is no address, and where no organization of the person has a mail provider.
#[server]
pub async fn ask_address(
    /// The other address, as typed.
    address: String,
) -> Result<(), AppError> {
    let (host, caller) = (host()?, caller()?);
    let user = caller.user.ok_or(AppError::SignedOut)?;
    let wrong = |text: String| AppError::Invalid(Invalid::field("address", text).keeping("address", address.as_str()));
    let email = Email::parse(&address).map_err(|error| wrong(error.to_string()))?;
    let (link, now) = (caller.accounts.new_link(), caller.accounts.origin().at);
    let lead = "Open the link to hear about your dashboards at this address. It works for 24 hours.";
    let message = Message::new(MessageKind::Account, "Is this your address?", lead)
        .footer("If you didn't ask for this, there is nothing to do.");
    let path = format!("/verify/{}", link.expose());
    store::profile::ask_address(&host.store, user, &email, &store::link::hash(&link), now).await?;
    let viewer = store::identity::viewer(&host.store, user).await?.ok_or(AppError::SignedOut)?;
    for membership in viewer.organizations {
        let Some(scope) = host.store.enter(user, &membership.slug).await? else { continue };
        if store::profile::mail_link(&scope, &email, &message, &path, now).await? {
            leptos_axum::redirect(&Done::Asked.at(PAGE));
            return Ok(());
        }
    }
    Err(wrong("None of your organizations has a mail provider, so no link can be sent.".to_owned()))
}

/// Goes back to the address of the sign-in.
#[server]
pub async fn clear_address() -> Result<(), AppError> {
    let (host, caller) = (host()?, caller()?);
    let user = caller.user.ok_or(AppError::SignedOut)?;
    store::profile::clear_address(&host.store, user).await?;
    leptos_axum::redirect(&Done::Cleared.at(PAGE));
    Ok(())
}

/// Takes the address that a link was sent to. Works without a session.
///
/// # Errors
/// [`AppError::NotFound`] for a link that was never made, was used, or is too old.
#[server]
pub async fn verify_address(
    /// The secret part of the link.
    token: String,
) -> Result<(), AppError> {
    let host = host()?;
    let link = LinkToken::parse(&token).ok_or(AppError::NotFound)?;
    let hash = store::link::hash(&link);
    store::profile::prove_address(&host.store, &hash, (host.clock)()).await?.ok_or(AppError::NotFound)?;
    leptos_axum::redirect(&Done::Address.at(PAGE));
    Ok(())
}
