//! The words of the audit log: what was done, by what kind of actor, with what
//! result; and which entries somebody asks for.
//!
//! An entry is never changed. The texts of these enums are in stored rows:
//! they may be added to, not changed.

mod cursor;
mod query;
#[cfg(feature = "zones")]
mod span;

pub use cursor::AuditCursor;
pub use query::{AuditQuery, AuditQueryError, AuditWanted};

named! {
    /// What was done.
    pub enum AuditAction: "audit action" {
        /// Signed in.
        SignedIn = "session.opened",
        /// Tried to sign in.
        SignInRefused = "session.refused",
        /// Signed out.
        SignedOut = "session.closed",
        /// Ended one or more other sessions of their own.
        SessionsEnded = "session.ended",
        /// Chose another password.
        PasswordChanged = "password.changed",
        /// Made a link with which somebody chooses another password.
        ResetLinkCreated = "password.link_created",
        /// Chose another password by such a link.
        PasswordReset = "password.reset",
        /// Changed name or locale of the own account.
        ProfileChanged = "profile.changed",
        /// Made an account.
        UserCreated = "user.created",
        /// Made an organization.
        OrganizationCreated = "organization.created",
        /// Changed name, zone, locale or rules of an organization.
        OrganizationChanged = "organization.changed",
        /// Invited somebody.
        InvitationCreated = "invitation.created",
        /// Took an invitation back.
        InvitationWithdrawn = "invitation.withdrawn",
        /// Became a member by an invitation.
        InvitationAccepted = "invitation.accepted",
        /// Made somebody a member without asking them.
        MemberAdded = "member.added",
        /// Changed what a member may do.
        RoleChanged = "member.role_changed",
        /// Ended a membership.
        MemberRemoved = "member.removed",
        /// Gave up the own membership.
        MemberLeft = "member.left",
        /// Read the members' e-mail addresses.
        AddressesRead = "member.addresses_read",
        /// Made an API token.
        TokenCreated = "token.created",
        /// Ended an API token.
        TokenRevoked = "token.revoked",
        /// Made a provider of messages.
        ProviderCreated = "provider.created",
        /// Changed one.
        ProviderChanged = "provider.changed",
        /// Removed one.
        ProviderRemoved = "provider.removed",
        /// Sent a test message.
        ProviderTested = "provider.tested",
        /// Sent a message again that was refused or dead.
        DeliveryResent = "delivery.resent",
        /// Read which API tokens there are.
        TokensRead = "token.read",
        /// Made an environment.
        EnvironmentCreated = "environment.created",
        /// Changed an environment.
        EnvironmentChanged = "environment.changed",
        /// Removed an environment.
        EnvironmentRemoved = "environment.removed",
        /// Tried the connection of an environment.
        EnvironmentTested = "environment.tested",
        /// Had the list of dashboards of an environment read.
        EnvironmentSynced = "environment.synced",
        /// Made a page of an environment, or changed it.
        PageSaved = "page.saved",
        /// Removed a page.
        PageRemoved = "page.removed",
        /// Announced maintenance.
        MaintenanceAnnounced = "maintenance.announced",
        /// Ended maintenance, or took it back.
        MaintenanceEnded = "maintenance.ended",
        /// Made a policy.
        PolicyCreated = "policy.created",
        /// Changed a policy.
        PolicyChanged = "policy.changed",
        /// Paused a policy.
        PolicyPaused = "policy.paused",
        /// Had a paused policy go on.
        PolicyResumed = "policy.resumed",
        /// Removed a policy.
        PolicyRemoved = "policy.removed",
        /// Asked for checks.
        CheckAsked = "check.asked",
        /// Noted that somebody takes care of a dashboard.
        DashboardAcknowledged = "dashboard.acknowledged",
        /// Silenced a dashboard until a time.
        DashboardSnoozed = "dashboard.snoozed",
        /// Silenced a dashboard until somebody ends it.
        DashboardMuted = "dashboard.muted",
        /// Ended what kept a dashboard quiet.
        SilenceEnded = "dashboard.unsilenced",
        /// Deleted all reports of a dashboard.
        ReportsDeleted = "report.deleted",
        /// Made the token of a status badge.
        BadgeCreated = "badge.created",
        /// Took the token of a status badge back.
        BadgeRevoked = "badge.revoked",
        /// Read the audit log.
        AuditRead = "audit.read",
        /// Took the audit log away as a file.
        AuditExported = "audit.exported",
    }
}

