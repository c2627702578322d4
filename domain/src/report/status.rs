//! The four words that a check ends with.

use super::{Finding, Severity};

named! {
    /// Worst first, as lists are sorted: what failed, what warns, what nobody
    /// knows, what passed. The texts are those of the API and of all pages.
    pub enum Status: "status" {
        /// At least one error was found.
        Fail = "FAIL",
        /// Nothing worse than a warning was found.
        Warn = "WARN",
        /// The check could not run, so it says nothing about the dashboard.
        Unknown = "UNKNOWN",
        /// Nothing was found.
        Pass = "PASS",
    }
}

impl Status {
    /// The status of a check that ran: any error fails it, else any warning
    /// warns, else it passes. Never UNKNOWN.
    pub fn of(findings: &[Finding]) -> Self {
        match findings.iter().map(|finding| finding.severity).min() {
            Some(Severity::Error) => Self::Fail,
            Some(Severity::Warning) => Self::Warn,
            None => Self::Pass,
        }
    }

    /// Whether the check ran, so that it says something about the dashboard.
    pub const fn is_conclusive(self) -> bool {
        !matches!(self, Self::Unknown)
    }

    /// The status as pages show it, beside its shape and colour.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Fail => "Failing",
            Self::Warn => "Warning",
            Self::Unknown => "Unknown",
            Self::Pass => "Passing",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::FindingKind::{ChartDeleted, NoRows, Slow};

    #[test]
    fn the_worst_finding_decides() {
        let error = Finding::new(ChartDeleted, "gone");
        let warning = Finding::new(Slow, "slow");
        let other = Finding::new(NoRows, "empty");
        assert_eq!(Status::of(&[]), Status::Pass);
        assert_eq!(Status::of(std::slice::from_ref(&warning)), Status::Warn);
        assert_eq!(Status::of(&[warning.clone(), other.clone()]), Status::Warn);
        assert_eq!(Status::of(&[warning, error, other]), Status::Fail);
    }

    #[test]
    fn only_unknown_says_nothing_about_the_dashboard() {
        let silent: Vec<_> = Status::ALL.iter().filter(|status| !status.is_conclusive()).collect();
        assert_eq!(silent, [&Status::Unknown]);
    }

    #[test]
    fn lists_begin_with_what_failed() {
        let mut sorted = [Status::Pass, Status::Unknown, Status::Fail, Status::Warn];
        sorted.sort();
        assert_eq!(sorted.map(Status::as_str), ["FAIL", "WARN", "UNKNOWN", "PASS"]);
    }
}
