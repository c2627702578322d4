//! The settings of an organization: what it is, who is in it, which programs talk to it, and who did what.
//!
//! Each tab is one piece: markup of the server with plain forms. What a role may not do isn't offered; what is tried
//! nevertheless is refused by the store.

#[cfg(feature = "ssr")]
mod audit;
#[cfg(feature = "ssr")]
mod dates;
#[cfg(feature = "ssr")]
mod general;
#[cfg(feature = "ssr")]
mod members;
mod page;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(feature = "ssr")]
mod render;
#[cfg(feature = "ssr")]
mod tokens;

pub use page::settings;
#[cfg(feature = "ssr")]
pub(crate) use parts::Zones;
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
    /// API tokens.
    Tokens,
    /// Who did what.
    Audit,
}

impl Tab {
    /// Every tab, in their order.
    pub const ALL: [Self; 4] = [Self::General, Self::Members, Self::Tokens, Self::Audit];

    /// Its name.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::General => "General",
            Self::Members => "Members",
            Self::Tokens => "API tokens",
            Self::Audit => "Audit log",
        }
    }

    /// What follows `/o/{org}/settings/`.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Members => "members",
            Self::Tokens => "tokens",
            Self::Audit => "audit",
        }
    }
}
