//! Who may do what: one table of roles and actions, and one of token scopes.
//!
//! Pages offer by it, server functions and the API refuse by it. `table.txt`
//! is the whole of it as it was reviewed; a test compares. What a member may
//! do to another member depends on both roles: [`member`] has those rules.

pub mod member;

use crate::{role::Role, scope::TokenScope};

named! {
    /// Something that a person or a program asks for in an organization.
    pub enum Action: "action" {
        /// Sees machines and how they are doing.
        SeeLive = "live.see",
        /// Sees events and the figures made of them.
        SeeAnalytics = "analytics.see",
        /// Sees name, time zone and the like of the organization.
        SeeOrganization = "organization.see",
        /// Changes them.
        ChangeOrganization = "organization.change",
        /// Gives up the own membership.
        LeaveOrganization = "organization.leave",
        /// Sees who is a member, by name and role.
        SeeMembers = "members.see",
        /// Sees the members' e-mail addresses.
        SeeAddresses = "members.see_addresses",
        /// Invites somebody, and withdraws an invitation.
        InviteMembers = "members.invite",
        /// Changes what another member may do.
        ChangeRoles = "members.change_roles",
        /// Ends somebody else's membership.
        RemoveMembers = "members.remove",
        /// Sees which API tokens there are.
        SeeTokens = "tokens.see",
        /// Makes an API token.
        CreateTokens = "tokens.create",
        /// Ends an API token.
        RevokeTokens = "tokens.revoke",
        /// Sees by what messages are sent, and what was sent.
        SeeProviders = "providers.see",
        /// Makes, changes and removes that, tests it, and sends again.
        ChangeProviders = "providers.change",
        /// Sees who did what.
        SeeAudit = "audit.see",
        /// Takes that away as a file.
        ExportAudit = "audit.export",
        /// See dashboards, their reports, environments and policies.
        SeeHealth = "health.see",
        /// Have dashboards checked now.
        RunChecks = "checks.run",
        /// Acknowledge, snooze and mute dashboards, announce maintenance,
        /// change the pages of a web environment, delete reports.
        TendDashboards = "dashboards.tend",
        /// Make, change, pause and remove policies.
        ChangePolicies = "policies.change",
        /// Make, change, test and remove environments.
        ChangeEnvironments = "environments.change",
    }
}

impl Action {
    /// The least role that may do it.
    pub const fn least_role(self) -> Role {
        match self {
            Self::SeeLive
            | Self::SeeAnalytics
            | Self::SeeOrganization
            | Self::LeaveOrganization
            | Self::SeeMembers
            | Self::SeeHealth => Role::Viewer,
            Self::RunChecks | Self::TendDashboards | Self::ChangePolicies => Role::Editor,
            Self::SeeAddresses
            | Self::InviteMembers
            | Self::ChangeRoles
            | Self::RemoveMembers
            | Self::SeeTokens
            | Self::CreateTokens
            | Self::RevokeTokens
            | Self::SeeProviders
            | Self::ChangeProviders
            | Self::SeeAudit
            | Self::ExportAudit
            | Self::ChangeEnvironments => Role::Admin,
            Self::ChangeOrganization => Role::Owner,
        }
    }
}

/// Whether a role may do something, where the organization has not said
/// otherwise.
pub const fn may(role: Role, action: Action) -> bool {
    role as u8 >= action.least_role() as u8
}

/// Whether a token with these scopes may do something. No scope includes
/// another, and none gives rights to anybody: people do that.
pub fn token_may(scopes: &[TokenScope], action: Action) -> bool {
    scopes.iter().any(|scope| match scope {
        TokenScope::Read => {
            matches!(action, Action::SeeLive | Action::SeeAnalytics | Action::SeeOrganization | Action::SeeHealth)
        }
        TokenScope::Admin => matches!(
            action,
            Action::SeeOrganization
                | Action::SeeMembers
                | Action::SeeAddresses
                | Action::RemoveMembers
                | Action::SeeTokens
                | Action::RevokeTokens
                | Action::SeeAudit
                | Action::ExportAudit
        ),
        TokenScope::Check => matches!(action, Action::SeeHealth | Action::RunChecks),
        TokenScope::Ingest => false,
    })
}

/// What an organization says about its members' rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Whether viewers see events and figures; the others always do.
    pub viewers_see_analytics: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Self { viewers_see_analytics: true }
    }
}

impl Rules {
    /// Whether a member with this role may do something here.
    pub fn allow(self, role: Role, action: Action) -> bool {
        let is_kept_from_viewers = action == Action::SeeAnalytics && !self.viewers_see_analytics;
        may(role, action) && !(is_kept_from_viewers && role == Role::Viewer)
    }
}

#[cfg(test)]
mod tests;
