//! What a server does to an empty database: the schema, the partitions, and an
//! organization with an owner to sign in as.
//!
//! Any number of servers may do this at once; each step either finds itself done or
//! loses against a unique constraint, which is the same.

mod first_sign_in;
mod zone;

use std::path::PathBuf;

use anyhow::Context;
use chrono::{DateTime, Utc};
use domain::email::Email;
use domain::id::{OrgId, UserId};
use domain::name::DisplayName;
use domain::password::Password;
use domain::role::Role;
use domain::slug::OrgSlug;
use store::{Store, StoreError, SystemScope};

use crate::config::Config;
use crate::password;

use first_sign_in::FirstSignIn;

/// Slug and name of the organization that the first start creates.
const ORGANIZATION: (&str, &str) = ("demo", "Demo");

/// How to sign in for the first time.
#[derive(Debug, Clone)]
pub struct Welcome {
    /// E-mail address of the owner.
    pub email: Email,
    /// The generated password.
    pub password: Password,
    /// The file that keeps both. Once it is deleted there is no welcome any more.
    pub file: PathBuf,
}

/// Brings the schema up to date and makes the partitions of events around `now`.
pub async fn migrate(store: &Store, now: DateTime<Utc>) -> anyhow::Result<()> {
    store.migrate().await.context("the database can't be brought up to date")?;
    let made = store::partition::ensure(&store.system(), now).await;
    made.context("the partitions of events can't be made")?;
    Ok(())
}

/// [`migrate`], and on an installation without organizations the first one with its
/// owner. The answer is what to print, as long as the generated password is on file.
pub async fn prepare(store: &Store, config: &Config, now: DateTime<Utc>) -> anyhow::Result<Option<Welcome>> {
    migrate(store, now).await?;
    let system = store.system();
    if store::organization::first(&system).await?.is_none() {
        create_first(&system, config).await.context("the first organization can't be created")?;
    }
    FirstSignIn::at(&config.data_dir).read()
}

async fn create_first(system: &SystemScope, config: &Config) -> anyhow::Result<()> {
    let user = owner(system, config).await?;
    let org = organization(system).await?;
    match store::user::add_member(system, org, user, Role::Owner).await {
        Err(StoreError::Conflict { .. }) => {}
        done => done?,
    }
    tracing::info!(org.id = org.0, user.id = user.0, "created the organization {} and its owner", ORGANIZATION.0);
    Ok(())
}

/// The first user. A generated password is on file before the account exists: after a
/// crash in between, the next start finds and uses it.
async fn owner(system: &SystemScope, config: &Config) -> anyhow::Result<UserId> {
    let email = &config.admin_email;
    if let Some(user) = store::user::find(system, email).await? {
        return Ok(user);
    }
    let file = FirstSignIn::at(&config.data_dir);
    let (chosen, is_ours) = match &config.admin_password {
        Some(password) => (password.clone(), false),
        None => file.keep(email)?,
    };
    let name = DisplayName::parse("Admin").expect("the name is a name");
    let hash = password::hash_in_background(chosen).await;
    match store::user::create(system, email, &name, &hash).await {
        Ok(user) => Ok(user),
        // Another server was faster, and its password counts.
        Err(StoreError::Conflict { .. }) => {
            if is_ours {
                file.discard()?;
            }
            let user = store::user::find(system, email).await?;
            user.context("the owner's account was deleted meanwhile")
        }
        Err(error) => Err(error.into()),
    }
}

async fn organization(system: &SystemScope) -> anyhow::Result<OrgId> {
    let slug = OrgSlug::parse(ORGANIZATION.0).expect("the slug is a slug");
    let name = DisplayName::parse(ORGANIZATION.1).expect("the name is a name");
    match store::organization::create(system, &slug, &name, &zone::of_this_machine()).await {
        Ok(org) => Ok(org),
        Err(StoreError::Conflict { .. }) => {
            let org = store::organization::find(system, &slug).await?;
            org.context("the organization was deleted meanwhile")
        }
        Err(error) => Err(error.into()),
    }
}
