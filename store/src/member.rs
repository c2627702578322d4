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

use crate::{
    By, OrgScope, OrgTx, RuleError, StoreError,
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
    by: impl Into<By<'_>>,
    after: Option<UserId>,
    limit: u32,
    origin: &Origin,
) -> Result<Vec<Member>, StoreError> {
    let by = by.into();
    let (mut tx, shows_addresses) = match by {
        By::Member(scope) => {
            let (tx, own) = scope.act(Action::SeeMembers, AuditAction::AddressesRead, origin).await?;
            (tx, may(own, Action::SeeAddresses))
        }
        By::Program(_) => {
            let tx = by.act(Action::SeeMembers, AuditAction::AddressesRead, origin).await?;
            (tx, by.may(Action::SeeAddresses))
        }
    };
    if shows_addresses {
        audit::read_by(tx.connection(), by, origin, AuditAction::AddressesRead).await?;
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
        by.org_id().0,
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

/// Gives a member another role. Their open invitations end, as far as somebody
/// with that role could not have made them.
pub async fn change_role(
    scope: &OrgScope,
    user: UserId,
    wanted: Role,
    origin: &Origin,
) -> Result<(), RuleError<MemberRefusal>> {
    let by = By::Member(scope);
    let (mut tx, held) = hold(by, user, Action::ChangeRoles, AuditAction::RoleChanged, origin).await?;
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
        let above = Role::ALL.iter().copied().filter(|role| member::invite(wanted, *role).is_err()).collect::<Vec<_>>();
        end_invitations(&mut tx, by, user, &above, None, origin).await?;
        publish_access(tx.connection(), scope.org_id()).await?;
    }
    audit::by(tx.connection(), by, origin, &entry.if_done(ruled.is_ok())).await?;
    tx.commit().await?;
    ruled.map_err(RuleError::Refused)
}

/// Ends somebody's membership, and with it the open invitations that they made
/// and those that are for them. API tokens that they made go on working: they
/// belong to the organization.
pub async fn remove(by: impl Into<By<'_>>, user: UserId, origin: &Origin) -> Result<(), RuleError<MemberRefusal>> {
    let by = by.into();
    let (tx, held) = hold(by, user, Action::RemoveMembers, AuditAction::MemberRemoved, origin).await?;
    let ruled = member::remove(held.actor, held.target, held.owners);
    let entry = Entry::done(AuditAction::MemberRemoved).on(&held.email).with(held.target.as_str());
    end(tx, by, user, &held.email, origin, &entry, ruled).await
}

/// Why the member can't leave, as it is now; `None` where they can.
pub async fn keeps(scope: &OrgScope) -> Result<Option<MemberRefusal>, StoreError> {
    let mut tx = scope.begin().await?;
    let owners = sqlx::query_scalar!(
        r#"select count(*) as "count!" from members where org_id = $1 and role = 'owner'"#,
        tx.org_id().0,
    )
    .fetch_one(tx.connection())
    .await?;
    tx.commit().await?;
    Ok(member::leave(scope.role(), usize::try_from(owners).unwrap_or_default()).err())
}

/// Ends the member's own membership.
pub async fn leave(scope: &OrgScope, origin: &Origin) -> Result<(), RuleError<MemberRefusal>> {
    let (by, user) = (By::Member(scope), scope.user_id());
    let (tx, held) = hold(by, user, Action::LeaveOrganization, AuditAction::MemberLeft, origin).await?;
    let ruled = member::leave(held.actor, held.owners);
    let entry = Entry::done(AuditAction::MemberLeft).with(held.actor.as_str());
    end(tx, by, user, &held.email, origin, &entry, ruled).await
}

/// Opens a transaction that holds what a change of a membership depends on.
/// Who may not ask isn't told whether there is such a member; that they tried
/// is noted.
async fn hold<'s>(
    by: By<'s>,
    target: UserId,
    needed: Action,
    audited: AuditAction,
    origin: &Origin,
) -> Result<(OrgTx<'s>, Held), StoreError> {
    let mut tx = by.begin().await?;
    match Held::lock(&mut tx, by, target, needed, origin.at).await {
        Err(StoreError::Forbidden) => {
            audit::by(tx.connection(), by, origin, &Entry::done(audited).if_done(false)).await?;
            tx.commit().await?;
            Err(StoreError::Forbidden)
        }
        held => Ok((tx, held?)),
    }
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
    async fn lock(
        tx: &mut OrgTx<'_>,
        by: By<'_>,
        target: UserId,
        needed: Action,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        // Who waited for a lock sees the role that the other one left.
        let rows = sqlx::query!(
            "select user_id, role
             from members
             where org_id = $1 and (role = 'owner' or user_id in ($2, $3))
             order by user_id
             for update",
            by.org_id().0,
            by.user().map(|user| user.0),
            target.0,
        )
        .fetch_all(tx.connection())
        .await?;
        let role_of = |user: UserId| {
            let row = rows.iter().find(|row| row.user_id == user.0).ok_or(StoreError::NotFound)?;
            stored::<Role>("role", &row.role)
        };
        let actor = match by {
            By::Member(scope) => role_of(scope.user_id())?,
            By::Program(scope) => {
                scope.look_again(tx.connection(), now).await?;
                // What a token may do to members it may do as an admin.
                by.permit(needed).map(|()| Role::Admin)?
            }
        };
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
    by: By<'_>,
    user: UserId,
    email: &str,
    origin: &Origin,
    entry: &Entry,
    ruled: Result<(), MemberRefusal>,
) -> Result<(), RuleError<MemberRefusal>> {
    if ruled.is_ok() {
        end_invitations(&mut tx, by, user, Role::ALL, Some(email), origin).await?;
    }
    // The entries first: afterwards the one who leaves is nobody here.
    audit::by(tx.connection(), by, origin, &entry.clone().if_done(ruled.is_ok())).await?;
    if ruled.is_ok() {
        sqlx::query!("delete from members where org_id = $1 and user_id = $2", by.org_id().0, user.0)
            .execute(tx.connection())
            .await?;
        publish_access(tx.connection(), by.org_id()).await?;
    }
    tx.commit().await?;
    ruled.map_err(RuleError::Refused)
}

/// Nobody lets others in by a right they no longer have: withdraws the open
/// invitations to these roles that `user` made. Nobody comes back by an older
/// invitation either: also withdraws the one of the address `email`.
async fn end_invitations(
    tx: &mut OrgTx<'_>,
    by: By<'_>,
    user: UserId,
    roles: &[Role],
    email: Option<&str>,
    origin: &Origin,
) -> Result<(), StoreError> {
    let ended = sqlx::query!(
        "update invitations
         set withdrawn_at = $3
         where org_id = $1 and accepted_at is null and withdrawn_at is null
           and ((invited_by = $2 and role = any($4)) or email = $5)
         returning email, role",
        by.org_id().0,
        user.0,
        origin.at,
        &roles.iter().map(|role| role.as_str()).collect::<Vec<_>>() as &[&str],
        email,
    )
    .fetch_all(tx.connection())
    .await?;
    for invitation in ended {
        let entry = Entry::done(AuditAction::InvitationWithdrawn).on(&invitation.email).with(&invitation.role);
        audit::by(tx.connection(), by, origin, &entry).await?;
    }
    Ok(())
}
