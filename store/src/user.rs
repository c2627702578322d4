//! People and their memberships, as workers and the command line see them.
//! What people see of themselves is in [`identity`](crate::identity).

use domain::{
    audit::AuditAction,
    email::Email,
    id::{OrgId, UserId},
    name::DisplayName,
    role::Role,
};

use sqlx::PgConnection;

use crate::{
    StoreError, SystemScope,
    audit::{self, Entry},
    live::publish_access,
};

/// Makes a user who is nobody's member yet, so there is no log to note it in.
/// An address that has an account is a conflict with `users_email_key`.
pub async fn create(
    system: &SystemScope,
    email: &Email,
    name: &DisplayName,
    password_hash: &str,
) -> Result<UserId, StoreError> {
    let mut tx = system.begin().await?;
    let user = insert(&mut tx, email, name, password_hash).await?;
    tx.commit().await?;
    Ok(user)
}

async fn insert(
    tx: &mut PgConnection,
    email: &Email,
    name: &DisplayName,
    password_hash: &str,
) -> Result<UserId, StoreError> {
    let id = sqlx::query_scalar!(
        "insert into users (email, name, password_hash)
         values ($1, $2, $3)
         returning id",
        email.as_str(),
        name.as_str(),
        password_hash,
    )
    .fetch_one(tx)
    .await?;
    Ok(UserId(id))
}

/// Makes a user who is a member from the start.
pub async fn create_member(
    system: &SystemScope,
    org: OrgId,
    role: Role,
    (email, name): (&Email, &DisplayName),
    password_hash: &str,
) -> Result<UserId, StoreError> {
    let mut tx = system.begin().await?;
    let user = insert(&mut tx, email, name, password_hash).await?;
    audit::by_operator(&mut tx, org, &Entry::done(AuditAction::UserCreated).on(email.as_str())).await?;
    join(&mut tx, org, user, role).await?;
    tx.commit().await?;
    Ok(user)
}

/// The user of an address.
pub async fn find(system: &SystemScope, email: &Email) -> Result<Option<UserId>, StoreError> {
    let mut tx = system.begin().await?;
    let id = sqlx::query_scalar!("select id from users where email = $1 order by id", email.as_str())
        .fetch_optional(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(id.map(UserId))
}

/// Makes a user a member. One who is a member already is a conflict with
/// `members_pkey`.
pub async fn add_member(system: &SystemScope, org: OrgId, user: UserId, role: Role) -> Result<(), StoreError> {
    let mut tx = system.begin().await?;
    join(&mut tx, org, user, role).await?;
    Ok(tx.commit().await?)
}

async fn join(tx: &mut PgConnection, org: OrgId, user: UserId, role: Role) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into members (org_id, user_id, role)
         values ($1, $2, $3)",
        org.0,
        user.0,
        role.as_str(),
    )
    .execute(&mut *tx)
    .await?;
    let email =
        sqlx::query_scalar!("select email from users where id = $1 order by id", user.0).fetch_one(&mut *tx).await?;
    let entry = Entry::done(AuditAction::MemberAdded).on(&email).with(role.as_str());
    audit::by_operator(tx, org, &entry).await?;
    publish_access(tx, org).await
}

/// The organizations that a user is a member of, oldest first.
pub async fn memberships(system: &SystemScope, user: UserId) -> Result<Vec<OrgId>, StoreError> {
    let mut tx = system.begin().await?;
    let ids = sqlx::query_scalar!("select org_id from members where user_id = $1 order by org_id", user.0)
        .fetch_all(&mut *tx)
        .await?;
    tx.commit().await?;
    Ok(ids.into_iter().map(OrgId).collect())
}
