//! The server functions of the tab. The rules are the store's and the domain's.

use crate::AppError;
use crate::error::Invalid;
use crate::host::{OnceKind, caller, change};
use domain::email::Email;
use domain::id::{InvitationId, UserId};
use domain::message::{Message, MessageKind};
use domain::role::Role;
use leptos::prelude::*;

/// Invites somebody, and shows the link once.
///
/// # Errors
/// [`AppError::Forbidden`] below admin; [`AppError::Invalid`] for a wrong field, a role above one's own, a member.
#[server]
pub async fn invite_member(org: String, email: String, role: String) -> Result<(), AppError> {
    let accounts = caller()?.accounts;
    let change = change(&org).await?;
    let keep =
        |invalid: Invalid| AppError::Invalid(invalid.keeping("email", email.as_str()).keeping("role", role.as_str()));
    let address = Email::parse(&email).map_err(|error| keep(Invalid::field("email", error.to_string())))?;
    let (wanted, link) = (parse_role(&role)?, accounts.new_link());
    let hash = store::link::hash(&link);
    match store::invitation::create(&change.scope, &address, wanted, &hash, &change.origin)
        .await
        .map_err(AppError::from)
    {
        Err(AppError::Invalid(invalid)) => return Err(keep(invalid)),
        done => done?,
    }
    let name = change.scope.name();
    let lead = format!("You are invited to join {name} on Pulseboard. The link works for seven days, once.");
    let message = Message::new(MessageKind::Account, &format!("You are invited to {name}"), &lead);
    let path = format!("/invite/{}", link.expose());
    store::profile::mail_link(&change.scope, &address, &message, &path, change.origin.at).await?;
    change.show_once(OnceKind::Invitation, link.expose());
    leptos_axum::redirect(&format!("/o/{org}/settings/members"));
    Ok(())
}

/// Takes an open invitation back.
#[server]
pub async fn withdraw_invitation(org: String, id: i32) -> Result<(), AppError> {
    let change = change(&org).await?;
    Ok(store::invitation::withdraw(&change.scope, InvitationId(id), &change.origin).await?)
}

/// Gives a member another role.
///
/// # Errors
/// [`AppError::Forbidden`] below admin; [`AppError::Invalid`] above one's own role, and for the last owner.
#[server]
pub async fn change_role(org: String, user: i32, role: String) -> Result<(), AppError> {
    let change = change(&org).await?;
    store::member::change_role(&change.scope, UserId(user), parse_role(&role)?, &change.origin).await?;
    change.forget();
    Ok(())
}

/// Ends somebody's membership.
///
/// # Errors
/// As [`change_role`].
#[server]
pub async fn remove_member(org: String, user: i32) -> Result<(), AppError> {
    let change = change(&org).await?;
    store::member::remove(&change.scope, UserId(user), &change.origin).await?;
    change.forget();
    Ok(())
}

/// Gives up the own membership.
///
/// # Errors
/// [`AppError::Invalid`] for the last owner.
#[server]
pub async fn leave_organization(org: String) -> Result<(), AppError> {
    let change = change(&org).await?;
    store::member::leave(&change.scope, &change.origin).await?;
    change.forget();
    leptos_axum::redirect("/");
    Ok(())
}

fn parse_role(text: &str) -> Result<Role, AppError> {
    text.parse().map_err(|_| AppError::Invalid(Invalid::field("role", "Choose one of the roles.")))
}
