//! What a piece of the overview asks: of which organization, over which range.

use domain::range::RangeQuery;
use serde::{Deserialize, Serialize};

/// Organization and range, as the URL names them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The organization's slug.
    pub org: String,
    /// The range; a wrong one is refused, not replaced.
    pub range: RangeQuery,
}

/// What is measured on a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    /// Use of all cores, in percent.
    Cpu,
    /// Memory in use, in percent of what is there.
    Memory,
}

impl Measure {
    /// For titles and table heads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Cpu => "CPU",
            Self::Memory => "Memory",
        }
    }
}