impl AuditAction {
    /// The action as pages show it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::SignedIn => "Signed in",
            Self::SignInRefused => "Failed to sign in",
            Self::SignedOut => "Signed out",
            Self::SessionsEnded => "Ended sessions",
            Self::PasswordChanged => "Changed password",
            Self::ResetLinkCreated => "Made a password link",
            Self::PasswordReset => "Reset password",
            Self::ProfileChanged => "Changed profile",
            Self::UserCreated => "Made an account",
            Self::OrganizationCreated => "Created organization",
            Self::OrganizationChanged => "Changed organization",
            Self::InvitationCreated => "Invited",
            Self::InvitationWithdrawn => "Withdrew invitation",
            Self::InvitationAccepted => "Accepted invitation",
            Self::MemberAdded => "Added member",
            Self::RoleChanged => "Changed role",
            Self::MemberRemoved => "Removed member",
            Self::MemberLeft => "Left",
            Self::AddressesRead => "Read addresses",
            Self::TokenCreated => "Created token",
            Self::TokenRevoked => "Revoked token",
            Self::ProviderCreated => "Created provider",
            Self::ProviderChanged => "Changed provider",
            Self::ProviderRemoved => "Removed provider",
            Self::ProviderTested => "Sent test message",
            Self::DeliveryResent => "Sent message again",
            Self::TokensRead => "Read tokens",
            Self::EnvironmentCreated => "Created environment",
            Self::EnvironmentChanged => "Changed environment",
            Self::EnvironmentRemoved => "Removed environment",
            Self::EnvironmentTested => "Tested environment",
            Self::EnvironmentSynced => "Asked for list of dashboards",
            Self::PageSaved => "Saved page",
            Self::PageRemoved => "Removed page",
            Self::MaintenanceAnnounced => "Announced maintenance",
            Self::MaintenanceEnded => "Ended maintenance",
            Self::PolicyCreated => "Created policy",
            Self::PolicyChanged => "Changed policy",
            Self::PolicyPaused => "Paused policy",
            Self::PolicyResumed => "Resumed policy",
            Self::PolicyRemoved => "Removed policy",
            Self::CheckAsked => "Asked for checks",
            Self::DashboardAcknowledged => "Acknowledged dashboard",
            Self::DashboardSnoozed => "Snoozed dashboard",
            Self::DashboardMuted => "Muted dashboard",
            Self::SilenceEnded => "Ended silence",
            Self::ReportsDeleted => "Deleted reports",
            Self::BadgeCreated => "Created badge",
            Self::BadgeRevoked => "Revoked badge",
            Self::AuditRead => "Read audit log",
            Self::AuditExported => "Exported audit log",
        }
    }
}

named! {
    /// How it went.
    pub enum AuditResult: "audit result" {
        /// It was done.
        Done = "done",
        /// It was not allowed, and nothing changed.
        Refused = "refused",
    }
}

impl AuditResult {
    /// The result as pages show it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Done => "Done",
            Self::Refused => "Refused",
        }
    }
}

named! {
    /// Who did it.
    pub enum ActorKind: "kind of actor" {
        /// A person who is signed in, or tries to.
        User = "user",
        /// A program with an API token.
        Token = "token",
        /// Whoever runs the server, on its command line.
        Operator = "operator",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_has_a_name_and_words_of_its_own() {
        for (at, action) in AuditAction::ALL.iter().enumerate() {
            let others = &AuditAction::ALL[at + 1..];
            assert!(others.iter().all(|other| other.as_str() != action.as_str()), "{action}");
            assert!(others.iter().all(|other| other.label() != action.label()), "{action}");
            assert_eq!(action.as_str().parse(), Ok(*action));
        }
    }
}
