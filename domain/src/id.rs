//! Ids of stored things, one type each, so that none is taken for another.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident;)+) => {
        ids! { i32: $($(#[$meta])* $name;)+ }
    };
    ($number:ty: $($(#[$meta:meta])* $name:ident;)+) => {
        $(
            $(#[$meta])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
            #[serde(transparent)]
            pub struct $name(pub $number);

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
    OrgId;
    /// A user, who may be a member of several organizations.
    UserId;
    /// A machine whose statistics are sampled.
    HostId;
    /// An API token.
    TokenId;
}

ids! {
    /// An environment: one Superset, or one set of web pages.
    EnvironmentId;
    /// A dashboard or page of an environment.
    DashboardId;
    /// A policy: which dashboards are checked, and when.
    PolicyId;
    /// An incident.
    IncidentId;
}

ids! { i64:
    /// A check, planned or done; its report has the same id.
    CheckId;
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
