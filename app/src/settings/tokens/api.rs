//! The server functions of the tab.

use crate::AppError;
use crate::error::Invalid;
use crate::host::{OnceKind, caller, change};
use chrono::Days;
use domain::id::TokenId;
use domain::name::DisplayName;
use domain::scope::{TokenLife, TokenScope, parse_scopes};
use leptos::prelude::*;
use store::token::NewToken;

/// Makes a token, and shows it once. A scope is given by its name with any value.
///
/// # Errors
/// [`AppError::Forbidden`] below admin; [`AppError::Invalid`] for a wrong field.
#[server]
pub async fn create_token(
    org: String,
    name: String,
    /// Days, or `never`.
    life: String,
    #[server(default)] ingest: Option<String>,
    #[server(default)] read: Option<String>,
    #[server(default)] check: Option<String>,
    #[server(default)] admin: Option<String>,
) -> Result<(), AppError> {
    let accounts = caller()?.accounts;
    let change = change(&org).await?;
    let chosen = [("ingest", ingest), ("read", read), ("check", check), ("admin", admin)];
    let chosen: Vec<_> = chosen.into_iter().filter_map(|(scope, value)| value.map(|_| scope)).collect();
    let (label, scopes, days) = parse(&name, &chosen, &life).map_err(AppError::Invalid)?;
    let (token, expires_at) = (accounts.new_token(), days.map(|days| change.origin.at + Days::new(days.into())));
    let hint = &token.text[token.text.len() - 4..];
    let new = NewToken { name: &label, hash: &token.hash, hint, scopes: &scopes, expires_at };
    store::token::create_by(&change.scope, new, &change.origin).await?;
    change.show_once(OnceKind::Token, &token.text);
    leptos_axum::redirect(&format!("/o/{org}/settings/tokens"));
    Ok(())
}

/// Ends a token for good.
///
/// # Errors
/// [`AppError::Forbidden`] below admin; [`AppError::NotFound`] for one that has ended.
#[server]
pub async fn revoke_token(org: String, id: i32) -> Result<(), AppError> {
    let change = change(&org).await?;
    Ok(store::token::revoke(&change.scope, TokenId(id), &change.origin).await?)
}

type Parsed = (DisplayName, Vec<TokenScope>, Option<u16>);

fn parse(name: &str, chosen: &[&str], life: &str) -> Result<Parsed, Invalid> {
    let keep = |invalid: Invalid| {
        let kept = invalid.keeping("name", name).keeping("life", life);
        chosen.iter().fold(kept, |kept, scope| kept.keeping(scope, "yes"))
    };
    let label = DisplayName::parse(name).map_err(|error| keep(Invalid::field("name", error.to_string())))?;
    let scopes =
        parse_scopes(chosen.iter().copied()).map_err(|error| keep(Invalid::field("ingest", error.to_string())))?;
    let life = TokenLife::parse(life).map_err(|error| keep(Invalid::field("life", error.to_string())))?;
    Ok((label, scopes, life.days()))
}
