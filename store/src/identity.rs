//! Who somebody is, before an organization is known. Runs as `app_identity`,
//! which sees memberships of the user in question only.

use domain::{
    audit::AuditAction, email::Email, id::UserId, locale::Locale, name::DisplayName, role::Role, slug::OrgSlug,
    theme::Theme,
};

use crate::{
    Store, StoreError,
    audit::{self, Entry, Origin},
    error::stored,
    live::publish_access_of,
    session,
};

/// What a password is checked against.
#[derive(Clone)]
pub struct Credentials {
    /// Whose they are.
    pub user_id: UserId,
    /// An Argon2id hash in PHC format.
    pub password_hash: String,
}

impl std::fmt::Debug for Credentials {
    /// The hash stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").field("user_id", &self.user_id).finish_non_exhaustive()
    }
}

/// The person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Who it is.
    pub user_id: UserId,
    /// The address they sign in with.
    pub email: Email,
    /// The name they are shown by.
    pub name: DisplayName,
    /// The colours they chose.
    pub theme: Theme,
    /// How they write dates, if not as each organization does.
    pub locale: Option<Locale>,
    /// Where they are a member, by name.
    pub organizations: Vec<Membership>,
}

/// One organization of a viewer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The organization in URLs.
    pub slug: OrgSlug,
    /// The organization on pages.
    pub name: DisplayName,
    /// What the viewer may do there.
    pub role: Role,
}

/// What the password of an account is checked against.
pub async fn find_credentials(store: &Store, email: &Email) -> Result<Option<Credentials>, StoreError> {
    let mut tx = store.identity(None).await?;
    let row = sqlx::query!("select id, password_hash from users where email = $1 order by id", email.as_str())
        .fetch_optional(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(row.map(|row| Credentials { user_id: UserId(row.id), password_hash: row.password_hash }))
}

/// The person behind a session, with where they may go.
pub async fn viewer(store: &Store, user: UserId) -> Result<Option<Viewer>, StoreError> {
    let mut tx = store.identity(Some(user)).await?;
    let row = sqlx::query!("select email, name, theme, locale from users where id = $1 order by id", user.0)
        .fetch_optional(&mut *tx)
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let memberships = sqlx::query!(
        "select o.slug, o.name, m.role
         from members m
         join organizations o on o.id = m.org_id
         where m.user_id = $1
         order by lower(o.name), o.id",
        user.0,
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    let organizations = memberships
        .into_iter()
        .map(|row| {
            Ok(Membership {
                slug: stored("slug", &row.slug)?,
                name: stored("name", &row.name)?,
                role: stored("role", &row.role)?,
            })
        })
        .collect::<Result<_, StoreError>>()?;
    Ok(Some(Viewer {
        user_id: user,
        email: stored("email", &row.email)?,
        name: stored("name", &row.name)?,
        theme: stored("theme", &row.theme)?,
        locale: row.locale.map(|locale| stored("locale", &locale)).transpose()?,
        organizations,
    }))
}

/// Keeps the colours that a user chose.
pub async fn set_theme(store: &Store, user: UserId, theme: Theme) -> Result<(), StoreError> {
    let mut tx = store.identity(Some(user)).await?;
    let done =
        sqlx::query!("update users set theme = $2 where id = $1", user.0, theme.as_str()).execute(&mut *tx).await?;
    tx.commit().await?;
    one(done.rows_affected())
}

/// Keeps a new password's hash, or the old password's under new parameters.
pub async fn set_password_hash(store: &Store, user: UserId, password_hash: &str) -> Result<(), StoreError> {
    let mut tx = store.identity(Some(user)).await?;
    let done = sqlx::query!("update users set password_hash = $2 where id = $1", user.0, password_hash)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    one(done.rows_affected())
}

/// Keeps the name and the locale that a user chose.
pub async fn change_profile(
    store: &Store,
    user: UserId,
    name: &DisplayName,
    locale: Option<Locale>,
    origin: &Origin,
) -> Result<(), StoreError> {
    let mut tx = store.identity(Some(user)).await?;
    let done = sqlx::query!(
        "update users set name = $2, locale = $3 where id = $1",
        user.0,
        name.as_str(),
        locale.map(Locale::as_str),
    )
    .execute(&mut *tx)
    .await?;
    one(done.rows_affected())?;
    audit::by_person(&mut tx, Some(user), origin, &Entry::done(AuditAction::ProfileChanged)).await?;
    Ok(tx.commit().await?)
}

/// Sets another password, and ends every session but the one whose id has the
/// hash `keep`.
pub async fn change_password(
    store: &Store,
    user: UserId,
    password_hash: &str,
    keep: Option<&[u8; 32]>,
    origin: &Origin,
) -> Result<(), StoreError> {
    let mut tx = store.identity(Some(user)).await?;
    let done = sqlx::query!("update users set password_hash = $2 where id = $1", user.0, password_hash)
        .execute(&mut *tx)
        .await?;
    one(done.rows_affected())?;
    session::delete_others(&mut tx, user, keep).await?;
    audit::by_person(&mut tx, Some(user), origin, &Entry::done(AuditAction::PasswordChanged)).await?;
    publish_access_of(&mut tx, user).await?;
    Ok(tx.commit().await?)
}

fn one(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::NotFound) }
}
