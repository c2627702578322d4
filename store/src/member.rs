//! Members: who they are, what they may do, and how a membership ends.
//!
//! The rules are `domain::access::member`; this locks what they ask about. The
//! owners of an organization are locked in one order by whoever might take
//! one away, so that two who do it at once can't leave it without any.

use chrono::{DateTime, Utc};
use domain::{
    access::{
        Action, may,
        member::{self, MemberRefusal},
    },
    audit::AuditAction,
    email::Email,
    id::UserId,
    name::DisplayName,
    role::Role,
};
use sqlx::PgConnection;

use crate::{
    OrgScope, OrgTx, RuleError, StoreError,
    audit::{self, Entry, Origin},
    error::stored,
    live::publish_access,
};

/// A member as the others see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who it is.
    pub user_id: UserId,
    /// The name they are shown by.
    pub name: DisplayName,
    /// Their address, for those who may see it.
    pub email: Option<Email>,
    /// What they may do.
    pub role: Role,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// At most `limit` members by name, after the one named by `after`. Whoever
/// may see addresses does, and that is noted.
pub async fn list(
    scope: &OrgScope,
    after: Option<UserId>,
    limit: u32,
    origin: &Origin,
) -> Result<Vec<Member>, StoreError> {
    let (mut tx, own) = scope.act(Action::SeeMembers, AuditAction::AddressesRead, origin).await?;
    let shows_addresses = may(own, Action::SeeAddresses);
    if shows_addresses {
        audit::read_by_member(tx.connection(), scope, origin, AuditAction::AddressesRead).await?;
    }
    let rows = sqlx::query!(
        r#"select u.id, u.name, case when $4 then u.email end as email, m.role, m.created_at
           from members m
           join users u on u.id = m.user_id
           where m.org_id = $1
             and ($2::int is null
                  or (lower(u.name), u.id) > (select lower(name), id from users where id = $2))
           order by lower(u.name), u.id
           limit $3"#,
        scope.org_id().0,
        after.map(|user| user.0),
        i64::from(limit),
        shows_addresses,
    )
    .fetch_all(tx.connection())
    .await?;
    tx.commit().await?;
    rows.into_iter()
        .map(|row| {
            Ok(Member {
                user_id: UserId(row.id),
                name: stored("name", &row.name)?,
                email: row.email.map(|email| stored("email", &email)).transpose()?,
                role: stored("role", &row.role)?,
                since: row.created_at,
            })
        })
        .collect()
}

/// Gives a member another role. Below admin, their open invitations end.
pub async fn change_role(
    scope: &OrgScope,
    user: UserId,
    wanted: Role,
    origin: &Origin,
) -> Result<(), RuleError<MemberRefusal>> {
    let mut tx = scope.begin().await?;
    let held = Held::lock(&mut tx, scope, user, Action::ChangeRoles).await?;
    let ruled = member::change_role(held.actor, held.target, wanted, held.owners);
    let entry = Entry::done(AuditAction::RoleChanged).on(&held.email).with(&format!("{} to {wanted}", held.target));
    if ruled.is_ok() {
        sqlx::query!(
            "update members set role = $3 where org_id = $1 and user_id = $2",
            scope.org_id().0,
            user.0,
            wanted.as_str(),
        )
        .execute(tx.connection())
        .await?;
        if member::invite(wanted, Role::Viewer).is_err() {
            end_invitations(tx.connection(), scope, user, origin).await?;
        }
    }
    finish(tx, scope, origin, &entry, ruled).await
}

/// Ends somebody's membership, and their open invitations with it.
pub async fn remove(scope: &OrgScope, user: UserId, origin: &Origin) -> Result<(), RuleError<MemberRefusal>> {
    let mut tx = scope.begin().await?;
    let held = Held::lock(&mut tx, scope, user, Action::RemoveMembers).await?;
    let ruled = member::remove(held.actor, held.target, held.owners);
    let entry = Entry::done(AuditAction::MemberRemoved).on(&held.email).with(held.target.as_str());
    end(tx, scope, user, origin, &entry, ruled).await
}

