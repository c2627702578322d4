//! `pulseboard org …`

use anyhow::{Context, bail};
use domain::id::OrgId;
use domain::slug::OrgSlug;
use store::{Store, StoreError};

use super::arguments::NewOrganization;

/// Creates an organization.
pub(super) async fn create(store: &Store, new: NewOrganization) -> anyhow::Result<()> {
    let NewOrganization { slug, name, time_zone } = new;
    match store::organization::create(&store.system(), &slug, &name, &time_zone).await {
        Ok(_) => {
            println!("Created the organization {slug} ({name}, {time_zone}).");
            Ok(())
        }
        Err(StoreError::Conflict { .. }) => bail!("there is an organization `{slug}` already"),
        Err(error) => Err(error).context("the organization can't be created"),
    }
}

/// The organization of a slug that somebody typed.
pub(super) async fn named(store: &Store, slug: &OrgSlug) -> anyhow::Result<OrgId> {
    let found = store::organization::find(&store.system(), slug).await?;
    found.with_context(|| format!("there is no organization `{slug}`"))
}
