//! `pulseboard token …`

use anyhow::Context;
use chrono::{DateTime, Days, Utc};
use store::Store;

use super::arguments::NewToken;
use super::organization;
use crate::random::ApiToken;

/// Creates a token, which is the only line on standard output.
pub(super) async fn create(store: &Store, new: NewToken, now: DateTime<Utc>) -> anyhow::Result<()> {
    let org = organization::named(store, &new.org).await?;
    let token = ApiToken::generate();
    let expires_at = new.expires_days.map(|days| now + Days::new(days.into()));
    store::token::create(&store.system(), org, &new.name, &token.hash(), &new.scopes, expires_at)
        .await
        .context("the token can't be created")?;
    let scopes: Vec<_> = new.scopes.iter().map(|scope| scope.as_str()).collect();
    let until = expires_at.map_or_else(|| "doesn't expire".to_owned(), |at| format!("expires on {}", at.date_naive()));
    eprintln!(
        "The token “{}” of {} is good for: {}. It {until}, and can't be shown again:",
        new.name,
        new.org,
        scopes.join(", ")
    );
    println!("{}", token.expose());
    Ok(())
}
