//! What a policy would do: its next slots, those of the others, and what deserves a second look. Pages and the API ask
//! the same.

use crate::AppError;
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{DashboardId, PolicyId};
use domain::plan::{Neighbour, Others, Planner, Preview, Setting, Timetable};
use domain::policy::PolicyDraft;
use domain::schedule::length;
use std::collections::HashMap;
use store::{By, StoreError};

/// How long a check takes where none has run yet.
const UNKNOWN_DURATION: TimeDelta = TimeDelta::seconds(10);
/// Dashboards that a warning names.
const NAMED: usize = 3;

/// A preview in words and numbers.
pub struct Previewed {
    /// "15 checks between 01:00 and 05:00 Europe/Berlin, one every 16 min, next Tuesday 24 November 01:08".
    pub sentence: String,
    /// Slots, other policies' slots, peak.
    pub preview: Preview,
    /// Names of the other policies.
    pub names: HashMap<PolicyId, String>,
    /// The most checks that run at one time.
    pub cap: usize,
    /// How long a check is taken to take; the peak rests on it.
    pub duration: TimeDelta,
    /// Whether that is the average of the last week; otherwise none has run, and it is assumed.
    pub is_measured: bool,
    /// What has to be confirmed before it is saved, as sentences.
    pub warnings: Vec<String>,
}

impl Previewed {
    /// "At most 2 of 4 checks at once, if each takes 1.2 s as they did on average in the last 7 days."
    #[must_use]
    pub fn peak(&self) -> String {
        let took = domain::figure::milliseconds(self.duration.num_milliseconds());
        let basis = if self.is_measured {
            format!("if each takes {took} as they did on average in the last 7 days")
        } else {
            format!("if each takes {took}, which is a guess: none has run in the last 7 days")
        };
        format!("At most {} of {} checks at once, {basis}.", self.preview.peak, self.cap)
    }
}

/// What `draft` would do, seen at `now`. `own` is the policy it changes. None where nothing would happen: no dashboards.
///
/// # Errors
/// [`AppError::NotFound`] for an environment that isn't there.
pub async fn preview(
    by: impl Into<By<'_>>,
    draft: &PolicyDraft,
    own: Option<PolicyId>,
    now: DateTime<Utc>,
) -> Result<Option<Previewed>, AppError> {
    let mut tx = by.into().begin().await?;
    let environments = store::environment::list(&mut tx).await?;
    let environment = environments.into_iter().find(|one| one.id == draft.environment).ok_or(AppError::NotFound)?;
    let dashboards = store::policy::resolve(&mut tx, draft.environment, &draft.scope).await?;
    let mut others: Vec<(Neighbour, Vec<DashboardId>)> = Vec::new();
    let mut names = HashMap::new();
    for policy in store::policy::list(&mut tx).await? {
        if policy.environment != draft.environment || !policy.is_active || Some(policy.id) == own {
            continue;
        }
        let theirs = store::policy::resolve(&mut tx, policy.environment, &policy.scope).await?;
        names.insert(policy.id, policy.name.to_string());
        others.push((Neighbour { policy: policy.id, timetable: timetable(policy.schedule)? }, theirs));
    }
    let usual = store::health::usual_duration(&mut tx, draft.environment, now).await?;
    let timetable = timetable(draft.schedule.clone())?;
    let neighbours: Vec<Neighbour> = others.iter().map(|(neighbour, _)| neighbour.clone()).collect();
    let planner = Planner { policy: own, timetable: &timetable, neighbours: &neighbours };
    let cap = usize::try_from(environment.max_concurrent).unwrap_or(1);
    let setting = Setting {
        now,
        minimum_gap: TimeDelta::milliseconds(i64::from(environment.minimum_gap_ms)),
        duration: usual.unwrap_or(UNKNOWN_DURATION),
        cap,
    };
    let others: &Others = &others;
    let Some(preview) = planner.preview(&dashboards, others, setting) else { return Ok(None) };
    let preview = preview.with_overlaps(&planner, &dashboards, others, now);
    let mut warnings = Vec::new();
    if let Some(needed) = preview.room.needed {
        warnings.push(format!(
            "The window is too small for {} checks: they would be {} apart, and {} asks for at least {}. The smallest \
             sufficient window is {}. Checks that haven’t begun by its end still run and are marked late.",
            preview.slots.len(),
            length(preview.room.spacing),
            environment.name,
            length(setting.minimum_gap),
            length(needed),
        ));
    }
    for overlap in &preview.overlaps {
        let titles = store::health::titles_of(&mut tx, &overlap.dashboards).await?;
        let first = titles.iter().take(NAMED).map(|(_, title)| title.as_str()).collect::<Vec<_>>().join(", ");
        let more = match titles.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let other = names.get(&overlap.policy).map(String::as_str).unwrap_or_default();
        let local = |at: DateTime<Utc>, format: &str| at.with_timezone(&timetable.tz()).format(format).to_string();
        warnings.push(format!(
            "It overlaps “{other}”: {} are checked by both from {} to {}: {first}{more}.",
            crate::health::words::dashboards(u32::try_from(titles.len()).unwrap_or(u32::MAX)),
            local(overlap.start, "%A %-d %B %H:%M"),
            local(overlap.end, "%H:%M"),
        ));
    }
    let (duration, is_measured) = (setting.duration, usual.is_some());
    Ok(Some(Previewed { sentence: preview.sentence(), preview, names, cap, duration, is_measured, warnings }))
}

fn timetable(schedule: domain::schedule::Schedule) -> Result<Timetable, AppError> {
    Timetable::new(schedule).map_err(|error| AppError::internal(&error))
}

/// The problem of a policy that could not be stored, at its field.
#[must_use]
pub fn refusal(error: store::policy::PolicyError) -> AppError {
    use crate::error::{Invalid, Problem};
    use store::policy::PolicyError;
    match error {
        PolicyError::UnknownDashboards(ids) => {
            let named = ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            AppError::Invalid(Invalid::field(
                "dashboards",
                format!("The environment has no dashboards with these ids: {named}."),
            ))
        }
        PolicyError::Channels(wrong) => {
            let problem = |(place, text)| Problem { field: Some(format!("channels[{place}]")), text };
            AppError::Invalid(Invalid { problems: wrong.into_iter().map(problem).collect(), ..Invalid::default() })
        }
        PolicyError::Store(StoreError::Conflict { constraint }) if constraint == "policies_name_key" => {
            AppError::Invalid(Invalid::field("name", "Another policy has this name."))
        }
        PolicyError::Store(error) => error.into(),
    }
}
