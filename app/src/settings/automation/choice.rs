//! The dashboards that the form offers to select: those that are selected, always, and those that a search finds.

use super::typed::Typed;
use crate::AppError;
use domain::figure;
use domain::id::{DashboardId, EnvironmentId};
use store::OrgTx;

/// Dashboards that are offered besides the selected ones.
const OFFERED: u32 = 1_000;

/// What may be ticked.
#[derive(Default)]
pub(super) struct Choice {
    /// What is ticked, by title.
    pub(super) selected: Vec<(DashboardId, String)>,
    /// What else there is, by title.
    pub(super) others: Vec<(DashboardId, String)>,
    /// How many the search finds in all.
    found: i64,
}

impl Choice {
    pub(super) async fn of(tx: &mut OrgTx<'_>, environment: EnvironmentId, typed: &Typed) -> Result<Self, AppError> {
        let ids: Vec<DashboardId> =
            typed.all("dashboards[]").filter_map(|id| id.parse().ok()).map(DashboardId).collect();
        let selected = store::health::selectable(tx, environment, &ids).await?;
        let (mut others, found) = store::health::titles(tx, environment, typed.get("find").trim(), OFFERED).await?;
        others.retain(|(id, _)| !selected.iter().any(|(one, _)| one == id));
        Ok(Self { selected, others, found })
    }

    /// "1,000 of 10,000 are shown." where not all are.
    pub(super) fn sentence(&self) -> Option<String> {
        let most = i64::from(OFFERED);
        (self.found > most).then(|| {
            let (shown, found) = (figure::count(most), figure::count(self.found));
            format!("{shown} of {found} are shown. Find the others by a part of their title.")
        })
    }
}
