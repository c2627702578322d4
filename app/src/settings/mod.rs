//! The settings of an organization: what it is, who is in it, what is checked and when, which programs talk to it, and
//! who did what.
//!
//! Each tab is one piece: markup of the server with plain forms. What a role may not do isn't offered; what is tried
//! nevertheless is refused by the store.

#[cfg(feature = "ssr")]
mod audit;
#[cfg(feature = "ssr")]
pub mod automation;
#[cfg(feature = "ssr")]
mod dates;
#[cfg(feature = "ssr")]
mod deliveries;
#[cfg(feature = "ssr")]
pub mod environments;
#[cfg(feature = "ssr")]
mod general;
#[cfg(feature = "ssr")]
mod members;
#[cfg(feature = "ssr")]
mod notifications;
mod page;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(feature = "ssr")]
mod render;
#[cfg(feature = "ssr")]
mod tokens;

#[cfg(feature = "ssr")]
pub(crate) use dates::Dates;
#[cfg(feature = "ssr")]
pub(crate) use environments::CheckEnvironment;
pub use page::page;
#[cfg(feature = "ssr")]
pub(crate) use parts::{Change, Confirm, Once, Pages, Zones};
#[cfg(feature = "ssr")]
pub(crate) use render::render;

use serde::{Deserialize, Serialize};

/// The tabs of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Tab {
    /// Name, time zone, locale, what viewers see.
    General,
    /// Who is in it, and who is invited.
    Members,
    /// Where dashboards are.
    Environments,
    /// Which dashboards are checked when.
    Automation,
    /// API tokens.
    Tokens,
    /// By what messages are sent.
    Notifications,
    /// What was sent.
    Deliveries,
    /// Who did what.
    Audit,
}

impl Tab {
    /// Every tab, in their order.
    pub const ALL: [Self; 8] = [
        Self::General,
        Self::Members,
        Self::Environments,
        Self::Automation,
        Self::Notifications,
        Self::Deliveries,
        Self::Tokens,
        Self::Audit,
    ];

    /// Its name.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::General => "General",
            Self::Members => "Members",
            Self::Environments => "Environments",
            Self::Automation => "Automation",
            Self::Tokens => "API tokens",
            Self::Notifications => "Notifications",
            Self::Deliveries => "Deliveries",
            Self::Audit => "Audit log",
        }
    }

    /// What follows `/o/{org}/`.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::General => "settings/general",
            Self::Members => "settings/members",
            Self::Environments => "settings/environments",
            Self::Automation => "settings/automation",
            Self::Tokens => "settings/tokens",
            Self::Notifications => "settings/notifications",
            Self::Deliveries => "settings/notifications/deliveries",
            Self::Audit => "settings/audit",
        }
    }
}
