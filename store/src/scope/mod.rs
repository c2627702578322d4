//! Who may do what, as values that can't be made up.
//!
//! A scope has private fields and one door, a method of [`Store`](crate::Store).
//! Stronger proofs borrow from it.

use domain::{
    access::{Action, Rules},
    audit::AuditAction,
    id::{OrgId, TokenId, UserId},
    locale::Locale,
    name::DisplayName,
    role::Role,
    slug::OrgSlug,
    zone::ZoneName,
};

use crate::{
    OrgTx, Store, StoreError,
    audit::{self, Entry, Origin},
    error::stored,
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
    pub(crate) locale: Locale,
    pub(crate) rules: Rules,
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

    /// How the member writes dates: their own way, or the organization's.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The member's role.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Whether the member may do something, to offer it or not.
    pub fn may(&self, action: Action) -> bool {
        self.rules.allow(self.role, action)
    }

    /// Fails unless the member may read something.
    pub fn permit(&self, action: Action) -> Result<(), StoreError> {
        if self.may(action) { Ok(()) } else { Err(StoreError::Forbidden) }
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

    /// Opens a transaction for one action, if the member may do it by the
    /// role they have in this very moment: the scope may be a second old.
    /// A refusal is noted in the audit log.
    pub(crate) async fn act(
        &self,
        action: Action,
        audited: AuditAction,
        origin: &Origin,
    ) -> Result<(OrgTx<'_>, Role), StoreError> {
        let mut tx = self.begin().await?;
        let role = sqlx::query_scalar!(
            "select role from members where org_id = $1 and user_id = $2 order by user_id",
            self.org_id.0,
            self.user_id.0,
        )
        .fetch_optional(tx.connection())
        .await?
        .ok_or(StoreError::NotFound)?;
        let role = stored("role", &role)?;
        if self.rules.allow(role, action) {
            return Ok((tx, role));
        }
        audit::by_member(tx.connection(), self, origin, &Entry::done(audited).if_done(false)).await?;
        tx.commit().await?;
        Err(StoreError::Forbidden)
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
