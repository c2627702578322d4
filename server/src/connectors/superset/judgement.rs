//! From what came back of a chart to findings and a result.

use std::time::Duration;

use http::StatusCode;

use domain::figure;
use domain::report::{ChartOutcome, ChartResult, Finding, FindingKind, Location, emptiness, rows_fell, slow};

use super::answer::{complaint, is_page};
use super::chart::{Chart, Execution, MOST_BYTES, Source};
use super::client::Client;
use super::data::Answered;
use super::filters::DefaultFilter;
use crate::connectors::http::{Answer, HttpError};
use crate::connectors::validator::Conditions;

/// What a chart did, and what is to be said about it.
pub(super) struct Judged {
    pub(super) result: ChartResult,
    pub(super) findings: Vec<Finding>,
}

/// A chart that is being judged.
pub(super) struct Judge<'a> {
    pub(super) client: &'a Client,
    pub(super) conditions: &'a Conditions,
    pub(super) chart: &'a Chart,
    pub(super) filters: &'a [&'a DefaultFilter],
    /// What the query was given; less than usual when the dashboard's time ran out.
    pub(super) limit: Duration,
}

impl Judge<'_> {
    pub(super) fn judge(&self, execution: Execution) -> Judged {
        match execution {
            Execution::Hidden => self.hidden(""),
            Execution::NotAsked(reason) => self.told(FindingKind::NotExecuted, ChartOutcome::NotExecuted, None, reason),
            Execution::WarmedUp { took, error: Some(error) } => self.failed(took, &error),
            Execution::WarmedUp { took, error: None } => {
                let took = milliseconds(took);
                let findings = slow(took, self.conditions.slow_ms, self.conditions.usual(Some(self.chart.id)));
                self.judged(ChartOutcome::Answered, None, Some(took), findings.into_iter().collect())
            }
            Execution::Asked { took, answer: Err(error), .. } => self.lost(took, &error),
            Execution::Asked { took, answer: Ok(answer), source } => self.answered(took, &answer, source),
        }
    }

    fn lost(&self, took: Duration, error: &HttpError) -> Judged {
        let after = figure::milliseconds(milliseconds(took));
        match error {
            HttpError::TimedOut(_) if self.limit < self.conditions.query_limit => {
                let message = "Stopped: the time of the dashboard was over.".to_owned();
                self.told(FindingKind::NotReached, ChartOutcome::NotReached, None, message)
            }
            HttpError::TimedOut(_) => {
                let message = format!("Its query gave no answer within {after}.");
                self.told(FindingKind::QueryTimedOut, ChartOutcome::TimedOut, Some(took), message)
            }
            HttpError::TooLarge(_) => {
                let message = format!("It could not be judged: its answer has more than {} MB.", MOST_BYTES >> 20);
                self.told(FindingKind::NotExecuted, ChartOutcome::NotExecuted, Some(took), message)
            }
            _ => {
                let message = format!("Superset ended the connection after {after} without an answer.");
                self.told(FindingKind::ServerError, ChartOutcome::Failed, Some(took), message)
            }
        }
    }

    fn answered(&self, took: Duration, answer: &Answer, source: Source) -> Judged {
        let said = complaint(&answer.body);
        match answer.status {
            StatusCode::GATEWAY_TIMEOUT => {
                let after = figure::milliseconds(milliseconds(took));
                let message = format!("A proxy before Superset gave up waiting for its query after {after}.");
                self.told(FindingKind::QueryTimedOut, ChartOutcome::TimedOut, Some(took), message)
            }
            status if status.is_server_error() => {
                let words = self.client.clean(&said.message);
                let words = if words.is_empty() { ".".to_owned() } else { format!(": {words}") };
                let message = format!("Superset answers {}{words}", status.as_u16());
                self.told(FindingKind::ServerError, ChartOutcome::Failed, Some(took), message)
            }
            StatusCode::NOT_FOUND => self.hidden(""),
            StatusCode::FORBIDDEN => self.hidden(&said.message),
            StatusCode::ACCEPTED => {
                let message = "It could not be executed: Superset answers it in the background only.".to_owned();
                self.told(FindingKind::NotExecuted, ChartOutcome::NotExecuted, None, message)
            }
            status if status.is_success() => match Answered::parse(&answer.body) {
                Some(answered) => self.rows(took, &answered),
                None => self.unreadable(took, answer),
            },
            // What Superset doesn't accept of our own making says nothing about the chart.
            StatusCode::BAD_REQUEST if source == Source::Built && said.message.starts_with("Request is incorrect") => {
                let said = self.client.clean(&said.message);
                let message =
                    format!("It could not be executed: no query is saved with it, and ours is refused. {said}");
                self.told(FindingKind::NotExecuted, ChartOutcome::NotExecuted, None, message)
            }
            status if said.message.is_empty() => self.failed(took, &format!("Superset answers {}", status.as_u16())),
            _ => self.failed(took, &said.message),
        }
    }

    fn rows(&self, took: Duration, answered: &Answered) -> Judged {
        if let Some(error) = &answered.error {
            return self.failed(took, error);
        }
        if answered.queries == 0 {
            let message = "It could not be executed: the query that is saved with it asks nothing.".to_owned();
            return self.told(FindingKind::NotExecuted, ChartOutcome::NotExecuted, None, message);
        }
        if answered.is_cached {
            let message = "It could not be executed: Superset answered from its cache, although it was asked not to.";
            return self.told(FindingKind::NotExecuted, ChartOutcome::NotExecuted, None, message.to_owned());
        }
        let (took, usual) = (milliseconds(took), self.conditions.usual(Some(self.chart.id)));
        let empty = emptiness(answered.rows, answered.has_only_nulls);
        let outcome = if empty.is_some() { ChartOutcome::Empty } else { ChartOutcome::Answered };
        let figures = [empty, rows_fell(answered.rows, usual), slow(took, self.conditions.slow_ms, usual)];
        let mut findings: Vec<Finding> = figures.into_iter().flatten().collect();
        findings.extend(self.rejected(answered));
        self.judged(outcome, Some(answered.rows), Some(took), findings)
    }

    /// A filter that is set on the very data source of the chart, which has no such column any more. On other
    /// data sources it isn't meant.
    fn rejected<'b>(&'b self, answered: &'b Answered) -> impl Iterator<Item = Finding> + 'b {
        let datasource = self.chart.datasource();
        let is_meant = move |filter: &&&DefaultFilter, column: &String| {
            filter.targets.iter().any(|(target, name)| Some(*target) == datasource && name == column)
        };
        answered.rejected.iter().filter_map(move |column| {
            let filter = self.filters.iter().find(|filter| is_meant(filter, column))?;
            let (name, column) = (self.client.clean(&filter.name), self.client.clean(column));
            let message = format!("The filter “{name}” does nothing: its data source has no column “{column}”.");
            Some(Finding::new(FindingKind::FilterRejected, message))
        })
    }

    fn unreadable(&self, took: Duration, answer: &Answer) -> Judged {
        let what = if is_page(&answer.body) { "a web page" } else { "something that can't be read" };
        let message = format!("Superset answers with {what} where the rows should be.");
        self.told(FindingKind::ServerError, ChartOutcome::Failed, Some(took), message)
    }

    fn failed(&self, took: Duration, said: &str) -> Judged {
        self.told(FindingKind::QueryFailed, ChartOutcome::Failed, Some(took), self.said_by_database(said))
    }

    fn hidden(&self, said: &str) -> Judged {
        let said = if said.is_empty() { String::new() } else { format!(" {}", self.client.clean(said)) };
        let message = format!("Its data source is gone, or this account may not read it.{said}");
        self.told(FindingKind::DataSourceMissing, ChartOutcome::Failed, None, message)
    }

    fn said_by_database(&self, said: &str) -> String {
        let said = said.strip_prefix("Error: ").unwrap_or(said);
        let said = said.split("(Background on this error at:").next().unwrap_or(said);
        self.client.clean(said)
    }

    fn told(&self, kind: FindingKind, outcome: ChartOutcome, took: Option<Duration>, message: String) -> Judged {
        self.judged(outcome, None, took.map(milliseconds), vec![Finding::new(kind, message)])
    }

    fn judged(&self, outcome: ChartOutcome, rows: Option<i64>, took: Option<i64>, findings: Vec<Finding>) -> Judged {
        let location = self.chart.location(self.client);
        let Location { chart_id, name, link } = location.clone();
        let findings = findings.into_iter().map(|finding| finding.at(location.clone())).collect();
        Judged { result: ChartResult { chart_id, name, link, rows, duration_ms: took, outcome }, findings }
    }
}

pub(super) fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
