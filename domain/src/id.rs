//! Ids of stored things, one type each, so that none is taken for another.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident($inner:ty);)+) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            #[serde(transparent)]
            pub struct $name(pub $inner);

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    self.0.fmt(f)
                }
            }
        )+
    };
}

ids! {
    /// An organization.
    OrgId(i32);
    /// A user, who may be a member of several organizations.
    UserId(i32);
    /// A machine whose statistics are sampled.
    HostId(i32);
    /// An API token.
    TokenId(i32);
    /// An invitation to an organization.
    InvitationId(i32);
    /// A session of a browser, as its owner's list names it; nobody gets in with it.
    SessionId(i64);
    /// An environment: one Superset, or one set of web pages.
    EnvironmentId(i32);
    /// A dashboard or page of an environment.
    DashboardId(i32);
    /// A policy: which dashboards are checked, and when.
    PolicyId(i32);
    /// An incident.
    IncidentId(i32);
    /// A provider: by what messages are sent.
    ProviderId(i32);
    /// A delivery: one message to one target.
    DeliveryId(i64);
    /// A check, planned or done; its report has the same id.
    CheckId(i64);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_plain_numbers_on_the_wire() {
        assert_eq!(OrgId(7).to_string(), "7");
        assert_eq!(serde_json::to_string(&UserId(7)).ok().as_deref(), Some("7"));
        assert_eq!(serde_json::from_str::<HostId>("7").ok(), Some(HostId(7)));
        assert!(serde_json::from_str::<TokenId>("\"7\"").is_err());
    }
}
