//! `pulseboard user …`

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use domain::password::Password;
use store::{Store, StoreError};
use url::Url;

use super::arguments::{NewUser, ResetUser};
use super::organization;
use crate::{password, random};

/// Creates a user in an organization. A generated password is the only line on
/// standard output. Somebody who has an account keeps name and password, and becomes
/// a member.
pub(super) async fn create(store: &Store, new: NewUser, chosen: Option<Password>) -> anyhow::Result<()> {
    let system = store.system();
    let org = organization::named(store, &new.org).await?;
    let existing = store::user::find(&system, &new.email).await?;
    let is_generated = existing.is_none() && chosen.is_none();
    let (done, shown) = match (existing, chosen) {
        (Some(_), Some(_)) => {
            bail!("{} has an account already, and keeps its password: leave out --password-stdin", new.email)
        }
        (Some(user), None) => (store::user::add_member(&system, org, user, new.role).await, None),
        (None, chosen) => {
            let password = chosen.unwrap_or_else(random::password);
            let hash = password::hash_in_background(password.clone()).await;
            let person = (&new.email, &new.name);
            let made = store::user::create_member(&system, org, new.role, person, &hash).await;
            (made.map(drop), is_generated.then_some(password))
        }
    };
    match done {
        Ok(()) => {}
        Err(StoreError::Conflict { .. }) => bail!("{} is a member of {} already", new.email, new.org),
        Err(error) => return Err(error).context("the user can't be made a member"),
    }
    eprintln!("{} is a member of {} now, as {}.", new.email, new.org, new.role);
    if let Some(password) = shown {
        eprintln!("The password can't be shown again:");
        println!("{}", password.expose());
    }
    Ok(())
}

/// Prints a link to a new password, which is the only line on standard output.
pub(super) async fn reset(store: &Store, reset: ResetUser, public_url: &Url, now: DateTime<Utc>) -> anyhow::Result<()> {
    let system = store.system();
    let ResetUser { email } = reset;
    let user = store::user::find(&system, &email).await?;
    let user = user.with_context(|| format!("there is no user `{email}`"))?;
    let link = random::link();
    store::reset::create(&system, user, &email, &store::link::hash(&link), now)
        .await
        .context("the link can't be made")?;
    eprintln!("With this link {email} chooses a new password. It works once, for 24 hours, and ends every session:");
    println!("{}/reset/{}", public_url.as_str().trim_end_matches('/'), link.expose());
    Ok(())
}
