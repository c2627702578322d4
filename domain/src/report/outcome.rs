//! What a check as a whole ended with.

use serde::{Deserialize, Serialize};

use super::{ChartResult, Finding, Status};

/// A check that ran: what it saw and what it found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// What was found, in the order of the dashboard; empty means nothing.
    pub findings: Vec<Finding>,
    /// What each chart did, in the order of the dashboard.
    pub charts: Vec<ChartResult>,
    /// How long the run took as a whole, in milliseconds.
    pub duration_ms: i64,
}

named! {
    /// Why a check could not run: the environment's problem, not the dashboard's.
    pub enum ProblemKind: "kind of problem" {
        /// No connection, or no whole answer.
        Unreachable = "unreachable",
        /// No TLS connection: a certificate that isn't trusted or doesn't match.
        Tls = "tls",
        /// Our own rule for outbound requests refuses the address.
        AddressRefused = "address_refused",
        /// The user or the password is wrong, or the account is locked.
        Credentials = "credentials",
        /// The account may not do what every check needs.
        Rights = "rights",
        /// Too many requests: the environment asks for less.
        Throttled = "throttled",
        /// Something answers that isn't what the environment says it is.
        Unexpected = "unexpected",
    }
}

/// Why a check could not run. It is reported once per environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct Problem {
    /// What sort of problem it is.
    pub kind: ProblemKind,
    /// A sentence for people, without secrets.
    pub message: String,
}

impl Problem {
    /// A problem in words.
    pub fn new(kind: ProblemKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }
}

/// What a check ended with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It ran.
    Ran(Run),
    /// It could not run, so it says nothing about the dashboard.
    CouldNotRun(Problem),
}

impl Outcome {
    /// The status that follows.
    pub fn status(&self) -> Status {
        match self {
            Self::Ran(run) => run.status(),
            Self::CouldNotRun(_) => Status::Unknown,
        }
    }
}

impl Run {
    /// The status that follows from the findings; never UNKNOWN.
    pub fn status(&self) -> Status {
        Status::of(&self.findings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::FindingKind;

    #[test]
    fn a_check_that_could_not_run_is_unknown_and_never_passes() {
        let problem = Problem::new(ProblemKind::Credentials, "The password is wrong.");
        assert_eq!(Outcome::CouldNotRun(problem).status(), Status::Unknown);
        assert_eq!(Outcome::Ran(Run::default()).status(), Status::Pass);
        let failed = Run { findings: vec![Finding::new(FindingKind::QueryFailed, "no")], ..Run::default() };
        assert_eq!(Outcome::Ran(failed).status(), Status::Fail);
    }

    #[test]
    fn an_outcome_survives_the_wire() {
        let outcome = Outcome::CouldNotRun(Problem::new(ProblemKind::Tls, "The certificate is for another name."));
        let json = serde_json::json!({
            "could_not_run": { "kind": "tls", "message": "The certificate is for another name." },
        });
        assert_eq!(serde_json::to_value(&outcome).ok(), Some(json.clone()));
        assert_eq!(serde_json::from_value(json).ok(), Some(outcome));
    }
}
