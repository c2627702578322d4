//! Health in words and lights.

use crate::settings::Dates;
use crate::ui::LightKind;
use chrono::{DateTime, Utc};
use domain::health::{Note, SilenceKind};
use domain::report::{Severity, Status};

/// What a stale report is.
pub(crate) const STALE: &str =
    "The last check is older than two of the intervals in which the policy should have checked again.";
/// What a missed check is.
pub(crate) const MISSED: &str =
    "A check was planned, and no server was running in its window. It says nothing about the dashboard.";
/// What an uptime is.
pub(crate) const UPTIME: &str = "The part of the last 30 days in which it didn’t fail; a warning counts as working. Maintenance and \
     time in which nobody knew don’t count, and it is rounded down.";
/// What is usual for a chart.
pub(crate) const USUALLY: &str =
    "The median time of the last ten checks that answered. Three times as long is a warning.";
/// What the planned time is.
pub(crate) const PLANNED: &str = "The slot of this check. Checks of a policy are spread evenly over its window; one waits while as many \
     as the environment allows are running.";

/// The light of a status.
#[must_use]
pub const fn light(status: Status) -> LightKind {
    match status {
        Status::Pass => LightKind::Pass,
        Status::Warn => LightKind::Warn,
        Status::Fail => LightKind::Fail,
        Status::Unknown => LightKind::Unknown,
    }
}

/// The light of a finding.
#[must_use]
pub const fn severity_light(severity: Severity) -> LightKind {
    match severity {
        Severity::Error => LightKind::Fail,
        Severity::Warning => LightKind::Warn,
    }
}

/// "1 error", "2 errors".
#[must_use]
pub fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

/// What stands beside a status.
pub(crate) fn note(note: Note, dates: Dates, now: DateTime<Utc>) -> String {
    note.words(|at| dates.near_words(at, now))
}

/// What happened when a silence was ended by hand.
pub(crate) const fn silence_verb(kind: SilenceKind) -> &'static str {
    match kind {
        SilenceKind::Acknowledged => "Acknowledgement withdrawn",
        SilenceKind::Snoozed => "Snooze ended",
        SilenceKind::Muted => "Unmuted",
    }
}

/// An uptime: "99.2 %".
#[must_use]
pub fn uptime(part: f64) -> String {
    // Rounded down, so that 100 % means all of it.
    let tenths = (part * 1_000.0).floor() / 10.0;
    if (tenths - 100.0).abs() < f64::EPSILON { "100 %".to_owned() } else { format!("{tenths:.1} %") }
}

/// "1 dashboard", "15 dashboards".
#[must_use]
pub fn dashboards(count: u32) -> String {
    if count == 1 {
        "1 dashboard".to_owned()
    } else {
        format!("{} dashboards", domain::figure::count(i64::from(count)))
    }
}

#[cfg(test)]
mod tests {
    use super::uptime;

    #[test]
    fn an_uptime_is_never_rounded_up() {
        assert_eq!(uptime(1.0), "100 %");
        assert_eq!(uptime(0.999_99), "99.9 %");
        assert_eq!(uptime(0.0), "0.0 %");
    }
}
