//! What one chart, or one page, did in a check.

use serde::{Deserialize, Serialize};

named! {
    /// How the execution of a chart ended.
    pub enum ChartOutcome: "outcome of a chart" {
        /// It answered with data.
        Answered = "answered",
        /// It answered, with no rows or one row of nulls.
        Empty = "empty",
        /// It answered with an error.
        Failed = "failed",
        /// It gave no answer in time.
        TimedOut = "timed_out",
        /// Nobody could ask it: its query is unknown to us.
        NotExecuted = "not_executed",
        /// Its turn did not come within the time of its dashboard.
        NotReached = "not_reached",
    }
}

/// What one chart did. For a web environment, one page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChartResult {
    /// The chart's id in the BI tool; none for a page.
    pub chart_id: Option<i64>,
    /// Its name, or the page's address. Written by strangers: text, never markup.
    pub name: String,
    /// Where to look at it, http or https.
    pub link: Option<String>,
    /// The rows of its answer, of all its queries together, where there was one.
    pub rows: Option<i64>,
    /// How long the answer took, in milliseconds, where one was asked for.
    pub duration_ms: Option<i64>,
    /// How it ended.
    pub outcome: ChartOutcome,
}
