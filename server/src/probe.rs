//! "Test connection": tries what a person entered, through the way out that checks use.

use crate::connectors::backoff::Backoff;
use crate::connectors::http::Http;
use crate::connectors::superset::{BaseUrl, Client, Line, Provider, Settings, Tone};
use app::AppError;
use app::host::{Boxed, Prober};
use domain::health::EnvironmentKind;
use domain::id::{EnvironmentId, OrgId};
use secrecy::ExposeSecret;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use store::environment::{TestLine, TestTone, connection, unseal};

/// A person waits for the answer, and requests end after 30 s.
const PATIENCE: Duration = Duration::from_secs(25);

/// Tries connections.
pub struct Probe {
    store: Store,
    http: Arc<dyn Http>,
    backoff: Backoff,
}

#[derive(Deserialize)]
struct Account {
    user: String,
    password: String,
    provider: String,
}

impl Probe {
    /// A probe that asks through `http`.
    pub fn new(store: Store, http: Arc<dyn Http>, backoff: Backoff) -> Self {
        Self { store, http, backoff }
    }

    async fn try_superset(&self, org: OrgId, environment: EnvironmentId) -> Result<Vec<TestLine>, AppError> {
        let stored = connection(&self.store.system(), org, environment).await?.ok_or(AppError::NotFound)?;
        if stored.kind != EnvironmentKind::Superset {
            return Ok(vec![bad("Pages have no connection of their own. Run their checks instead.")]);
        }
        let Some(secret) = unseal(&self.store, org, environment, &stored)? else {
            return Ok(vec![bad("No user and no password are stored.")]);
        };
        let base = stored.base_url.as_deref().and_then(|text| BaseUrl::parse(text).ok());
        let (Some(base), Ok(account)) = (base, serde_json::from_str::<Account>(secret.expose_secret())) else {
            return Ok(vec![bad("What is stored can't be read. Type address, user and password again.")]);
        };
        let provider = if account.provider == "ldap" { Provider::Ldap } else { Provider::Db };
        let settings = Settings { base, user: account.user, password: account.password.into(), provider };
        let client = Client::new(Arc::clone(&self.http), settings, self.backoff.clone());
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
