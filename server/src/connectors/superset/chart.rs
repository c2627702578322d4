//! One chart of a dashboard, executed: its query is found or built, asked afresh, and what came back is
//! handed to be judged.

use std::time::Duration;

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use domain::report::{Location, Problem};

use super::client::Client;
use super::context;
use super::filters::DefaultFilter;
use crate::connectors::backoff::RETRIES;
use crate::connectors::http::{Answer, HttpError, Limits};

/// The largest answer of a query that is read.
pub(super) const MOST_BYTES: usize = 32 << 20;
/// A query that failed after this long is slow, and is not asked again at once.
const SLOW: Duration = Duration::from_secs(5);

/// A chart as its dashboard has it.
#[derive(Deserialize)]
pub(super) struct Chart {
    pub(super) id: i64,
    #[serde(default)]
    pub(super) slice_name: Option<String>,
    #[serde(default)]
    pub(super) form_data: Value,
}

impl Chart {
    /// Its name, as one line.
    pub(super) fn name(&self) -> String {
        super::catalogue::text(self.slice_name.clone(), 200).unwrap_or_else(|| format!("Chart {}", self.id))
    }

    /// The kind of chart.
    pub(super) fn kind(&self) -> &str {
        self.form_data.get("viz_type").and_then(Value::as_str).unwrap_or("unknown")
    }

    /// The data source that it reads.
    pub(super) fn datasource(&self) -> Option<i64> {
        context::datasource(&self.form_data)?.get("id")?.as_i64()
    }

    /// Where it is.
    pub(super) fn location(&self, client: &Client) -> Location {
        let link = client.settings().base.join(&format!("explore/?slice_id={}", self.id));
        Location { chart_id: Some(self.id), name: self.name(), link: Some(link.to_string()) }
    }
}

/// Where the query of a chart comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// It was saved with the chart.
    Saved,
    /// We built it.
    Built,
}

/// What became of a chart.
pub(super) enum Execution {
    /// Its query was asked, and this came back.
    Asked {
        /// Where the query comes from.
        source: Source,
        /// How long the answer took.
        took: Duration,
        /// The answer.
        answer: Result<Answer, HttpError>,
    },
    /// Superset executed it for us and kept the rows.
    WarmedUp {
        /// How long it took.
        took: Duration,
        /// What is wrong, in words, if something is.
        error: Option<String>,
    },
    /// Nobody could ask, for this reason.
    NotAsked(String),
    /// The chart or its data source is hidden from this account or gone.
    Hidden,
}

/// Whether a chart has a query of its own.
enum Query {
    Known(Value, Source),
    Unknown,
    Hidden,
}

#[derive(Deserialize)]
struct Detail {
    result: DetailResult,
}

#[derive(Deserialize)]
struct DetailResult {
    #[serde(default)]
    query_context: Option<String>,
    #[serde(default)]
    params: Option<String>,
}

impl Client {
    /// Executes a chart through `filters`, within `limit`.
    pub(super) async fn execute(
        &self,
        chart: &Chart,
        dashboard: i64,
        filters: &[&DefaultFilter],
        limit: Duration,
    ) -> Result<Execution, Problem> {
        match self.query(chart).await? {
            Query::Hidden => Ok(Execution::Hidden),
            Query::Unknown => self.warm_up(chart, dashboard, filters, limit).await,
            Query::Known(mut body, source) => {
                for filter in filters {
                    filter.apply(&mut body);
                }
                let (took, answer) = self.ask(body, limit).await?;
                Ok(Execution::Asked { source, took, answer })
            }
        }
    }

    async fn query(&self, chart: &Chart) -> Result<Query, Problem> {
        let answer = self.get(&format!("api/v1/chart/{}", chart.id)).await?;
        match answer.status {
            StatusCode::FORBIDDEN => return Err(self.forbidden("can read on Chart")),
            StatusCode::NOT_FOUND => return Ok(Query::Hidden),
            _ => {}
        }
        let detail = self.read::<Detail>(&answer)?.result;
        let parse = |text: Option<String>| serde_json::from_str::<Value>(&text?).ok().filter(Value::is_object);
        if let Some(saved) = parse(detail.query_context) {
            return Ok(Query::Known(saved, Source::Saved));
        }
        let form = parse(detail.params).unwrap_or_else(|| chart.form_data.clone());
        Ok(context::build(&form).map_or(Query::Unknown, |built| Query::Known(built, Source::Built)))
    }

    /// Asks a query, past every cache. It goes out once; again only where it was refused before it ran, or got lost
    /// because all of Superset was away for a moment.
    pub(super) async fn ask(
        &self,
        mut body: Value,
        limit: Duration,
    ) -> Result<(Duration, Result<Answer, HttpError>), Problem> {
        body["force"] = true.into();
        body["result_format"] = "json".into();
        body["result_type"] = "full".into();
        let limits = Limits { time: limit, body_bytes: MOST_BYTES, redirects: 0 };
        let (mut throttled, mut is_second) = (0, false);
        loop {
            let request = self.request(Method::POST, "api/v1/chart/data").with_json(&body);
            let started = Instant::now();
            let answer = self.send(&request, limits).await?;
            let took = started.elapsed();
            match &answer {
                // "Executed in the background" is for queries with everything beside the rows; without, they aren't.
                Ok(answer) if answer.status == StatusCode::ACCEPTED && body["result_type"] == "full" => {
                    body["result_type"] = "results".into();
                }
                Ok(answer) if answer.status == StatusCode::TOO_MANY_REQUESTS => {
                    if throttled == RETRIES {
                        return Err(self.throttled(answer));
                    }
                    self.wait_as_asked(throttled, answer).await;
                    throttled += 1;
                }
                Ok(answer) if answer.status.is_redirection() => return Err(self.redirected(answer)),
                Ok(answer) if !answer.status.is_server_error() => return Ok((took, Ok(answer.clone()))),
                // These are the chart's; what else keeps an answer away is the environment's.
                Err(HttpError::TimedOut(_) | HttpError::TooLarge(_)) => return Ok((took, answer)),
                Err(error) if !error.is_transport() => return Err(error.problem()),
                // One chart's failure, unless all of Superset fails.
                Ok(_) | Err(_) => {
                    let was_away = !self.is_well().await?;
                    if !was_away || is_second || took > SLOW {
                        return Ok((took, answer));
                    }
                    is_second = true;
                }
            }
        }
    }

    /// The newest value of a time column: one query on a data source.
    pub(super) async fn newest(
        &self,
        datasource: i64,
        column: &str,
        limit: Duration,
    ) -> Result<Option<Value>, Problem> {
        let label = format!("MAX({column})");
        let metric = json!({
            "expressionType": "SIMPLE",
            "column": {"column_name": column},
            "aggregate": "MAX",
            "label": label,
        });
        let query = json!({"columns": [], "metrics": [metric], "filters": [], "row_limit": 1});
        let body = json!({"datasource": {"id": datasource, "type": "table"}, "queries": [query]});
        let (_, answer) = self.ask(body, limit).await?;
        let answer = answer.ok().filter(|answer| answer.status.is_success());
        let json = answer.and_then(|answer| serde_json::from_slice::<Value>(&answer.body).ok());
        Ok(json.and_then(|json| json.pointer("/result/0/data/0")?.get(&label).cloned()))
    }
}
