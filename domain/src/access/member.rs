//! What one member may do to the membership of another, or to their own.
//!
//! An organization always has an owner, and nobody gives or takes a role above
//! their own. Who counts the owners holds them locked meanwhile.

use super::{Action, may};
use crate::role::Role;

/// Why a membership stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MemberRefusal {
    /// The acting member's own role doesn't reach to the one in question.
    #[error("Only an owner may make or change an owner.")]
    AboveYou,
    /// The acting member's role doesn't allow it at all.
    #[error("Your role does not allow this.")]
    Role,
    /// It would leave the organization without an owner.
    #[error("An organization needs an owner. Make somebody else an owner first.")]
    LastOwner,
}

/// Why somebody is not invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InviteRefusal {
    /// The role of whoever invites doesn't allow it.
    #[error(transparent)]
    Member(#[from] MemberRefusal),
    /// There is nothing to invite to.
    #[error("This person is a member already.")]
    AlreadyMember,
}

/// Whether somebody with the role `actor` may let somebody in as `wanted`.
pub fn invite(actor: Role, wanted: Role) -> Result<(), MemberRefusal> {
    reach(actor, Action::InviteMembers, &[wanted])
}

/// Whether `actor` may turn a member's role from `current` into `wanted`,
/// in an organization with this many owners.
pub fn change_role(actor: Role, current: Role, wanted: Role, owners: usize) -> Result<(), MemberRefusal> {
    reach(actor, Action::ChangeRoles, &[current, wanted])?;
    if wanted == Role::Owner { Ok(()) } else { keep_an_owner(current, owners) }
}

/// Whether `actor` may end the membership of another, whose role is `current`.
pub fn remove(actor: Role, current: Role, owners: usize) -> Result<(), MemberRefusal> {
    reach(actor, Action::RemoveMembers, &[current])?;
    keep_an_owner(current, owners)
}

/// Whether a member may leave.
pub fn leave(role: Role, owners: usize) -> Result<(), MemberRefusal> {
    if may(role, Action::LeaveOrganization) { keep_an_owner(role, owners) } else { Err(MemberRefusal::Role) }
}

/// The roles that somebody with the role `actor` may give.
pub fn roles_to_give(actor: Role) -> impl Iterator<Item = Role> {
    Role::ALL.iter().copied().filter(move |wanted| reach(actor, Action::ChangeRoles, &[*wanted]).is_ok())
}

fn reach(actor: Role, action: Action, roles: &[Role]) -> Result<(), MemberRefusal> {
    if !may(actor, action) {
        return Err(MemberRefusal::Role);
    }
    if roles.iter().any(|role| *role > actor) { Err(MemberRefusal::AboveYou) } else { Ok(()) }
}

fn keep_an_owner(current: Role, owners: usize) -> Result<(), MemberRefusal> {
    if current == Role::Owner && owners <= 1 { Err(MemberRefusal::LastOwner) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn roles_change() {
        use MemberRefusal::{AboveYou, LastOwner, Role as NotYours};
        use Role::{Admin, Editor, Owner, Viewer};
        let cases = [
            // (actor, current, wanted, owners, expected)
            (Owner, Viewer, Owner, 1, Ok(())),
            (Owner, Owner, Admin, 2, Ok(())),
            (Owner, Owner, Admin, 1, Err(LastOwner)),
            (Owner, Owner, Owner, 1, Ok(())),
            (Admin, Viewer, Admin, 1, Ok(())),
            (Admin, Admin, Viewer, 1, Ok(())),
            (Admin, Viewer, Owner, 1, Err(AboveYou)),
            (Admin, Admin, Owner, 1, Err(AboveYou)),
            (Admin, Owner, Viewer, 2, Err(AboveYou)),
            (Editor, Viewer, Editor, 1, Err(NotYours)),
            (Viewer, Viewer, Owner, 1, Err(NotYours)),
        ];
        for (actor, current, wanted, owners, expected) in cases {
            assert_eq!(change_role(actor, current, wanted, owners), expected, "{actor}: {current} to {wanted}");
        }
    }

    #[test]
    fn members_go() {
        use Role::{Admin, Editor, Owner, Viewer};
        assert_eq!(remove(Owner, Owner, 2), Ok(()));
        assert_eq!(remove(Owner, Owner, 1), Err(MemberRefusal::LastOwner));
        assert_eq!(remove(Admin, Owner, 2), Err(MemberRefusal::AboveYou));
        assert_eq!(remove(Admin, Admin, 1), Ok(()));
        assert_eq!(remove(Editor, Viewer, 1), Err(MemberRefusal::Role));
        assert_eq!(leave(Viewer, 1), Ok(()));
        assert_eq!(leave(Owner, 2), Ok(()));
        assert_eq!(leave(Owner, 1), Err(MemberRefusal::LastOwner));
    }

    #[test]
    fn nobody_gives_more_than_they_have() {
        let given = |actor| roles_to_give(actor).collect::<Vec<_>>();
        assert_eq!(given(Role::Viewer), []);
        assert_eq!(given(Role::Editor), []);
        assert_eq!(given(Role::Admin), [Role::Viewer, Role::Editor, Role::Admin]);
        assert_eq!(given(Role::Owner), Role::ALL);
        for &actor in Role::ALL {
            for &wanted in Role::ALL {
                assert_eq!(invite(actor, wanted).is_ok(), given(actor).contains(&wanted), "{actor} invites {wanted}");
            }
        }
    }

    proptest! {
        /// Members who do all they may never leave an organization without an owner.
        #[test]
        fn there_is_always_an_owner(
            steps in prop::collection::vec((0..4_usize, 0..4_usize, 0..3_u8, prop::sample::select(Role::ALL)), 1..40),
        ) {
            let mut members = [Some(Role::Owner), Some(Role::Owner), Some(Role::Admin), Some(Role::Viewer)];
            for (actor, target, what, wanted) in steps {
                let owners = members.iter().flatten().filter(|role| **role == Role::Owner).count();
                let (Some(acting), Some(current)) = (members[actor], members[target]) else { continue };
                let _ruled = match what {
                    0 => change_role(acting, current, wanted, owners).map(|()| members[target] = Some(wanted)),
                    1 => remove(acting, current, owners).map(|()| members[target] = None),
                    _ => leave(acting, owners).map(|()| members[actor] = None),
                };
                prop_assert!(members.iter().flatten().any(|role| *role == Role::Owner));
            }
        }
    }
}
