//! The server function that makes an organization.

use crate::AppError;
use crate::error::Invalid;
use crate::host::{caller, host};
use domain::name::DisplayName;
use domain::slug::OrgSlug;
use domain::zone::ZoneName;
use leptos::prelude::*;
use store::StoreError;

/// Makes an organization of which the person who asks is the owner, and leads there.
///
/// # Errors
/// [`AppError::Invalid`] for a wrong field, and for a short name that is taken.
#[server]
pub async fn create_organization(
    /// Its name on pages.
    name: String,
    /// Its name in addresses.
    slug: String,
    /// IANA name of its time zone.
    zone: String,
) -> Result<(), AppError> {
    let (host, caller) = (host()?, caller()?);
    let user = caller.user.ok_or(AppError::SignedOut)?;
    let fields = [("name", &name), ("slug", &slug), ("zone", &zone)];
    let keep = |invalid: Invalid| AppError::Invalid(invalid.keeping_all(fields));
    let (parsed, org, zone) = parse(&name, &slug, &zone).map_err(keep)?;
    match store::organization::create_by(&host.store, user, &org, &parsed, &zone, &caller.accounts.origin()).await {
        Err(StoreError::Conflict { .. }) => return Err(keep(Invalid::field("slug", "This short name is taken."))),
        made => made?,
    };
    host.entries.forget();
    leptos_axum::redirect(&format!("/o/{org}"));
    Ok(())
}

fn parse(name: &str, slug: &str, zone: &str) -> Result<(DisplayName, OrgSlug, ZoneName), Invalid> {
    Ok((
        DisplayName::parse(name).map_err(|error| Invalid::field("name", error.to_string()))?,
        OrgSlug::parse(slug).map_err(|error| Invalid::field("slug", error.to_string()))?,
        ZoneName::parse(zone).map_err(|error| Invalid::field("zone", error.to_string()))?,
    ))
}
