//! Pieces: the parts of a page that show data. The server renders a piece to markup, for the first page and for every
//! answer after it; the browser only puts new markup in place of old. So a piece costs the browser no code, a page
//! carries its data once, and equal pieces are rendered once for everybody who looks.
//!
//! What a person operates (palette, dialogs, theme) is a component of both halves; what a person reads is a piece.

mod api;
#[cfg(not(feature = "ssr"))]
mod browser;
mod component;
#[cfg(not(feature = "ssr"))]
mod morph;
#[cfg(not(feature = "ssr"))]
mod plots;
#[cfg(feature = "ssr")]
mod server;
mod skeleton;
#[cfg(not(feature = "ssr"))]
mod windows;

pub use api::{GetPiece, get_piece};
pub use component::Piece;
pub use skeleton::Skeleton;

#[cfg(not(feature = "ssr"))]
use browser::{first, keep_fresh};
#[cfg(feature = "ssr")]
pub(crate) use server::{Asked, to_markup};
#[cfg(feature = "ssr")]
use server::{first, keep_fresh};

use serde::{Deserialize, Serialize};

/// Every piece there is, by the feature that renders it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PieceName {
    /// A part of the overview.
    Overview(crate::overview::Part),
    /// A tab of the settings.
    Settings(crate::settings::Tab),
    /// A part of the health center, a report, the assistant.
    Health(crate::health::Part),
    /// The list of incidents, or one of them.
    Incidents(crate::incidents::Part),
}

impl PieceName {
    /// Every piece.
    pub fn all() -> impl Iterator<Item = Self> {
        let overview = crate::overview::Part::ALL.into_iter().map(Self::Overview);
        let settings = crate::settings::Tab::ALL.into_iter().map(Self::Settings);
        let health = crate::health::Part::ALL.into_iter().map(Self::Health);
        overview.chain(settings).chain(health).chain(crate::incidents::Part::ALL.into_iter().map(Self::Incidents))
    }
}
