//! What a policy would do, before it is saved.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{Neighbour, Occurrence, Overlap, Planner, Room, overlaps};
use crate::{
    calendar::local_time,
    id::{DashboardId, PolicyId},
    schedule::length,
};

/// Policies of the same environment, with what they check.
pub type Others = [(Neighbour, Vec<DashboardId>)];

/// The next occurrence of a policy and what happens around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The next occurrence that has a slot.
    pub occurrence: Occurrence,
    /// From one slot to the next, and how long the window should be.
    pub room: Room,
    /// Its slots.
    pub slots: Vec<DateTime<Utc>>,
    /// The slots of the environment's other policies in the same time.
    pub others: Vec<Strip>,
    /// The most checks that run at one time.
    pub peak: usize,
    /// Policies that check some of the same dashboards at the same time.
    pub overlaps: Vec<Overlap>,
    tz: Tz,
}

/// The slots of another policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strip {
    /// Whose they are.
    pub policy: PolicyId,
    /// When they are.
    pub slots: Vec<DateTime<Utc>>,
}

/// What a preview depends on besides the policy.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// When it is asked for.
    pub now: DateTime<Utc>,
    /// The least time between two slots.
    pub minimum_gap: TimeDelta,
    /// How long a check takes, as far as is known.
    pub duration: TimeDelta,
    /// The most checks of the environment that run at one time.
    pub cap: usize,
}

impl Planner<'_> {
    /// What would happen next; `None` where nothing would: no dashboards, or
    /// no further occurrence.
    pub fn preview(&self, dashboards: &[DashboardId], others: &Others, setting: Setting) -> Option<Preview> {
        let after = |at| self.timetable.next(at);
        let mut occurrence = after(setting.now)?;
        let mut slots = self.plan(&occurrence, dashboards);
        // An interval that only ends inside its hours may have no slot there.
        for _ in 0..4 {
            if slots.is_empty() {
                occurrence = after(occurrence.end)?;
                slots = self.plan(&occurrence, dashboards);
            }
        }
        let slots: Vec<_> = slots.into_iter().map(|slot| slot.at).collect();
        let room = Room::of(&occurrence, dashboards.len(), setting.minimum_gap).filter(|_| !slots.is_empty())?;
        let neighbours = self.with_itself();
        let others: Vec<Strip> = others
            .iter()
            .filter(|(other, _)| Some(other.policy) != self.policy)
            .map(|other| Self::strip(&occurrence, &neighbours, other))
            .collect();
        let mut all: Vec<_> = others.iter().flat_map(|strip| &strip.slots).chain(&slots).copied().collect();
        all.sort_unstable();
        Some(Preview {
            peak: peak(&all, setting.duration, setting.cap),
            occurrence,
            room,
            slots,
            others,
            overlaps: Vec::new(),
            tz: self.timetable.tz(),
        })
    }

    /// All policies of the environment as they would be, this one among them. While it isn't saved it ranks last.
    fn with_itself(&self) -> Vec<Neighbour> {
        let own = self.policy.unwrap_or(PolicyId(i32::MAX));
        let others = self.neighbours.iter().filter(|other| other.policy != own).cloned();
        others.chain([Neighbour { policy: own, timetable: self.timetable.clone() }]).collect()
    }

    /// The slots that another policy would have within an occurrence of this one.
    fn strip(
        occurrence: &Occurrence,
        neighbours: &[Neighbour],
        (other, dashboards): &(Neighbour, Vec<DashboardId>),
    ) -> Strip {
        let planner = Planner { policy: Some(other.policy), timetable: &other.timetable, neighbours };
        let shared = other.timetable.overlapping(occurrence.start, occurrence.end);
        let slots = shared.iter().flat_map(|theirs| planner.plan(theirs, dashboards)).map(|slot| slot.at);
        let within = slots.filter(|at| occurrence.start <= *at && *at < occurrence.end);
        Strip { policy: other.policy, slots: within.collect() }
    }
}

impl Preview {
    /// Adds the policies that check some of the same dashboards.
    #[must_use]
    pub fn with_overlaps(
        self,
        planner: &Planner<'_>,
        dashboards: &[DashboardId],
        others: &Others,
        now: DateTime<Utc>,
    ) -> Self {
        let others = others.iter().filter(|(other, _)| Some(other.policy) != planner.policy);
        let others = others.map(|(other, theirs)| (other.policy, &other.timetable, theirs.as_slice()));
        Self { overlaps: overlaps(planner.timetable, dashboards, others, now), ..self }
    }

    /// "15 checks between 01:00 and 05:00 Europe/Berlin, one every 16 min,
    /// next Tuesday 24 November 01:08".
    pub fn sentence(&self) -> String {
        let local = |at| local_time(at, self.tz);
        let (start, end) = (local(self.occurrence.start), local(self.occurrence.end));
        let checks = match self.slots.len() {
            1 => "1 check".to_owned(),
            count => format!("{count} checks"),
        };
        let first = self.slots.first().map_or(start, |at| local(*at));
        let seconds = if (self.occurrence.end - self.occurrence.start) < TimeDelta::minutes(1) { ":%S" } else { "" };
        format!(
            "{checks} between {} and {} {}, one every {}, next {}",
            start.format(&format!("%H:%M{seconds}")),
            end.format(&format!("%H:%M{seconds}")),
            self.tz,
            length(self.room.spacing),
            first.format(&format!("%A %-d %B %H:%M{seconds}")),
        )
    }
}

/// The most checks at one time, of those that begin at `slots` (in order) and
/// take `duration`, where at most `cap` run and the others wait.
pub fn peak(slots: &[DateTime<Utc>], duration: TimeDelta, cap: usize) -> usize {
    let mut running: BinaryHeap<Reverse<DateTime<Utc>>> = BinaryHeap::new();
    let mut most = 0;
    for &slot in slots {
        while running.peek().is_some_and(|Reverse(end)| *end <= slot) {
            running.pop();
        }
        // Who waits begins when the first place is free.
        let begins = if running.len() < cap { slot } else { running.pop().map_or(slot, |Reverse(end)| end) };
        running.push(Reverse(begins + duration));
        most = most.max(running.len());
    }
    most
}
