//! From what is stored about an environment to the validator that looks at it.
//!
//! What the sealed values hold is said in `store::secret`: JSON, which is opened here and nowhere else.

use super::run_checks::Examiner;
use super::sync_environments::Lister;
use crate::connectors::backoff::Backoff;
use crate::connectors::http::Http;
use crate::connectors::superset::{BaseUrl, Client, Dashboard, Provider, Settings};
use crate::connectors::web::{Page, PageSettings};
use crate::connectors::{Conditions, Freshness, Validator};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::health::EnvironmentKind;
use domain::id::{EnvironmentId, OrgId};
use domain::report::{Outcome, Problem, ProblemKind};
use http::HeaderName;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::check::{Claimed, Job};
use store::environment::{Connection, DueSync, Listed, ListedOwner};
use store::secret::{self, CREDENTIALS, PAGE_HEADER, Place};
use store::{Store, StoreError};
use url::Url;

/// Opens what was sealed in a place.
pub type Unseal = Arc<dyn Fn(&Place, &[u8]) -> Result<SecretString, StoreError> + Send + Sync>;

/// Makes validators, and keeps the clients of Supersets, whose tokens are good for many checks.
pub struct Validators {
    http: Arc<dyn Http>,
    backoff: Backoff,
    unseal: Unseal,
    clients: Mutex<HashMap<[u8; 32], Arc<Client>>>,
}

#[derive(Deserialize)]
struct Account {
    user: String,
    password: String,
    provider: String,
}

#[derive(Deserialize)]
struct Header {
    name: String,
    value: String,
}

/// Clients that are kept; when there are more, all are made anew.
const MOST_CLIENTS: usize = 1_000;

impl Validators {
    /// Validators that ask through `http`.
    pub fn new(http: Arc<dyn Http>, backoff: Backoff, unseal: Unseal) -> Self {
        Self { http, backoff, unseal, clients: Mutex::default() }
    }

    /// Validators that ask through `http` and read the secrets of `store`.
    pub fn over(store: Store, http: Arc<dyn Http>, backoff: Backoff) -> Self {
        Self::new(http, backoff, Arc::new(move |place, sealed| secret::open(store.keyring(), place, sealed)))
    }

    /// The client of a Superset; a new one after its address or its credentials changed.
    ///
    /// # Errors
    /// When the address or the credentials can't be read.
    pub fn superset(&self, place: &Place, connection: &Connection) -> Result<Arc<Client>, Problem> {
        let key: [u8; 32] = Sha256::new()
            .chain_update(connection.base_url.as_deref().unwrap_or_default())
            .chain_update([0])
            .chain_update(connection.credentials.as_deref().unwrap_or_default())
            .finalize()
            .into();
        if let Some(client) = self.clients.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return Ok(Arc::clone(client));
        }
        let client = Arc::new(self.new_superset(place, connection)?);
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if clients.len() >= MOST_CLIENTS {
            clients.clear();
        }
        Ok(Arc::clone(clients.entry(key).or_insert(client)))
    }

    /// A client that signs in anew. The arguments are the place of the sealed credentials, and what is stored.
    ///
    /// # Errors
    /// As [`superset`](Self::superset).
    pub fn new_superset(&self, place: &Place, connection: &Connection) -> Result<Client, Problem> {
        let unusable = |words: &str| Problem::new(ProblemKind::Credentials, words);
        let sealed = connection.credentials.as_deref().ok_or_else(|| unusable("No credentials are stored."))?;
        let account: Account =
            self.open(place, sealed).ok_or_else(|| unusable("The stored credentials can't be read."))?;
        let address = connection.base_url.as_deref().unwrap_or_default();
        let base = BaseUrl::parse(address).map_err(|error| Problem::new(ProblemKind::Unexpected, error.to_string()))?;
        let provider = if account.provider == "ldap" { Provider::Ldap } else { Provider::Db };
        let settings = Settings { base, user: account.user, password: account.password.into(), provider };
        Ok(Client::new(Arc::clone(&self.http), settings, self.backoff.clone()))
    }

    fn open<T: serde::de::DeserializeOwned>(&self, place: &Place, sealed: &[u8]) -> Option<T> {
        let opened = (self.unseal)(place, sealed);
        if let Err(error) = &opened {
            tracing::error!(%error, "the sealed {place} can't be opened: {error}");
        }
        serde_json::from_str(opened.ok()?.expose_secret()).ok()
    }

    fn validator(&self, claimed: &Claimed, job: &Job) -> Result<Box<dyn Validator>, Problem> {
        let unusable = |words: &str| Problem::new(ProblemKind::Unexpected, words);
        match job.connection.kind {
            EnvironmentKind::Superset => {
                let id = job.external_id.parse().map_err(|_| unusable("The dashboard's id is no number."))?;
                Ok(Box::new(Dashboard::new(
                    self.superset(&credentials(claimed.org, claimed.environment), &job.connection)?,
                    id,
                )))
            }
            EnvironmentKind::Web => {
                let web = job.web.as_ref().ok_or_else(|| unusable("Nothing is agreed about this page."))?;
                let header = match &web.header {
                    Some(sealed) => {
                        let place = PAGE_HEADER.at(claimed.org, i64::from(claimed.dashboard.0));
                        Some(self.header(&place, sealed).ok_or_else(|| unusable("The stored header can't be read."))?)
                    }
                    None => None,
                };
                let settings = PageSettings {
                    url: Url::parse(&job.url).map_err(|_| unusable("The page's address is no address."))?,
                    status: web.expected_status.unsigned_abs(),
                    must: web.must_contain.iter().cloned().collect(),
                    must_not: web.must_not_contain.iter().cloned().collect(),
                    slowest_ms: Some(i64::from(web.slow_ms)),
                    header,
                };
                Ok(Box::new(Page::new(Arc::clone(&self.http), settings, self.backoff.clone())))
            }
        }
    }

    fn header(&self, place: &Place, sealed: &[u8]) -> Option<(HeaderName, SecretString)> {
        let header: Header = self.open(place, sealed)?;
        Some((header.name.parse().ok()?, header.value.into()))
    }
}

