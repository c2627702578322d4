//! A failure counts when it fails again a little later.

use std::collections::BTreeSet;

use super::{ChartOutcome, Finding, FindingKind, Location, Outcome, Run, Severity};
use crate::figure;

/// How long after a failure it is tried again where nobody said otherwise, in seconds.
pub const CONFIRM_SECONDS: u32 = 60;

impl Run {
    /// The charts whose failure has to be seen twice. Empty when nothing that
    /// failed is a chart's: then all of the dashboard is looked at again.
    pub fn failing_charts(&self) -> BTreeSet<i64> {
        let errors = self.findings.iter().filter(|finding| finding.severity == Severity::Error);
        errors.filter_map(|finding| finding.location.as_ref()?.chart_id).collect()
    }
}

/// What counts after the failing charts of `first` were tried again `seconds`
/// later. What fails again stays; what passes then becomes a warning that it
/// failed once; all else is as it was the first time. A second run that could
/// not run confirms nothing and takes nothing back: the first one stands.
#[must_use]
pub fn confirmed(first: &Run, second: &Outcome, seconds: u32) -> Run {
    let Outcome::Ran(second) = second else {
        return first.clone();
    };
    let again = second.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let failed_again: Vec<&Finding> = again.collect();
    let mut findings = Vec::new();
    let mut told = BTreeSet::new();
    for finding in &first.findings {
        if finding.severity != Severity::Error {
            findings.push(finding.clone());
        } else if let Some(error) = failed_again.iter().find(|error| is_same_place(error, finding)) {
            if told.insert(place(error)) {
                findings.extend(failed_again.iter().filter(|other| is_same_place(other, error)).copied().cloned());
            }
        } else {
            findings.push(failed_once(finding, seconds));
        }
    }
    // What failed only the second time is a failure that nobody has seen twice, but somebody has seen.
    let is_new = |error: &&&Finding| !first.findings.iter().any(|finding| is_same_error_place(finding, error));
    findings.extend(failed_again.iter().filter(is_new).copied().cloned());
    Run { findings, charts: charts(first, second), duration_ms: first.duration_ms + second.duration_ms }
}

fn place(finding: &Finding) -> (Option<i64>, Option<&str>) {
    let location = finding.location.as_ref();
    // A chart is its id, whatever it is called now.
    match location.and_then(|location| location.chart_id) {
        Some(id) => (Some(id), None),
        None => (None, location.map(|location: &Location| location.name.as_str())),
    }
}

fn is_same_place(one: &Finding, other: &Finding) -> bool {
    place(one) == place(other)
}

fn is_same_error_place(first: &Finding, second: &Finding) -> bool {
    first.severity == Severity::Error && is_same_place(first, second)
}

fn failed_once(finding: &Finding, seconds: u32) -> Finding {
    let message = format!("It failed once, and passed {} later: {}", figure::duration(seconds.into()), finding.message);
    let finding_at = Finding::new(FindingKind::FailedOnce, message);
    match &finding.location {
        Some(location) => finding_at.at(location.clone()),
        None => finding_at,
    }
}

/// The charts of the first run, each as it was last seen.
fn charts(first: &Run, second: &Run) -> Vec<super::ChartResult> {
    let last = |chart: &super::ChartResult| {
        let again = second.charts.iter().find(|again| again.chart_id == chart.chart_id && again.name == chart.name);
        again.filter(|again| again.outcome != ChartOutcome::NotReached).unwrap_or(chart).clone()
    };
    first.charts.iter().map(last).collect()
}

#[cfg(test)]
mod tests;
