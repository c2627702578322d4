//! Incidents as people read them: the list, one with its timeline, and the end
//! of those whose subject is gone. Checks open and close them (`check`), and
//! silences add to their story (`health`).

mod gone;
mod list;
mod story;

use chrono::{DateTime, Utc};
use domain::{
    health::{IncidentEventKind, IncidentKind, SilenceKind},
    id::{CheckId, DashboardId, EnvironmentId, IncidentId, PolicyId},
    report::Status,
};

pub(crate) use gone::{close_of_dashboards, close_of_environment};
pub use list::{count_open, find, list};
pub use story::{at_report, open_of, story};

/// One incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// Which.
    pub id: IncidentId,
    /// What it is about.
    pub kind: IncidentKind,
    /// The name of what it is about.
    pub title: String,
    /// Where that is.
    pub environment: EnvironmentId,
    /// That one's name.
    pub environment_name: String,
    /// The dashboard that it is about.
    pub dashboard: Option<DashboardId>,
    /// The policy whose check opened it.
    pub policy: Option<PolicyId>,
    /// That one's name.
    pub policy_name: Option<String>,
    /// The last status before it was over.
    pub status: Status,
    /// Why, in words.
    pub reason: Option<String>,
    /// The charts that failed last.
    pub failing: Vec<String>,
    /// When it began.
    pub opened_at: DateTime<Utc>,
    /// When it was over.
    pub closed_at: Option<DateTime<Utc>>,
    /// Whether somebody takes care of it now.
    pub is_acknowledged: bool,
}

impl Incident {
    /// Where a page begins if this is the last row of the one before.
    pub fn cursor(&self) -> IncidentCursor {
        IncidentCursor { is_open: self.closed_at.is_none(), opened_at: self.opened_at, id: self.id }
    }
}

/// Where a page begins: behind this incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IncidentCursor {
    /// Whether it is open.
    pub is_open: bool,
    /// When it began.
    pub opened_at: DateTime<Utc>,
    /// Which it is.
    pub id: IncidentId,
}

/// What the list is narrowed to; everything that is set has to hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IncidentFilter {
    /// Only the open, or only those that are over.
    pub is_open: Option<bool>,
    /// Only this kind.
    pub kind: Option<IncidentKind>,
    /// Only of this environment.
    pub environment: Option<EnvironmentId>,
    /// Only of this dashboard.
    pub dashboard: Option<DashboardId>,
    /// A part of the subject's name, in any case.
    pub search: Option<String>,
}

/// One line of an incident's timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub kind: IncidentEventKind,
    /// The status from then on, where a check saw one.
    pub status: Option<Status>,
    /// The report of that check, as long as it is kept.
    pub check: Option<CheckId>,
    /// Who did it: their name.
    pub by: Option<String>,
    /// What the check found first, or what somebody wrote.
    pub note: Option<String>,
    /// The charts that fail from then on; none where it isn't about that.
    pub failing: Option<Vec<String>>,
    /// Until when somebody snoozed it.
    pub until: Option<DateTime<Utc>>,
    /// What somebody ended.
    pub ended: Option<SilenceKind>,
}
