//! Charts of old kinds, which have no query that could be asked for: Superset executes them itself when it warms
//! up its cache. It says whether that worked, not what came of it.

use std::time::Duration;

use http::{Method, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::Instant;

use domain::report::Problem;

use super::answer::{complaint, words};
use super::chart::{Chart, Execution};
use super::client::Client;
use super::filters::DefaultFilter;
use crate::connectors::http::{HttpError, Limits};

pub(super) const PATH: &str = "api/v1/chart/warm_up_cache";

#[derive(Deserialize)]
struct WarmedUp {
    result: Vec<Warmth>,
}

#[derive(Deserialize)]
struct Warmth {
    #[serde(default)]
    viz_error: Value,
}

impl Client {
    pub(super) async fn warm_up(
        &self,
        chart: &Chart,
        dashboard: i64,
        filters: &[&DefaultFilter],
        limit: Duration,
    ) -> Result<Execution, Problem> {
        let conditions: Vec<Value> = filters.iter().flat_map(|filter| filter.conditions()).collect();
        let mut body = json!({"chart_id": chart.id, "dashboard_id": dashboard});
        if !conditions.is_empty() {
            body["extra_filters"] = Value::from(conditions).to_string().into();
        }
        let request = self.request(Method::PUT, PATH).with_json(&body);
        let limits = Limits { time: limit, body_bytes: 1 << 20, redirects: 0 };
        let started = Instant::now();
        let answer = self.send(&request, limits).await?;
        let took = started.elapsed();
        let answer = match answer {
            Ok(answer) => answer,
            Err(error @ (HttpError::TimedOut(_) | HttpError::Broken(_))) => {
                return Ok(Execution::Asked { source: super::chart::Source::Saved, took, answer: Err(error) });
            }
            Err(error) => return Err(error.problem()),
        };
        if answer.status.is_success() {
            let warmth = self.read::<WarmedUp>(&answer)?.result.into_iter().next();
            let error = warmth.and_then(|warmth| words(&warmth.viz_error));
            return Ok(match error {
                Some(error) if error.contains("query context does not exist") => {
                    Execution::NotAsked(unknown(chart, "open and save it once in Superset"))
                }
                error => Execution::WarmedUp { took, error },
            });
        }
        if answer.status == StatusCode::NOT_FOUND {
            return Ok(Execution::Hidden);
        }
        let said = complaint(&answer.body).message;
        if answer.status == StatusCode::FORBIDDEN || said.contains("CSRF") {
            let rights = "give the account the rights “can warm up cache on Chart” and “can read on SecurityRestApi”";
            return Ok(Execution::NotAsked(unknown(chart, rights)));
        }
        Ok(Execution::WarmedUp { took, error: Some(format!("{} {said}", answer.status.as_u16())) })
    }
}

fn unknown(chart: &Chart, way_out: &str) -> String {
    let kind = domain::report::shorten(&domain::report::one_line(chart.kind()), 60);
    format!(
        "It could not be executed: no query is saved with it, and how “{kind}” asks is unknown to us. To have it checked, {way_out}."
    )
}
