//! The health center: how all dashboards are, and why; the report of a check; what the assistant answers.
//!
//! Numbers and statuses come from `store`, their meaning from `domain::health`; here are the words and the markup.

#[cfg(feature = "ssr")]
mod api;
#[cfg(feature = "ssr")]
mod badge;
#[cfg(feature = "ssr")]
mod filter;
#[cfg(feature = "ssr")]
mod gone;
#[cfg(feature = "ssr")]
mod matrix;
mod page;
#[cfg(feature = "ssr")]
mod quiet;
#[cfg(feature = "ssr")]
mod render;
#[cfg(feature = "ssr")]
pub mod report;
#[cfg(feature = "ssr")]
mod row;
#[cfg(feature = "ssr")]
mod strip;
#[cfg(feature = "ssr")]
mod summary;
#[cfg(feature = "ssr")]
mod table;
#[cfg(feature = "ssr")]
mod windows;
#[cfg(feature = "ssr")]
pub mod words;

#[cfg(feature = "ssr")]
pub(crate) use api::refused;
pub use page::{FailingBadge, assistant_page, page, report_page};
#[cfg(feature = "ssr")]
pub(crate) use quiet::quiet;
#[cfg(feature = "ssr")]
pub(crate) use render::render;
#[cfg(feature = "ssr")]
pub(crate) use report::actions::tend;

use serde::{Deserialize, Serialize};

/// The pieces about health.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Part {
    /// How many dashboards are how, in all and per environment.
    Summary,
    /// The same dashboard in all its environments.
    Matrix,
    /// The dashboards, failing first.
    Table,
    /// How many fail, beside the name of the page.
    Badge,
    /// The report of a check.
    Report,
    /// A question and its answer.
    Assistant,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 6] = [Self::Summary, Self::Matrix, Self::Table, Self::Badge, Self::Report, Self::Assistant];
}
