//! The check of one page.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http::{HeaderName, HeaderValue, Method};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;
use url::Url;

use domain::figure;
use domain::report::{
    ChartOutcome, ChartResult, Finding, FindingKind, Location, Outcome, Problem, ProblemKind, Run, clean, slow,
};

use super::text;
use crate::connectors::backoff::{Backoff, RETRIES};
use crate::connectors::http::{Answer, Http, HttpError, Limits, Request};
use crate::connectors::validator::{Conditions, Validator};

/// The largest page that is read.
const MOST_BYTES: usize = 4 << 20;
const REDIRECTS: u8 = 5;

/// A page and what was agreed about it.
#[derive(Debug, Clone)]
pub struct PageSettings {
    /// Its address.
    pub url: Url,
    /// The status that it has to answer with. A redirect is followed unless it is the status that is expected.
    pub status: u16,
    /// Texts that must appear.
    pub must: Vec<String>,
    /// Texts that must not appear.
    pub must_not: Vec<String>,
    /// The slowest answer that is still fine, in milliseconds; the condition of the check where it isn't given.
    pub slowest_ms: Option<i64>,
    /// A header to send along; its value may be a secret.
    pub header: Option<(HeaderName, SecretString)>,
}

/// Checks one page.
pub struct Page {
    http: Arc<dyn Http>,
    settings: PageSettings,
    backoff: Backoff,
}

impl Page {
    /// A page to check.
    pub fn new(http: Arc<dyn Http>, settings: PageSettings, backoff: Backoff) -> Self {
        Self { http, settings, backoff }
    }

    fn request(&self) -> Request {
        let request = Request::new(Method::GET, self.settings.url.clone());
        let header = self.settings.header.as_ref().and_then(|(name, value)| {
            let mut value = HeaderValue::from_str(value.expose_secret()).ok()?;
            value.set_sensitive(true);
            Some((name.clone(), value))
        });
        match header {
            Some((name, value)) => request.with_header(name, value),
            None => request,
        }
    }

    /// Asks for the page; a connection that fails is tried again, an answer never is.
    async fn ask(&self, limit: Duration) -> (Duration, Result<Answer, HttpError>) {
        let redirects = if (300..400).contains(&self.settings.status) { 0 } else { REDIRECTS };
        let limits = Limits { time: limit, body_bytes: MOST_BYTES, redirects };
        let mut retry = 0;
        loop {
            let started = Instant::now();
            let answer = self.http.send(self.request(), limits).await;
            let took = started.elapsed();
            match &answer {
                Err(error) if error.is_transport() && retry < RETRIES => {
                    tokio::time::sleep(self.backoff.wait(retry)).await;
                    retry += 1;
                }
                _ => return (took, answer),
            }
        }
    }

    fn findings(&self, took_ms: i64, answer: &Answer, conditions: &Conditions) -> Vec<Finding> {
        let mut findings = Vec::new();
        let (status, expected) = (answer.status.as_u16(), self.settings.status);
        if status != expected {
            let message = format!("It answers {status}; {expected} is expected.");
            findings.push(Finding::new(FindingKind::UnexpectedStatus, message));
        }
        let page = String::from_utf8_lossy(&answer.body);
        for must in self.settings.must.iter().filter(|must| !text::has(&page, must)) {
            let message = format!("The text “{}” is missing.", self.clean(must));
            findings.push(Finding::new(FindingKind::TextMissing, message));
        }
        for must_not in self.settings.must_not.iter().filter(|must_not| text::has(&page, must_not)) {
            let message = format!("The text “{}” is there.", self.clean(must_not));
            findings.push(Finding::new(FindingKind::TextPresent, message));
        }
        let limit = self.settings.slowest_ms.unwrap_or(conditions.slow_ms);
        findings.extend(slow(took_ms, limit, conditions.usual(None)));
        findings
    }

    fn lost(&self, error: &HttpError, took_ms: i64) -> (ChartOutcome, Finding) {
        let failed = ChartOutcome::Failed;
        match error {
            HttpError::TimedOut(_) => {
                let message = format!("It gave no answer within {}.", figure::milliseconds(took_ms));
                (ChartOutcome::TimedOut, Finding::new(FindingKind::NoConnection, message))
            }
            HttpError::TooLarge(_) => {
                let message = format!("It could not be judged: it has more than {} MB.", MOST_BYTES >> 20);
                (ChartOutcome::NotExecuted, Finding::new(FindingKind::NotExecuted, message))
            }
            HttpError::Redirects(words) => {
                (failed, Finding::new(FindingKind::UnexpectedStatus, format!("{}.", self.clean(words))))
            }
            _ => (failed, Finding::new(FindingKind::NoConnection, format!("{}.", self.clean(&error.to_string())))),
        }
    }

    fn clean(&self, words: &str) -> String {
        let secret = self.settings.header.as_ref().map(|(_, value)| value.expose_secret());
        clean(words, secret.as_slice())
    }
}

#[async_trait]
impl Validator for Page {
    async fn check(&self, conditions: &Conditions) -> Outcome {
        let (took, answer) = self.ask(conditions.query_limit).await;
        let took_ms = i64::try_from(took.as_millis()).unwrap_or(i64::MAX);
        let (outcome, findings) = match &answer {
            // What our own rule refuses was never asked: that says nothing about the page.
            Err(error @ HttpError::AddressRefused(_)) => {
                return Outcome::CouldNotRun(Problem::new(ProblemKind::AddressRefused, format!("{error}.")));
            }
            Err(error) => {
                let (outcome, finding) = self.lost(error, took_ms);
                (outcome, vec![finding])
            }
            Ok(answer) => (ChartOutcome::Answered, self.findings(took_ms, answer, conditions)),
        };
        let link = self.settings.url.to_string();
        // What comes after the question mark may be a secret.
        let name = link.split(['?', '#']).next().unwrap_or_default().to_owned();
        let location = Location { chart_id: None, name: name.clone(), link: Some(link.clone()) };
        let (duration_ms, rows) = (Some(took_ms), None);
        let result = ChartResult { chart_id: None, name, link: Some(link), rows, duration_ms, outcome };
        let findings = findings.into_iter().map(|finding| finding.at(location.clone())).collect();
        Outcome::Ran(Run { findings, charts: vec![result], duration_ms: took_ms })
    }
}
