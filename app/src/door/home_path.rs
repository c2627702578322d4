//! Where a person lands who names no organization.

use crate::AppError;
use crate::host::{Host, cookie};
use domain::id::UserId;
use domain::slug::OrgSlug;
use store::Store;

/// The cookie that names the organization used last. It grants nothing: membership is looked up.
const LAST_ORGANIZATION: &str = "pulseboard_org";

/// The organization used last, else the first by name, else `/`.
///
/// # Errors
/// When the database can't be asked.
pub async fn home_path(store: &Store, user: UserId) -> Result<String, AppError> {
    let remembered = cookie(LAST_ORGANIZATION);
    let organizations =
        store::identity::viewer(store, user).await?.map(|viewer| viewer.organizations).unwrap_or_default();
    let used_last = remembered.and_then(|slug| organizations.iter().find(|member| member.slug.as_str() == slug));
    let home = used_last.or(organizations.first());
    Ok(home.map_or_else(|| "/".to_owned(), |member| format!("/o/{}", member.slug)))
}

/// Keeps the organization as the one used last.
pub(crate) fn remember(host: &Host, slug: &OrgSlug) {
    if cookie(LAST_ORGANIZATION).as_deref() != Some(slug.as_str()) {
        host.set_cookie(LAST_ORGANIZATION, slug.as_str());
    }
}
