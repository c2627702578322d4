//! Organizations: the tenants.

use domain::{
    access::{Action, Rules},
    audit::AuditAction,
    id::{OrgId, UserId},
    locale::Locale,
    name::DisplayName,
    role::Role,
    slug::OrgSlug,
    zone::ZoneName,
};

use crate::{
    OrgScope, OrgTx, Store, StoreError, SystemScope,
    audit::{self, Entry, Origin},
    error::{stored, undecodable},
    live::publish_access,
};

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
    audit::by_operator(&mut tx, OrgId(id), &Entry::done(AuditAction::OrganizationCreated).on(slug.as_str())).await?;
    tx.commit().await?;
    Ok(OrgId(id))
}

/// Makes an organization of which `user` is the owner. A slug that is taken is
/// a conflict with `organizations_slug_key`.
pub async fn create_by(
    store: &Store,
    user: UserId,
    slug: &OrgSlug,
    name: &DisplayName,
    zone: &ZoneName,
    origin: &Origin,
) -> Result<OrgId, StoreError> {
    let mut tx = store.identity(Some(user)).await?;
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
    sqlx::query!(
        "insert into members (org_id, user_id, role)
         values ($1, $2, $3)",
        id,
        user.0,
        Role::Owner.as_str(),
    )
    .execute(&mut *tx)
    .await?;
    let entry = Entry::done(AuditAction::OrganizationCreated).on(slug.as_str());
    audit::by_person_in(&mut tx, user, OrgId(id), origin, &entry).await?;
    publish_access(&mut tx, OrgId(id)).await?;
    tx.commit().await?;
    Ok(OrgId(id))
}

/// What the owners of an organization decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The name on pages.
    pub name: DisplayName,
    /// The zone in which days begin.
    pub zone: ZoneName,
    /// How dates are written.
    pub locale: Locale,
    /// What members may do.
    pub rules: Rules,
}

/// What is set, as of now.
pub async fn settings(scope: &OrgScope) -> Result<Settings, StoreError> {
    scope.permit(Action::SeeOrganization)?;
    let mut tx = scope.begin().await?;
    let found = read(&mut tx, scope).await?;
    tx.commit().await?;
    Ok(found)
}

/// Changes what is set. The audit log has what was changed into what.
pub async fn change(scope: &OrgScope, settings: &Settings, origin: &Origin) -> Result<(), StoreError> {
    let (mut tx, _) = scope.act(Action::ChangeOrganization, AuditAction::OrganizationChanged, origin).await?;
    let before = read(&mut tx, scope).await?;
    sqlx::query!(
        "update organizations
         set name = $2, zone = $3, locale = $4, viewers_see_analytics = $5
         where id = $1",
        scope.org_id().0,
        settings.name.as_str(),
        settings.zone.as_str(),
        settings.locale.as_str(),
        settings.rules.viewers_see_analytics,
    )
    .execute(tx.connection())
    .await?;
    let entry = Entry::done(AuditAction::OrganizationChanged).with(&difference(&before, settings));
    audit::by_member(tx.connection(), scope, origin, &entry).await?;
    publish_access(tx.connection(), scope.org_id()).await?;
    tx.commit().await
}

async fn read(tx: &mut OrgTx<'_>, scope: &OrgScope) -> Result<Settings, StoreError> {
    let row = sqlx::query!(
        "select name, zone, locale, viewers_see_analytics from organizations where id = $1 order by id",
        scope.org_id().0,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(Settings {
        name: stored("name", &row.name)?,
        zone: ZoneName::try_from(row.zone).map_err(|error| undecodable("zone", error))?,
        locale: stored("locale", &row.locale)?,
        rules: Rules { viewers_see_analytics: row.viewers_see_analytics },
    })
}

/// "name: Acme to Acme Data; viewers see analytics: yes to no".
fn difference(before: &Settings, after: &Settings) -> String {
    let shown = |settings: &Settings| if settings.rules.viewers_see_analytics { "yes" } else { "no" };
    let fields = [
        ("name", before.name.to_string(), after.name.to_string()),
        ("time zone", before.zone.to_string(), after.zone.to_string()),
        ("locale", before.locale.to_string(), after.locale.to_string()),
        ("viewers see analytics", shown(before).to_owned(), shown(after).to_owned()),
    ];
    let changed = fields.into_iter().filter(|(_, before, after)| before != after);
    changed.map(|(field, before, after)| format!("{field}: {before} to {after}")).collect::<Vec<_>>().join("; ")
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
