//! The overview: what this machine does and what happened, over one time range.
//!
//! Numbers are computed in `store`, put into words and charts here, and rendered by the server as pieces.

#[cfg(feature = "ssr")]
mod answer;
#[cfg(feature = "ssr")]
mod chart;
#[cfg(feature = "ssr")]
mod chart_card;
#[cfg(feature = "ssr")]
mod feed;
#[cfg(feature = "ssr")]
mod machine_cards;
#[cfg(feature = "ssr")]
mod marks;
mod page;
#[cfg(feature = "ssr")]
mod period;
#[cfg(feature = "ssr")]
mod range_bar;
#[cfg(feature = "ssr")]
mod render;
#[cfg(feature = "ssr")]
mod words;

pub use page::page;
#[cfg(feature = "ssr")]
pub(crate) use render::render;

use serde::{Deserialize, Serialize};

/// The pieces of the overview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Part {
    /// The choice of the time range, and what was wrong with the one in the address.
    Range,
    /// CPU, memory, disk, load and uptime of this machine, as of its last sample.
    Machine,
    /// Use of all cores over the range.
    Cpu,
    /// Memory in use over the range.
    Memory,
    /// Events over the range; gauges are measurements, not events.
    Events,
    /// Distinct users over the range, by API and web.
    Users,
    /// The latest events of the range, newest first.
    Feed,
}

impl Part {
    /// Every part, in the order of the page.
    pub const ALL: [Self; 7] =
        [Self::Range, Self::Machine, Self::Cpu, Self::Memory, Self::Events, Self::Users, Self::Feed];
}
