//! Who asks for something: a member or a program. What both may do takes a
//! [`By`], so that it is decided and noted in one place.

use domain::{
    access::{Action, token_may},
    audit::AuditAction,
    id::{OrgId, UserId},
    slug::OrgSlug,
    zone::ZoneName,
};

use super::{ApiScope, OrgScope};
use crate::{
    OrgTx, Store, StoreError,
    audit::{self, Entry, Origin},
};

/// A member, or a program with an API token, at work in one organization.
#[derive(Debug, Clone, Copy)]
pub enum By<'s> {
    /// By the rights of a role.
    Member(&'s OrgScope),
    /// By the scopes of a token.
    Program(&'s ApiScope),
}

impl<'s> From<&'s OrgScope> for By<'s> {
    fn from(scope: &'s OrgScope) -> Self {
        Self::Member(scope)
    }
}

impl<'s> From<&'s ApiScope> for By<'s> {
    fn from(scope: &'s ApiScope) -> Self {
        Self::Program(scope)
    }
}

impl<'s> By<'s> {
    /// The organization.
    pub fn org_id(self) -> OrgId {
        match self {
            Self::Member(scope) => scope.org_id,
            Self::Program(scope) => scope.org_id,
        }
    }

    /// Its name in URLs.
    pub fn slug(self) -> &'s OrgSlug {
        match self {
            Self::Member(scope) => &scope.slug,
            Self::Program(scope) => &scope.slug,
        }
    }

    /// The zone in which its days begin.
    pub fn zone(self) -> &'s ZoneName {
        match self {
            Self::Member(scope) => &scope.zone,
            Self::Program(scope) => &scope.zone,
        }
    }

    /// Whether they may do something, to offer it or not.
    pub fn may(self, action: Action) -> bool {
        match self {
            Self::Member(scope) => scope.may(action),
            Self::Program(scope) => token_may(&scope.scopes, action),
        }
    }

    /// Fails unless they may read something.
    pub fn permit(self, action: Action) -> Result<(), StoreError> {
        if self.may(action) { Ok(()) } else { Err(StoreError::Forbidden) }
    }

    /// Opens a transaction on the primary.
    pub async fn begin(self) -> Result<OrgTx<'s>, StoreError> {
        OrgTx::open(self.store().primary(), self.org_id()).await
    }

    /// Fails unless they may do something at this moment, before anything is
    /// made ready for it. A refusal is noted in the audit log as `audited`.
    pub async fn ask(self, action: Action, audited: AuditAction, origin: &Origin) -> Result<(), StoreError> {
        self.act(action, audited, origin).await?.commit().await
    }

    /// Opens a transaction for one action, if they may do it by the right
    /// they have in this very moment. A refusal is noted in the audit log.
    pub(crate) async fn act(
        self,
        action: Action,
        audited: AuditAction,
        origin: &Origin,
    ) -> Result<OrgTx<'s>, StoreError> {
        match self {
            Self::Member(scope) => Ok(scope.act(action, audited, origin).await?.0),
            Self::Program(scope) => {
                let mut tx = self.begin().await?;
                scope.look_again(tx.connection(), origin.at).await?;
                if token_may(&scope.scopes, action) {
                    return Ok(tx);
                }
                audit::by(tx.connection(), self, origin, &Entry::done(audited).if_done(false)).await?;
                tx.commit().await?;
                Err(StoreError::Forbidden)
            }
        }
    }

    /// The member; none for a program.
    pub(crate) fn user(self) -> Option<UserId> {
        match self {
            Self::Member(scope) => Some(scope.user_id),
            Self::Program(_) => None,
        }
    }

    pub(crate) fn store(self) -> &'s Store {
        match self {
            Self::Member(scope) => &scope.store,
            Self::Program(scope) => &scope.store,
        }
    }
}
