//! Organizations: the tenants.

use domain::{id::OrgId, name::DisplayName, slug::OrgSlug, zone::ZoneName};

use crate::{StoreError, SystemScope, error::stored};

/// Makes an organization. A slug that is taken is a conflict with
/// `organizations_slug_key`.
pub async fn create(
    system: &SystemScope,
    slug: &OrgSlug,
    name: &DisplayName,
    zone: &ZoneName,
) -> Result<OrgId, StoreError> {
    let mut tx = system.begin().await?;
    let id = sqlx::query_scalar!(
        "insert into organizations (slug, name, zone)
         values ($1, $2, $3)
         returning id",
        slug.as_str(),
        name.as_str(),
        zone.as_str(),
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(OrgId(id))
}

/// The organization that was made first.
pub async fn first(system: &SystemScope) -> Result<Option<(OrgId, OrgSlug)>, StoreError> {
    let mut tx = system.begin().await?;
    let row = sqlx::query!("select id, slug from organizations order by id limit 1").fetch_optional(&mut *tx).await?;
    tx.commit().await?;
    row.map(|row| Ok((OrgId(row.id), stored("slug", &row.slug)?))).transpose()
}

/// The organization of a slug.
pub async fn find(system: &SystemScope, slug: &OrgSlug) -> Result<Option<OrgId>, StoreError> {
    let mut tx = system.begin().await?;
    let id = sqlx::query_scalar!("select id from organizations where slug = $1 order by id", slug.as_str())
        .fetch_optional(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(id.map(OrgId))
}

/// Every organization, in the order they were made; for workers that visit
/// each of them.
pub async fn all(system: &SystemScope) -> Result<Vec<OrgId>, StoreError> {
    let mut tx = system.begin().await?;
    let ids = sqlx::query_scalar!("select id from organizations order by id").fetch_all(&mut *tx).await?;
    tx.commit().await?;
    Ok(ids.into_iter().map(OrgId).collect())
}