/// Ends the member's own membership.
pub async fn leave(scope: &OrgScope, origin: &Origin) -> Result<(), RuleError<MemberRefusal>> {
    let user = scope.user_id();
    let mut tx = scope.begin().await?;
    let held = Held::lock(&mut tx, scope, user, Action::LeaveOrganization).await?;
    let ruled = member::leave(held.actor, held.owners);
    let entry = Entry::done(AuditAction::MemberLeft).with(held.actor.as_str());
    end(tx, scope, user, origin, &entry, ruled).await
}

/// What a change of a membership depends on; locked until the transaction
/// ends.
struct Held {
    actor: Role,
    target: Role,
    email: String,
    owners: usize,
}

impl Held {
    async fn lock(tx: &mut OrgTx<'_>, scope: &OrgScope, target: UserId, needed: Action) -> Result<Self, StoreError> {
        // Who waited for a lock sees the role that the other one left.
        let rows = sqlx::query!(
            "select user_id, role
             from members
             where org_id = $1 and (role = 'owner' or user_id in ($2, $3))
             order by user_id
             for update",
            scope.org_id().0,
            scope.user_id().0,
            target.0,
        )
        .fetch_all(tx.connection())
        .await?;
        let role_of = |user: UserId| {
            let row = rows.iter().find(|row| row.user_id == user.0).ok_or(StoreError::NotFound)?;
            stored::<Role>("role", &row.role)
        };
        let actor = role_of(scope.user_id())?;
        // Who may not ask isn't told either whether there is such a member.
        let target_role =
            role_of(target).map_err(|error| if may(actor, needed) { error } else { StoreError::Forbidden })?;
        let email = sqlx::query_scalar!("select email from users where id = $1 order by id", target.0)
            .fetch_optional(tx.connection())
            .await?;
        Ok(Self {
            actor,
            target: target_role,
            email: email.ok_or(StoreError::NotFound)?,
            owners: rows.iter().filter(|row| row.role == Role::Owner.as_str()).count(),
        })
    }
}

async fn end(
    mut tx: OrgTx<'_>,
    scope: &OrgScope,
    user: UserId,
    origin: &Origin,
    entry: &Entry,
    ruled: Result<(), MemberRefusal>,
) -> Result<(), RuleError<MemberRefusal>> {
    // The entry first: afterwards the one who leaves is nobody here.
    audit::by_member(tx.connection(), scope, origin, &entry.clone().if_done(ruled.is_ok())).await?;
    if ruled.is_ok() {
        end_invitations(tx.connection(), scope, user, origin).await?;
        sqlx::query!("delete from members where org_id = $1 and user_id = $2", scope.org_id().0, user.0)
            .execute(tx.connection())
            .await?;
        publish_access(tx.connection(), scope.org_id()).await?;
    }
    tx.commit().await?;
    ruled.map_err(RuleError::Refused)
}

async fn finish(
    mut tx: OrgTx<'_>,
    scope: &OrgScope,
    origin: &Origin,
    entry: &Entry,
    ruled: Result<(), MemberRefusal>,
) -> Result<(), RuleError<MemberRefusal>> {
    audit::by_member(tx.connection(), scope, origin, &entry.clone().if_done(ruled.is_ok())).await?;
    if ruled.is_ok() {
        publish_access(tx.connection(), scope.org_id()).await?;
    }
    tx.commit().await?;
    ruled.map_err(RuleError::Refused)
}

/// Nobody lets others in by a right they no longer have.
async fn end_invitations(
    tx: &mut PgConnection,
    scope: &OrgScope,
    user: UserId,
    origin: &Origin,
) -> Result<(), StoreError> {
    sqlx::query!(
        "update invitations
         set withdrawn_at = $3
         where org_id = $1 and invited_by = $2 and accepted_at is null and withdrawn_at is null",
        scope.org_id().0,
        user.0,
        origin.at,
    )
    .execute(tx)
    .await?;
    Ok(())
}
