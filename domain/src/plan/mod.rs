//! The planner: from a policy's schedule to the instant of each check.
//!
//! Everything here is a function of its arguments, so every server that
//! plans an occurrence comes to the same slots. What was planned, begun or
//! missed is remembered elsewhere.
//!
//! An occurrence is one opening of a window, or one interval of a policy that
//! checks again and again. Its `n` slots divide it evenly: slot `i` lies at
//! `start + (i + φ) · length / n`, where the phase `φ` keeps policies whose
//! windows overlap out of each other's slots.

mod expectation;
mod occurrence;
mod order;
mod overlap;
mod preview;
mod slots;
mod timetable;

use chrono::{DateTime, Utc};

use crate::id::{DashboardId, PolicyId};

pub use overlap::{Overlap, Room, overlaps};
pub use preview::{Others, Preview, Setting, Strip, peak};
pub use slots::{Phase, instants};
pub use timetable::Timetable;

/// One opening of a window, or one interval: `[start, end)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// The first instant; it identifies the occurrence within its policy.
    pub start: DateTime<Utc>,
    /// The first instant after.
    pub end: DateTime<Utc>,
    /// Grows by one from each occurrence to the next, so that the order of
    /// the dashboards can rotate.
    pub turn: i64,
}

impl Occurrence {
    /// Whether the two share an instant.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// The instant at which one dashboard is to be checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// What is checked.
    pub dashboard: DashboardId,
    /// When.
    pub at: DateTime<Utc>,
}

/// Another active policy of the same environment.
#[derive(Debug, Clone)]
pub struct Neighbour {
    /// Its id, which ranks it.
    pub policy: PolicyId,
    /// When it runs.
    pub timetable: Timetable,
}

/// A policy as the planner sees it.
#[derive(Debug, Clone, Copy)]
pub struct Planner<'a> {
    /// Its id; `None` while it isn't saved.
    pub policy: Option<PolicyId>,
    /// When it runs.
    pub timetable: &'a Timetable,
    /// The other active policies of its environment; itself may be among them.
    pub neighbours: &'a [Neighbour],
}

impl Planner<'_> {
    /// The slots of an occurrence, in the order of time. `dashboards` are all
    /// that are in scope, in any order, each once.
    pub fn plan(&self, occurrence: &Occurrence, dashboards: &[DashboardId]) -> Vec<Slot> {
        self.plan_rest(occurrence, dashboards, occurrence.start, |_| true)
    }

    /// The slots of those dashboards that are left, spread over what is left
    /// of the occurrence at `now`; none once it is over. The order is the one
    /// that they have in the whole occurrence.
    pub fn plan_rest(
        &self,
        occurrence: &Occurrence,
        dashboards: &[DashboardId],
        now: DateTime<Utc>,
        is_left: impl Fn(DashboardId) -> bool,
    ) -> Vec<Slot> {
        let mut order = order::rotated(self.policy, occurrence.turn, dashboards);
        order.retain(|dashboard| is_left(*dashboard));
        let instants = instants(occurrence.start.max(now), occurrence.end, self.phase(occurrence), order.len());
        order
            .into_iter()
            .zip(instants)
            .map(|(dashboard, at)| Slot { dashboard, at })
            .filter(|slot| self.timetable.allows(slot.at))
            .collect()
    }

    /// Where the slots lie between those of the windows that overlap.
    pub fn phase(&self, occurrence: &Occurrence) -> Phase {
        if !self.timetable.is_window() {
            return Phase::ALONE;
        }
        let overlapping: Vec<PolicyId> = self
            .neighbours
            .iter()
            .filter(|neighbour| Some(neighbour.policy) != self.policy && neighbour.timetable.is_window())
            .filter(|neighbour| !neighbour.timetable.overlapping(occurrence.start, occurrence.end).is_empty())
            .map(|neighbour| neighbour.policy)
            .collect();
        let earlier = overlapping.iter().filter(|other| self.policy.is_none_or(|own| **other < own)).count();
        Phase::new(earlier, overlapping.len() + 1)
    }
}

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;
