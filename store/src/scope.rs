//! Who may do what, as values that can't be made up.
//!
//! A scope has private fields and one door, a method of [`Store`](crate::Store).
//! Stronger proofs borrow from it.

use domain::{
    id::{OrgId, TokenId, UserId},
    name::DisplayName,
    role::Role,
    slug::OrgSlug,
    zone::ZoneName,
};

use crate::{
    OrgTx, Store, StoreError,
    tx::{Acting, Tx},
};

/// A member at work in one organization.
#[derive(Debug, Clone)]
pub struct OrgScope {
    pub(crate) store: Store,
    pub(crate) org_id: OrgId,
    pub(crate) slug: OrgSlug,
    pub(crate) name: DisplayName,
    pub(crate) zone: ZoneName,
    pub(crate) role: Role,
    pub(crate) user_id: UserId,
}

impl OrgScope {
    /// The organization.
    pub fn org_id(&self) -> OrgId {
        self.org_id
    }

    /// Its name in URLs.
    pub fn slug(&self) -> &OrgSlug {
        &self.slug
    }

    /// Its name on pages.
    pub fn name(&self) -> &DisplayName {
        &self.name
    }

    /// The zone in which its days begin.
    pub fn zone(&self) -> &ZoneName {
        &self.zone
    }

    /// What the member may do.
    pub fn role(&self) -> Role {
        self.role
    }

    /// The member.
    pub fn user_id(&self) -> UserId {
        self.user_id
    }

    /// Opens a transaction on the primary.
    pub async fn begin(&self) -> Result<OrgTx<'_>, StoreError> {
        OrgTx::open(self.store.primary(), self.org_id).await
    }

    /// Opens a transaction on the replica, where there is one. It may lag a
    /// little, so it is for analytics and never for a read after one's own
    /// write.
    pub async fn begin_analytics(&self) -> Result<OrgTx<'_>, StoreError> {
        OrgTx::open(self.store.read(), self.org_id).await
    }

    /// The proof that the member is an editor or more.
    pub fn editor(&self) -> Result<Editor<'_>, Forbidden> {
        self.at_least(Role::Editor).map(Editor)
    }

    /// The proof that the member is an admin or more.
    pub fn admin(&self) -> Result<Admin<'_>, Forbidden> {
        self.at_least(Role::Admin).map(Admin)
    }

    /// The proof that the member is an owner.
    pub fn owner(&self) -> Result<Owner<'_>, Forbidden> {
        self.at_least(Role::Owner).map(Owner)
    }

    fn at_least(&self, needed: Role) -> Result<&Self, Forbidden> {
        if self.role >= needed { Ok(self) } else { Err(Forbidden { needed }) }
    }
}

/// The member's role is not enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("only a member with the role {needed} or more may do this")]
pub struct Forbidden {
    /// The least role that would do.
    pub needed: Role,
}

macro_rules! proofs {
    ($($(#[$meta:meta])* $name:ident;)+) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, Copy)]
            pub struct $name<'s>(&'s OrgScope);

            impl<'s> $name<'s> {
                /// The scope that was proved to be strong enough.
                pub fn scope(self) -> &'s OrgScope {
                    self.0
                }
            }
        )+
    };
}

proofs! {
    /// Proof of an editor, admin or owner.
    Editor;
    /// Proof of an admin or owner.
    Admin;
    /// Proof of an owner.
    Owner;
}

/// An API token that appends events to one organization and reads nothing.
#[derive(Debug, Clone)]
pub struct IngestScope {
    pub(crate) store: Store,
    pub(crate) org_id: OrgId,
    pub(crate) token_id: TokenId,
}

impl IngestScope {
    /// The organization that the token belongs to.
    pub fn org_id(&self) -> OrgId {
        self.org_id
    }

    /// The token.
    pub fn token_id(&self) -> TokenId {
        self.token_id
    }
}

/// A worker or the command line: sees every organization.
#[derive(Debug, Clone)]
pub struct SystemScope {
    pub(crate) store: Store,
}

impl SystemScope {
    pub(crate) async fn begin(&self) -> Result<Tx, StoreError> {
        Acting::System.begin(self.store.primary()).await
    }
}
