//! Answers of a Superset on file: taken down from a real one, given again to the same questions.
//!
//! A question is who asked, when (before or after the repair), the call, and for a query the chart and its filters.
//! What the connector doesn't read is left out of the file, tokens are made up, and only two rows are kept.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use server::connectors::http::{Answer, Http, HttpError, Limits, Request};
use tokio::time::Instant;

#[derive(Serialize, Deserialize)]
pub struct Recording {
    pub version: String,
    pub recorded_at: DateTime<Utc>,
    pub answers: BTreeMap<String, Recorded>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Recorded {
    status: u16,
    took_ms: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cookie: Option<String>,
    body: Value,
}

impl Recording {
    fn file(version: &str) -> PathBuf {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/connectors/superset/recorded");
        folder.join(format!("{version}.json"))
    }

    pub fn load(version: &str) -> Arc<Self> {
        let text = std::fs::read_to_string(Self::file(version)).unwrap();
        Arc::new(serde_json::from_str(&text).unwrap())
    }

    pub fn save(&self) {
        let text = serde_json::to_string_pretty(self).unwrap();
        std::fs::write(Self::file(&self.version), text + "\n").unwrap();
    }
}

/// Gives recorded answers, each after the time that it took.
pub struct Replay {
    pub recording: Arc<Recording>,
    pub scene: String,
    /// Calls whose next answer is another one, once each.
    pub changes: Mutex<Vec<(&'static str, Answer)>>,
}

impl Replay {
    fn changed(&self, question: &str) -> Option<Answer> {
        let mut changes = self.changes.lock().unwrap();
        let at = changes.iter().position(|(call, _)| question.contains(call))?;
        Some(changes.remove(at).1)
    }
}

#[async_trait]
impl Http for Replay {
    async fn send(&self, request: Request, limits: Limits) -> Result<Answer, HttpError> {
        assert_fresh(&request);
        let question = question(&self.scene, &request);
        if let Some(changed) = self.changed(&question) {
            return Ok(changed);
        }
        let recorded = self.recording.answers.get(&question);
        let recorded =
            recorded.unwrap_or_else(|| panic!("nobody asked Superset {}: {question}", self.recording.version));
        let took = Duration::from_millis(recorded.took_ms);
        tokio::time::sleep(took.min(limits.time)).await;
        if took > limits.time {
            return Err(HttpError::TimedOut("127.0.0.1 did not answer completely".to_owned()));
        }
        let mut headers = HeaderMap::new();
        if let Some(cookie) = &recorded.cookie {
            headers.insert(http::header::SET_COOKIE, HeaderValue::from_str(cookie).unwrap());
        }
        let body = match &recorded.body {
            Value::String(text) => text.clone().into_bytes(),
            json => json.to_string().into_bytes(),
        };
        Ok(Answer { status: StatusCode::from_u16(recorded.status).unwrap(), headers, body })
    }
}

/// Asks for real, and takes down what is answered.
pub struct Recorder {
    pub http: Arc<dyn Http>,
    pub scene: String,
    pub recording: Arc<Mutex<Recording>>,
}

#[async_trait]
impl Http for Recorder {
    async fn send(&self, request: Request, limits: Limits) -> Result<Answer, HttpError> {
        let question = question(&self.scene, &request);
        let started = Instant::now();
        let answer = self.http.send(request, limits).await?;
        let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap();
        let recorded = Recorded {
            status: answer.status.as_u16(),
            took_ms,
            cookie: answer
                .headers
                .contains_key(http::header::SET_COOKIE)
                .then(|| "session=cookie; HttpOnly".to_owned()),
            body: trimmed(&answer.body),
        };
        self.recording.lock().unwrap().answers.insert(question, recorded);
        Ok(answer)
    }
}

/// A cached answer hides a broken chart, so each query says that it wants none.
fn assert_fresh(request: &Request) {
    if request.url.path().ends_with("/chart/data") {
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        assert_eq!(body["force"], true, "a query has to go past the cache");
    }
}

fn question(scene: &str, request: &Request) -> String {
    let query = request.url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let mut question = format!("{scene} {} {}{query}", request.method, request.url.path());
    if let Ok(body) = serde_json::from_slice::<Value>(&request.body) {
        let empty = Vec::new();
        let queries = body["queries"].as_array().unwrap_or(&empty);
        let chart = body.pointer("/form_data/slice_id").or_else(|| body.get("chart_id")).unwrap_or(&Value::Null);
        let asked: Vec<_> = queries.iter().map(|query| json!([query["filters"], query["metrics"]])).collect();
        if !asked.is_empty() || !chart.is_null() {
            let source = if chart.is_null() { &body["datasource"]["id"] } else { chart };
            question = format!("{question} {source} {}", Value::from(asked));
        }
        let csrf = HeaderName::from_static("x-csrftoken");
        if request.method == http::Method::PUT && !request.headers.contains_key(csrf) {
            question += " without a token";
        }
    }
    question
}

/// The fields that are kept.
const KEPT: [&str; 46] = [
    "access_token",
    "chart_id",
    "changed_on_utc",
    "colnames",
    "column_name",
    "columns",
    "count",
    "dashboard_title",
    "data",
    "email",
    "error",
    "error_type",
    "errors",
    "extra",
    "first_name",
    "form_data",
    "id",
    "is_cached",
    "json_metadata",
    "last_name",
    "level",
    "message",
    "msg",
    "name",
    "owners",
    "params",
    "position_json",
    "published",
    "query_context",
    "refresh_token",
    "rejected_filters",
    "result",
    "rowcount",
    "slice_name",
    "slug",
    "sql_rowcount",
    "status",
    "table_name",
    "tags",
    "type",
    "url",
    "value",
    "version_string",
    "viz_error",
    "viz_status",
    "viz_type",
];

/// What is read of an answer.
fn trimmed(body: &[u8]) -> Value {
    let Ok(mut json) = serde_json::from_slice::<Value>(body) else {
        return String::from_utf8_lossy(body).chars().take(400).collect::<String>().into();
    };
    trim(&mut json, &KEPT);
    for token in ["access_token", "refresh_token"] {
        if json.get(token).is_some() {
            json[token] = token.into();
        }
    }
    // A token against forged requests is the whole result.
    if json["result"].is_string() {
        json["result"] = "csrf_token".into();
    }
    json
}

fn trim(value: &mut Value, kept: &[&str]) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| trim(item, kept)),
        Value::Object(fields) => {
            if let Some(Value::Array(rows)) = fields.get_mut("data") {
                rows.truncate(2);
            }
            // What stands under these is the chart's own.
            let own: Map<_, _> =
                ["data", "form_data", "message"].iter().filter_map(|name| fields.remove_entry(*name)).collect();
            fields.retain(|name, _| kept.contains(&name.as_str()));
            fields.values_mut().for_each(|value| trim(value, kept));
            fields.extend(own);
        }
        _ => {}
    }
}
