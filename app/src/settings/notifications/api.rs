//! The server functions of the tab. The rules are the domain's, the rights the store's.

#![expect(clippy::too_many_arguments, reason = "a form has one argument for each of its fields")]

use crate::AppError;
use crate::error::{Invalid, Problem};
use crate::host::{Change, change};
use domain::access::Action;
use domain::audit::AuditAction;
use domain::delivery::Verdict;
use domain::id::ProviderId;
use domain::policy::Channel;
use domain::provider::{ProviderDraft, ProviderInput};
use leptos::prelude::*;
use store::StoreError;
use store::provider::Provider;

/// Makes a provider, or changes the one with `id`.
///
/// # Errors
/// [`AppError::Forbidden`] below admin; [`AppError::Invalid`] for wrong fields, all at once.
#[server]
pub async fn save_provider(
    org: String,
    #[server(default)] id: Option<i32>,
    kind: String,
    name: String,
    #[server(default)] host: String,
    #[server(default)] port: String,
    #[server(default)] tls: String,
    #[server(default)] user: String,
    #[server(default)] from: String,
    #[server(default)] url: String,
    /// Never given back.
    #[server(default)]
    secret: String,
) -> Result<(), AppError> {
    let change = change(&org).await?;
    let audited = if id.is_some() { AuditAction::ProviderChanged } else { AuditAction::ProviderCreated };
    change.ask(Action::ChangeProviders, audited).await?;
    let input = ProviderInput { kind, name, host, port, tls, user, from, url, secret };
    let id = id.map(ProviderId);
    let known = match id {
        Some(id) => Some(find(&change, id).await?),
        None => None,
    };
    let draft = ProviderDraft::parse(&input, known.as_ref().map(|provider| &provider.settings));
    let draft = draft.map_err(|errors| {
        let problems = errors.into_iter().map(|error| Problem { field: Some(error.field), text: error.text }).collect();
        keep(&input, Invalid { problems, ..Invalid::default() })
    })?;
    let saved = match id {
        Some(id) => store::provider::update(&change.scope, id, &draft, &change.origin).await.map(|()| id),
        None => store::provider::create(&change.scope, &draft, &change.origin).await,
    };
    let id = match saved {
        Err(StoreError::Conflict { constraint }) if constraint == "providers_name_key" => {
            return Err(keep(&input, Invalid::field("name", "Another provider has this name.")));
        }
        done => done?,
    };
    leptos_axum::redirect(&format!("/o/{org}/settings/notifications?saved={id}"));
    Ok(())
}

fn keep(input: &ProviderInput, invalid: Invalid) -> AppError {
    let typed = [
        ("name", &input.name),
        ("host", &input.host),
        ("port", &input.port),
        ("tls", &input.tls),
        ("user", &input.user),
        ("from", &input.from),
        ("url", &input.url),
    ];
    AppError::Invalid(typed.into_iter().fold(invalid, |kept, (field, value)| kept.keeping(field, value.as_str())))
}

async fn find(change: &Change, id: ProviderId) -> Result<Provider, AppError> {
    let mut tx = change.scope.begin().await?;
    let found = store::provider::find(&mut tx, id).await?;
    tx.commit().await?;
    found.ok_or(AppError::NotFound)
}

/// Lets messages through a provider (`yes`), or keeps them waiting.
#[server]
pub async fn set_provider_active(org: String, id: i32, active: String) -> Result<(), AppError> {
    let change = change(&org).await?;
    store::provider::set_active(&change.scope, ProviderId(id), active == "yes", &change.origin).await?;
    Ok(())
}

/// Removes a provider with its secret.
#[server]
pub async fn remove_provider(org: String, id: i32) -> Result<(), AppError> {
    let change = change(&org).await?;
    store::provider::remove(&change.scope, ProviderId(id), &change.origin).await?;
    leptos_axum::redirect(&format!("/o/{org}/settings/notifications?removed=yes"));
    Ok(())
}

/// Sends a test message at once.
///
/// # Errors
/// [`AppError::Invalid`] for a wrong target, and with what the other side said where it didn't take the message.
#[server]
pub async fn test_provider(org: String, id: i32, #[server(default)] target: String) -> Result<(), AppError> {
    let change = change(&org).await?;
    change.ask(Action::ChangeProviders, AuditAction::ProviderTested).await?;
    let provider = find(&change, ProviderId(id)).await?;
    let keep = |invalid: Invalid| AppError::Invalid(invalid.keeping("target", target.as_str()));
    let wrong = |text: String| keep(Invalid::field("target", text));
    let channel = Channel::parse(provider.settings.kind(), id, &target).map_err(|error| wrong(error.to_string()))?;
    provider.settings.check_target(&channel).map_err(|error| wrong(error.to_string()))?;
    let verdict = change.host.messenger.test(&change.scope, &provider, &channel.target).await?;
    store::provider::note_test(&change.scope, &provider, &verdict, &change.origin).await?;
    match verdict {
        Verdict::Sent { .. } => {}
        Verdict::Later { answer, .. } | Verdict::Refused { answer } => return Err(keep(Invalid::form(answer))),
    }
    Ok(())
}
