//! "Test connection": tries what a person entered, through the way out that checks use.

use crate::connectors::superset::{BaseUrl, Line, Tone};
use crate::workers::validators::{Validators, credentials};
use app::AppError;
use app::host::{Boxed, Prober};
use domain::health::EnvironmentKind;
use domain::id::{EnvironmentId, OrgId};
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use store::environment::{TestLine, TestTone, connection};

/// A person waits for the answer, and requests end after 30 s.
const PATIENCE: Duration = Duration::from_secs(25);

/// Tries connections.
pub struct Probe {
    store: Store,
    validators: Arc<Validators>,
}

impl Probe {
    /// A probe that asks as `validators` do.
    pub fn new(store: Store, validators: Arc<Validators>) -> Self {
        Self { store, validators }
    }

    async fn try_superset(&self, org: OrgId, environment: EnvironmentId) -> Result<Vec<TestLine>, AppError> {
        let stored = connection(&self.store.system(), org, environment).await?.ok_or(AppError::NotFound)?;
        if stored.kind != EnvironmentKind::Superset {
            return Ok(vec![bad("Pages have no connection of their own. Run their checks instead.")]);
        }
        // One that signs in anew, since it is signing in that is tried.
        let client = match self.validators.new_superset(&credentials(org, environment), &stored) {
            Ok(client) => client,
            Err(problem) => return Ok(vec![bad(&problem.message)]),
        };
        match tokio::time::timeout(PATIENCE, client.test()).await {
            Ok(found) => Ok(found.lines.into_iter().map(line).collect()),
            Err(_) => Ok(vec![bad("There was no whole answer within 25 s.")]),
        }
    }
}

impl Prober for Probe {
    fn address(&self, typed: &str) -> Result<String, String> {
        match BaseUrl::parse(typed) {
            Ok(base) => Ok(base.to_string().trim_end_matches('/').to_owned()),
            Err(error) => Err(format!("The address {error}.")),
        }
    }

    fn test(&self, org: OrgId, environment: EnvironmentId) -> Boxed<'_, Result<Vec<TestLine>, AppError>> {
        Box::pin(self.try_superset(org, environment))
    }
}

fn line(line: Line) -> TestLine {
    let tone = match line.tone {
        Tone::Good => TestTone::Good,
        Tone::Partial => TestTone::Partial,
        Tone::Bad => TestTone::Bad,
    };
    TestLine { tone, text: line.text }
}

fn bad(text: &str) -> TestLine {
    TestLine { tone: TestTone::Bad, text: text.to_owned() }
}
