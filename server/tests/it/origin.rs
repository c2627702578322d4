//! A change counts only when it comes from our own pages, or from a program with a token.

use axum::body::Body;
use http::{Method, header};

use crate::catalogue::{FUNCTIONS, function};
use crate::harness::{HOST, TestApp, event};
use crate::visitor::Visitor;

#[tokio::test]
async fn another_site_can_call_no_server_function_with_our_cookie() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let origins = [
        Some("https://evil.example"),
        Some("http://pulse.test.evil.example"),
        Some("http://pulse.test:8080"),
        Some("null"),
        Some(""),
        None,
    ];
    for function in FUNCTIONS {
        for origin in origins {
            let mut request = Visitor::request(Method::POST, function.path);
            if let Some(origin) = origin {
                request = request.header(header::ORIGIN, origin);
            }
            let answer = ana.send(request, Body::empty()).await.expect(403);
            assert!(answer.json()["error"].as_str().is_some_and(|text| text.contains("another site")), "{origin:?}");
        }
    }
    ana.get("/o/acme").await.expect(200);
}

#[tokio::test]
async fn a_browser_that_says_cross_site_is_believed() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    for site in ["cross-site", "same-site"] {
        let request = Visitor::change("/fn/sign_out").header("sec-fetch-site", site);
        ana.send(request, Body::empty()).await.expect(403);
    }
}

#[tokio::test]
async fn another_site_can_sign_nobody_in() {
    let app = TestApp::new().await;
    let request = Visitor::request(Method::POST, "/fn/sign_in").header(header::ORIGIN, "https://evil.example");
    app.visitor().send(request, Body::empty()).await.expect(403);
}

#[tokio::test]
async fn any_method_that_changes_is_checked_on_any_address() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
        for path in ["/", "/o/acme", "/api/ingest", "/healthz", "/nothing"] {
            ana.send(Visitor::request(method.clone(), path), Body::empty()).await.expect(403);
        }
    }
}

#[tokio::test]
async fn our_own_pages_may_change_things_also_behind_a_proxy() {
    let app = TestApp::new().await;
    let theme = function("/fn/set_theme");
    let mut ana = app.member("acme").await;
    ana.call(theme, &(theme.arguments)("acme")).await.expect(200);
    // A proxy may pass on another host; the public address is known from the configuration.
    let request = behind_a_proxy("/fn/set_theme");
    ana.send(request, "theme=light").await.expect(200);
}

#[tokio::test]
async fn a_program_needs_no_origin_but_a_cookie_makes_it_a_browser() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let token = app.ingest_token(org).await;
    let events = serde_json::Value::from(vec![event("x")]);
    app.visitor().ingest(&token, &events).await.expect(200);
    let user = app.user("ana@acme.test", org).await;
    app.signed_in(user).await.ingest(&token, &events).await.expect(403);
}

fn behind_a_proxy(path: &str) -> http::request::Builder {
    http::Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::HOST, "10.0.0.5:3000")
        .header(header::ORIGIN, format!("http://{HOST}"))
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}
