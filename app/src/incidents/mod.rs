//! Incidents: what is wrong, what was, and how each of them went.
//!
//! A list and a page for all kinds of incidents alike. What a kind has of its own is the link to its subject, in
//! `words::subject`; everything else is the same for each.

#[cfg(feature = "ssr")]
mod list;
mod page;
#[cfg(feature = "ssr")]
mod render;
#[cfg(feature = "ssr")]
mod story;
#[cfg(feature = "ssr")]
mod words;

pub use page::{page, story_page};
#[cfg(feature = "ssr")]
pub(crate) use render::render;

use serde::{Deserialize, Serialize};

/// The pieces about incidents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Part {
    /// All of them, the open ones first.
    List,
    /// One with its timeline.
    Story,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 2] = [Self::List, Self::Story];
}