/// Where the credentials of an environment are sealed.
pub fn credentials(org: OrgId, environment: EnvironmentId) -> Place {
    CREDENTIALS.at(org, i64::from(environment.0))
}

/// What a check is held to.
fn conditions(job: &Job, only: Option<BTreeSet<i64>>, now: DateTime<Utc>) -> Conditions {
    let millis = |limit: i32| Duration::from_millis(limit.unsigned_abs().into());
    let limits = job.policy.as_ref().map(|policy| &policy.limits);
    let usual = Conditions::new(now);
    let freshness = limits.and_then(|limits| limits.freshness.as_ref());
    let freshness = freshness.map(|freshness| Freshness {
        column: freshness.column.clone(),
        limit: TimeDelta::seconds(freshness.seconds.into()),
    });
    Conditions {
        query_limit: millis(job.query_limit_ms),
        dashboard_limit: millis(job.dashboard_limit_ms),
        slow_ms: limits.map_or(usual.slow_ms, |limits| limits.slow_ms.into()),
        past: job.past.clone(),
        only,
        freshness,
        ..usual
    }
}

#[async_trait]
impl Examiner for Validators {
    async fn examine(&self, claimed: &Claimed, job: &Job, only: Option<BTreeSet<i64>>, now: DateTime<Utc>) -> Outcome {
        match self.validator(claimed, job) {
            Ok(validator) => validator.check(&conditions(job, only, now)).await,
            Err(problem) => Outcome::CouldNotRun(problem),
        }
    }
}

#[async_trait]
impl Lister for Validators {
    async fn list(&self, due: &DueSync, connection: &Connection) -> Result<Vec<Listed>, Problem> {
        let listed = self.superset(&credentials(due.org, due.environment), connection)?.dashboards().await?;
        Ok(listed.into_iter().map(from_superset).collect())
    }
}

fn from_superset(listed: crate::connectors::superset::Listed) -> Listed {
    let owner = |owner: crate::connectors::superset::Owner| ListedOwner {
        external_id: owner.id.to_string(),
        name: owner.name,
        email: owner.email,
    };
    Listed {
        external_id: listed.id.to_string(),
        title: listed.title.chars().take(500).collect(),
        slug: listed.slug,
        url: listed.link,
        is_published: listed.is_published,
        changed_at: listed.changed_at,
        owners: listed.owners.into_iter().map(owner).collect(),
        tags: listed.tags,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::connectors::http::{Answer, HttpError, Limits, Request};

    struct Nobody;

    #[async_trait]
    impl Http for Nobody {
        async fn send(&self, _: Request, _: Limits) -> Result<Answer, HttpError> {
            Err(HttpError::NoConnection("refused".to_owned()))
        }
    }

    fn connection(sealed: Option<&str>) -> Connection {
        Connection {
            kind: EnvironmentKind::Superset,
            base_url: Some("https://superset.test".to_owned()),
            credentials: sealed.map(|text| text.as_bytes().to_vec()),
        }
    }

    fn place() -> Place {
        credentials(OrgId(1), EnvironmentId(1))
    }

    fn validators() -> Validators {
        let unseal: Unseal = Arc::new(|_, sealed| Ok(String::from_utf8_lossy(sealed).into_owned().into()));
        Validators::new(Arc::new(Nobody), Backoff::new(|| 0.0), unseal)
    }

    #[test]
    fn a_client_is_kept_until_its_credentials_change() {
        let validators = validators();
        let of = |password: &str| {
            let sealed = format!(r#"{{"user": "ana", "password": "{password}", "provider": "ldap"}}"#);
            validators.superset(&place(), &connection(Some(&sealed))).expect("a client")
        };
        let first = of("one");
        assert!(Arc::ptr_eq(&first, &of("one")));
        assert!(!Arc::ptr_eq(&first, &of("two")));
    }

    #[test]
    fn credentials_that_cannot_be_read_are_the_environments_problem() {
        for sealed in [None, Some("no json"), Some(r#"{"user": "ana"}"#)] {
            let problem = validators().superset(&place(), &connection(sealed)).err().expect("a problem");
            assert_eq!(problem.kind, ProblemKind::Credentials, "{sealed:?}");
        }
    }
}
