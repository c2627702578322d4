//! Who looks at the page, and where they may go.

use crate::AppError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use server_fn::codec::Json;

/// What the frame shows of person and organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The person's name.
    pub name: String,
    /// "Owner", "Admin", "Editor" or "Viewer", in this organization.
    pub role: String,
    /// The organization's slug.
    pub org: String,
    /// The organization's name.
    pub org_name: String,
    /// IANA name of the organization's time zone.
    pub zone: String,
    /// Whether events and figures are shown: an organization may keep them from its viewers.
    pub sees_analytics: bool,
    /// Slug and name of every organization of this person, by name.
    pub organizations: Vec<(String, String)>,
}

/// The viewer of organization `org`.
///
/// # Errors
/// [`AppError::NotFound`] for an organization that does not exist or has no such member.
#[server(input = Json)]
pub async fn get_viewer(
    /// The organization's slug.
    org: String,
) -> Result<Viewer, AppError> {
    let (host, scope) = crate::host::enter(&org).await?;
    crate::door::remember(&host, scope.slug());
    let viewer = host.entries.viewer(&host.store, scope.user_id()).await?.ok_or(AppError::SignedOut)?;
    Ok(Viewer {
        name: viewer.name.to_string(),
        role: scope.role().label().to_owned(),
        org: scope.slug().to_string(),
        org_name: scope.name().to_string(),
        zone: scope.zone().to_string(),
        sees_analytics: scope.may(domain::access::Action::SeeAnalytics),
        organizations: viewer
            .organizations
            .into_iter()
            .map(|member| (member.slug.to_string(), member.name.to_string()))
            .collect(),
    })
}
