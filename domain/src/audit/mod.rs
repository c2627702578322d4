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
