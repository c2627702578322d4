//! What protects the browser is on every answer, whatever made it.

use std::collections::BTreeMap;

use axum::body::Body;
use http::{Method, header};
use serde_json::json;

use crate::answer::Answer;
use crate::catalogue::function;
use crate::harness::{TestApp, event};
use crate::visitor::Visitor;

/// One answer of each kind that the server gives.
async fn one_of_each(app: &TestApp) -> Vec<(&'static str, Answer)> {
    let org = app.organization("acme").await;
    let user = app.user("ana@acme.test", org).await;
    let mut ana = app.signed_in(user).await;
    let token = app.ingest_token(org).await;
    let piece = function("/fn/get_piece");
    let big = "x".repeat(300 * 1024);
    vec![
        ("a page", app.visitor().get("/login").await.expect(200)),
        ("a page of an organization", ana.get("/o/acme").await.expect(200)),
        ("a page that isn't there", ana.get("/o/nope").await.expect(404)),
        ("an address that isn't there", ana.get("/nothing").await.expect(404)),
        ("a redirect", app.visitor().get("/o/acme").await.expect(303)),
        ("a file that isn't there", app.visitor().get("/pkg/nothing.js").await.expect(404)),
        ("a server function", ana.call(piece, &(piece.arguments)("acme")).await.expect(200)),
        ("a failed server function", ana.call(piece, &(piece.arguments)("nope")).await.expect(404)),
        ("no session", app.visitor().call(piece, &(piece.arguments)("acme")).await.expect(401)),
        ("another site", ana.send(Visitor::request(Method::POST, "/fn/sign_out"), Body::empty()).await.expect(403)),
        ("a method that isn't there", ana.get("/fn/get_piece").await.expect(405)),
        ("too much", ana.post_form("/fn/set_theme", &[("theme", &big)]).await.expect(413)),
        ("an ingest", app.visitor().ingest(&token, &json!([event("x")])).await.expect(200)),
        ("a refused ingest", app.visitor().ingest("pb_nothing", &json!([])).await.expect(401)),
        ("health", app.visitor().get("/healthz").await.expect(200)),
    ]
}

#[tokio::test]
async fn every_answer_is_protected() {
    let app = TestApp::new().await;
    for (what, answer) in one_of_each(&app).await {
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{what}");
        assert_eq!(answer.header(header::REFERRER_POLICY), "same-origin", "{what}");
        assert_eq!(answer.header(header::X_FRAME_OPTIONS), "DENY", "{what}");
        let policy = policy(&answer);
        assert_eq!(policy["frame-ancestors"], ["'none'"], "{what}");
        assert_eq!(policy["default-src"], ["'none'"], "{what}");
        assert_eq!(policy["base-uri"], ["'none'"], "{what}");
        assert!(answer.header(header::CACHE_CONTROL).contains("no-"), "{what}: {:?}", answer.headers);
        assert!(!answer.headers.contains_key(header::STRICT_TRANSPORT_SECURITY), "{what}: this server is http");
        assert!(!answer.header("x-request-id").is_empty(), "{what}");
    }
}

#[tokio::test]
async fn with_https_browsers_are_told_to_stay_with_it() {
    let app = TestApp::https().await;
    for (what, answer) in one_of_each(&app).await {
        let told = answer.header(header::STRICT_TRANSPORT_SECURITY);
        let seconds: u64 = told
            .split(';')
            .next()
            .and_then(|age| age.strip_prefix("max-age="))
            .unwrap_or("0")
            .parse()
            .expect("a number");
        assert!(seconds >= 31_536_000, "{what}: {told}");
    }
}

#[tokio::test]
async fn a_stream_is_protected_too() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    app.state.stop.cancel();
    let request = Visitor::request(Method::GET, "/api/o/acme/stats/realtime");
    let answer = ana.send(request, Body::empty()).await.expect(200);
    assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    assert_eq!(answer.header("x-accel-buffering"), "no");
}

#[tokio::test]
async fn a_script_runs_only_with_the_nonce_of_its_page() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let pages = [
        app.visitor().get("/login").await,
        ana.get("/o/acme?wait=all").await.expect(200),
        ana.get("/o/nope").await.expect(404),
    ];
    for page in &pages {
        let policy = policy(page);
        let scripts = &policy["script-src"];
        assert!(scripts.contains(&format!("'nonce-{}'", page.nonce())), "{scripts:?}");
        for refused in ["'unsafe-inline'", "'unsafe-eval'", "*", "https:", "http:", "data:", "'self'"] {
            assert!(!scripts.contains(&refused.to_owned()), "{scripts:?}");
        }
        assert!(page.nonce().len() >= 16, "{}", page.nonce());
        let tags: Vec<_> = page.body.split("<script").skip(1).filter_map(|rest| rest.split('>').next()).collect();
        assert!(!tags.is_empty(), "there is a script");
        for tag in tags {
            assert!(tag.contains(&format!("nonce=\"{}\"", page.nonce())), "<script{tag}>");
        }
    }
    let nonces: std::collections::BTreeSet<_> = pages.iter().map(Answer::nonce).collect();
    assert_eq!(nonces.len(), pages.len(), "each answer has its own");
}

#[tokio::test]
async fn a_page_has_no_handlers_in_its_markup() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    for page in [app.visitor().get("/login").await, ana.get("/o/acme?wait=all").await] {
        for handler in [" onclick=", " onload=", " onerror=", " onsubmit=", "javascript:"] {
            assert!(!page.body.contains(handler), "{handler}");
        }
    }
}

#[tokio::test]
async fn a_request_keeps_the_id_it_came_with() {
    let app = TestApp::new().await;
    let request = Visitor::request(Method::GET, "/healthz").header("x-request-id", "from-the-proxy");
    let answer = app.visitor().send(request, Body::empty()).await;
    assert_eq!(answer.header("x-request-id"), "from-the-proxy");
}

/// The policy by directive.
fn policy(answer: &Answer) -> BTreeMap<String, Vec<String>> {
    let policy = answer.header(header::CONTENT_SECURITY_POLICY);
    let directive = |text: &str| {
        let mut words = text.split_whitespace().map(str::to_owned);
        Some((words.next()?, words.collect()))
    };
    policy.split(';').filter_map(directive).collect()
}
