//! A browser, or a program, with its cookies and its address.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::request::Builder;
use http::{Method, Request, Response, header};
use serde_json::Value;
use tower::ServiceExt;

use crate::answer::Answer;
use crate::catalogue::{Encoding, Function};
use crate::harness::HOST;
use crate::stream::EventStream;

/// Nothing in a test takes this long; a test that hangs says so instead.
pub const PATIENCE: Duration = Duration::from_mins(1);

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
/// What browsers accept when a page or a form is opened.
const HTML: &str = "text/html,application/xhtml+xml,*/*;q=0.8";

/// Sends requests from one place, and keeps the cookies it is given. A clone starts with the same ones.
#[derive(Clone)]
pub struct Visitor {
    router: Router,
    pub address: IpAddr,
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    pub fn new(router: Router, address: IpAddr) -> Self {
        Self { router, address, cookies: BTreeMap::new() }
    }

    /// The same browser in front of another server.
    #[must_use]
    pub fn at(mut self, router: Router) -> Self {
        self.router = router;
        self
    }

    /// Asks for `path` until the answer is `status`. What was revoked may work for a second: a question that is asked
    /// later, however long its answer takes on a busy machine, has to get it.
    pub async fn until(&mut self, path: &str, status: u16) {
        let revoked = Instant::now();
        loop {
            let asked_after = revoked.elapsed();
            if self.get(path).await.status.as_u16() == status {
                return;
            }
            assert!(asked_after <= Duration::from_secs(1), "{path} did not answer {status} after {asked_after:?}");
            tokio::task::yield_now().await;
        }
    }

    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.get(name).map(String::as_str)
    }

    pub fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    /// A request with a host, and nothing else that a browser would add.
    pub fn request(method: Method, path: &str) -> Builder {
        Request::builder().method(method).uri(path).header(header::HOST, HOST)
    }

    /// A change as our own page makes it.
    pub fn change(path: &str) -> Builder {
        Self::request(Method::POST, path).header(header::ORIGIN, format!("http://{HOST}"))
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Self::request(Method::GET, path).header(header::ACCEPT, HTML), Body::empty()).await
    }

    /// Sends a form as our scripts do.
    pub async fn post_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = encode(fields);
        let request = Self::change(path).header(header::ACCEPT, JSON).header(header::CONTENT_TYPE, FORM);
        self.send(request.header(header::CONTENT_LENGTH, body.len()), body).await
    }

    /// Sends a form as a browser without scripts does, from `page`.
    pub async fn submit(&mut self, page: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let referer = format!("http://{HOST}{page}");
        let request = Self::change(path).header(header::ACCEPT, HTML).header(header::CONTENT_TYPE, FORM);
        self.send(request.header(header::REFERER, referer), encode(fields)).await
    }

    /// Sends JSON as our scripts do.
    pub async fn post_json(&mut self, path: &str, body: &Value) -> Answer {
        let request = Self::change(path).header(header::ACCEPT, JSON).header(header::CONTENT_TYPE, JSON);
        self.send(request, body.to_string()).await
    }

    /// Calls a server function in the encoding that it takes.
    pub async fn call(&mut self, function: &Function, arguments: &Value) -> Answer {
        match function.encoding {
            Encoding::Json => self.post_json(function.path, arguments).await,
            Encoding::Form => {
                let fields = arguments.as_object().expect("arguments are an object");
                let text = |value: &Value| value.as_str().expect("the fields of a form are texts").to_owned();
                let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), text(value))).collect();
                let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
                self.post_form(function.path, &fields).await
            }
        }
    }

    /// Signs in as our scripts do.
    pub async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        self.post_form("/fn/sign_in", &[("email", email), ("password", password)]).await
    }

    /// Sends events as a program does: with a token, and without any trace of a browser.
    pub async fn ingest(&mut self, token: &str, events: &Value) -> Answer {
        self.ingest_body(token, JSON, events.to_string()).await
    }

    /// Sends anything to the ingest.
    pub async fn ingest_body(&mut self, token: &str, content_type: &str, body: impl Into<Body>) -> Answer {
        let request = Self::request(Method::POST, "/api/ingest").header(header::CONTENT_TYPE, content_type);
        self.send(request.header(header::AUTHORIZATION, format!("Bearer {token}")), body).await
    }

    /// Opens a live stream; an answer that is none is the error.
    pub async fn stream(&mut self, org: &str) -> Result<EventStream, Box<Answer>> {
        let path = format!("/api/o/{org}/stats/realtime");
        let request = Self::request(Method::GET, &path).header(header::ACCEPT, "text/event-stream");
        let response = self.answer(request, Body::empty()).await;
        if response.status().is_success() {
            Ok(EventStream::new(response))
        } else {
            Err(Box::new(Answer::read(response).await))
        }
    }

    /// Sends anything, and reads the answer to its end.
    pub async fn send(&mut self, request: Builder, body: impl Into<Body>) -> Answer {
        let response = self.answer(request, body).await;
        tokio::time::timeout(PATIENCE, Answer::read(response)).await.expect("the answer ends")
    }

    /// Opens an address, and leaves the body unread.
    pub async fn open(&mut self, request: Builder) -> Response<Body> {
        self.answer(request, Body::empty()).await
    }

    async fn answer(&mut self, request: Builder, body: impl Into<Body>) -> Response<Body> {
        let mut request = request.body(body.into()).expect("the request is well formed");
        if !self.cookies.is_empty() {
            let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let cookies = cookies.join("; ").parse().expect("cookies are ASCII");
            request.headers_mut().insert(header::COOKIE, cookies);
        }
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.address, 50_000)));
        let answered = tokio::time::timeout(PATIENCE, self.router.clone().oneshot(request)).await;
        let response = answered.expect("there is an answer").expect("the router never fails");
        self.keep_cookies(&response);
        response
    }

    fn keep_cookies(&mut self, response: &Response<Body>) {
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("cookies are ASCII");
            let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
            let (name, value) = pair.split_once('=').expect("a cookie is a pair");
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.set_cookie(name, value);
            }
        }
    }
}

fn encode(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}
