//! Who may do what, as values that can't be made up.
//!
//! A scope has private fields and one door, a method of [`Store`](crate::Store).
//! It may be a second old, so a change looks at the right again, in its own
//! transaction.

mod by;
mod program;

pub use by::By;
pub use program::ApiScope;

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

    /// Fails unless the member may do something at this moment, before
    /// anything is made ready for it. A refusal is noted in the audit log as
    /// `audited`.
    pub async fn ask(&self, action: Action, audited: AuditAction, origin: &Origin) -> Result<(), StoreError> {
        By::Member(self).ask(action, audited, origin).await
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
