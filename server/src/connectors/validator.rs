//! The one thing that every kind of environment has to be able to do.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::report::{Outcome, Past, SLOW_MS};

/// Executes one dashboard and says what it found.
///
/// A validator has at most one query under way at any time, so a cap on the checks of an environment
/// is a cap on its queries. It may be dropped half way; it leaves nothing behind.
#[async_trait]
pub trait Validator: Send + Sync {
    /// Runs once, within the limits of `conditions`.
    async fn check(&self, conditions: &Conditions) -> Outcome;
}

/// What a check needs to know besides the dashboard itself.
#[derive(Debug, Clone)]
pub struct Conditions {
    /// When the check runs.
    pub now: DateTime<Utc>,
    /// What one query may take before it is given up.
    pub query_limit: Duration,
    /// What all of the dashboard may take; charts whose turn hasn't come by then are told.
    pub dashboard_limit: Duration,
    /// From how many milliseconds on an answer is slow.
    pub slow_ms: i64,
    /// What the last conclusive checks measured, by chart; a page is under `None`.
    pub past: BTreeMap<Option<i64>, Past>,
    /// Only these charts, to confirm a failure; `None` is all of the dashboard.
    pub only: Option<BTreeSet<i64>>,
    /// How fresh the data has to be, where the policy says so.
    pub freshness: Option<Freshness>,
}

/// How fresh the data has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Freshness {
    /// The time column whose newest value is looked at, in each data source that has it.
    pub column: String,
    /// How old that value may be.
    pub limit: TimeDelta,
}

impl Conditions {
    /// The limits that hold where nobody said otherwise: 30 s a query, 5 min a dashboard, 10 s until slow.
    pub fn new(now: DateTime<Utc>) -> Self {
        Self {
            now,
            query_limit: Duration::from_secs(30),
            dashboard_limit: Duration::from_mins(5),
            slow_ms: SLOW_MS,
            past: BTreeMap::new(),
            only: None,
            freshness: None,
        }
    }

    /// What is usual for a chart, or for a page.
    pub(super) fn usual(&self, chart: Option<i64>) -> &Past {
        static NOTHING: Past = Past { durations_ms: Vec::new(), rows: Vec::new() };
        self.past.get(&chart).unwrap_or(&NOTHING)
    }
}
