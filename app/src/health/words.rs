//! Health in words and lights.

use crate::settings::Dates;
use crate::ui::LightKind;
use chrono::{DateTime, Utc};
use domain::health::Note;
use domain::report::{Severity, Status};

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
