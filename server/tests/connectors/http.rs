//! Ways out for tests: one that answers from a script, and the real one to loopback.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use ipnet::IpNet;
use server::connectors::http::{Answer, Http, HttpError, Limits, Request};
use server::outbound::{Allowed, Dialer, HttpClient, Tls};

/// The real way out, to this machine only.
pub fn to_loopback() -> Arc<HttpClient> {
    let loopback: IpNet = "127.0.0.0/8".parse().unwrap();
    Arc::new(HttpClient::new(Dialer::new(Allowed::networks(&[loopback])), Tls::only([])))
}

/// An answer with this status and body.
pub fn answer(status: u16, body: &str) -> Answer {
    let status = StatusCode::from_u16(status).unwrap();
    Answer { status, headers: HeaderMap::new(), body: body.as_bytes().to_vec() }
}

/// An answer that leads elsewhere.
pub fn redirect(to: &str) -> Answer {
    with_header(answer(302, ""), "location", to)
}

pub fn with_header(mut answer: Answer, name: &'static str, value: &str) -> Answer {
    answer.headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
    answer
}

/// What a script answers, after how long.
pub type Reply = (Duration, Result<Answer, HttpError>);

/// At once.
pub fn now(answer: Answer) -> Reply {
    (Duration::ZERO, Ok(answer))
}

type Script = dyn Fn(&str, &Request) -> Option<Reply> + Send + Sync;

/// Answers what a script says for `METHOD /path`; what it has no answer for is a healthy Superset with one dashboard
/// and one chart. Longer than the limit is a time-out. Remembers what was asked.
pub struct Scripted {
    script: Box<Script>,
    asked: Mutex<Vec<String>>,
    first: Mutex<VecDeque<(&'static str, Reply)>>,
}

impl Scripted {
    pub fn new(script: impl Fn(&str, &Request) -> Option<Reply> + Send + Sync + 'static) -> Arc<Self> {
        Self::first([], script)
    }

    /// Before the script, these: the next one is given when what is asked begins with its text.
    pub fn first<const N: usize>(
        first: [(&'static str, Reply); N],
        script: impl Fn(&str, &Request) -> Option<Reply> + Send + Sync + 'static,
    ) -> Arc<Self> {
        let first = Mutex::new(VecDeque::from(first));
        Arc::new(Self { script: Box::new(script), asked: Mutex::default(), first })
    }

    /// How often something was asked that begins so.
    pub fn asked(&self, start: &str) -> usize {
        self.asked.lock().unwrap().iter().filter(|asked| asked.starts_with(start)).count()
    }

    fn reply(&self, asked: &str, request: &Request) -> Reply {
        let next = self.first.lock().unwrap().pop_front_if(|(start, _)| asked.starts_with(*start));
        if let Some((_, reply)) = next {
            return reply;
        }
        (self.script)(asked, request).unwrap_or_else(|| now(healthy(asked)))
    }
}

#[async_trait]
impl Http for Scripted {
    async fn send(&self, request: Request, limits: Limits) -> Result<Answer, HttpError> {
        let asked = format!("{} {}", request.method, request.url.path());
        self.asked.lock().unwrap().push(asked.clone());
        let (after, reply) = self.reply(&asked, &request);
        if after > limits.time {
            tokio::time::sleep(limits.time).await;
            return Err(HttpError::TimedOut("bi.example.test did not answer completely".to_owned()));
        }
        tokio::time::sleep(after).await;
        let answer = reply?;
        if answer.body.len() > limits.body_bytes {
            return Err(HttpError::TooLarge("the answer of bi.example.test is too large".to_owned()));
        }
        Ok(answer)
    }
}

/// A dashboard with the id 1 and a chart with the id 7, where all is well.
fn healthy(asked: &str) -> Answer {
    let body = match asked {
        "POST /api/v1/security/login" => r#"{"access_token":"first","refresh_token":"again"}"#.to_owned(),
        "POST /api/v1/security/refresh" => r#"{"access_token":"second"}"#.to_owned(),
        "GET /api/v1/dashboard/" => {
            r#"{"count":1,"result":[{"id":1,"dashboard_title":"Sales","owners":[]}]}"#.to_owned()
        }
        "GET /api/v1/dashboard/1" => {
            r#"{"result":{"published":true,"position_json":null,"json_metadata":null}}"#.to_owned()
        }
        "GET /api/v1/dashboard/1/charts" => {
            r#"{"result":[{"id":7,"slice_name":"Revenue","form_data":{"viz_type":"table","datasource":"3__table"}}]}"#
                .to_owned()
        }
        "POST /api/v1/chart/data" => r#"{"result":[{"rowcount":2,"data":[{"a":1},{"a":2}]}]}"#.to_owned(),
        "GET /health" => "OK".to_owned(),
        chart if chart.starts_with("GET /api/v1/chart/") => {
            let context = r#"{\"datasource\":{\"id\":3,\"type\":\"table\"},\"queries\":[{}]}"#;
            format!(r#"{{"result":{{"query_context":"{context}","params":"{{}}"}},"count":1}}"#)
        }
        _ => return answer(404, r#"{"message":"Not found"}"#),
    };
    answer(200, &body)
}
