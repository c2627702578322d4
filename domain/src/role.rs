//! What a member may do in an organization.

named! {
    /// Each role may do all that the ones before it may, so roles compare.
    pub enum Role: "role" {
        /// Reads.
        Viewer = "viewer",
        /// Also changes policies, filters and widgets.
        Editor = "editor",
        /// Also changes members, tokens, environments and channels.
        Admin = "admin",
        /// Also owns the organization: its owners, its zone, its end.
        Owner = "owner",
    }
}

impl Role {
    /// The role as pages show it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Viewer => "Viewer",
            Self::Editor => "Editor",
            Self::Admin => "Admin",
            Self::Owner => "Owner",
        }
    }

    /// What it may do beyond the ones before it, as a sentence for whoever
    /// gives it.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Viewer => "sees dashboards, their health and the settings.",
            Self::Editor => "also runs checks, tends dashboards and changes policies.",
            Self::Admin => "also manages members, environments, notifications and tokens, and reads the audit log.",
            Self::Owner => "also changes the organization itself, and makes owners.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_role_may_more() {
        assert!(Role::Viewer < Role::Editor);
        assert!(Role::Editor < Role::Admin);
        assert!(Role::Admin < Role::Owner);
        assert!(Role::ALL.is_sorted());
    }
}
