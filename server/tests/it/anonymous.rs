//! Nobody without a session gets anything but what is on the public list.

use axum::body::Body;
use http::{Method, header};
use server::gate::{PUBLIC, is_public};

use crate::catalogue::{FUNCTIONS, Reach, pages, routes};
use crate::harness::TestApp;
use crate::visitor::Visitor;

#[test]
fn the_public_list_is_the_one_that_was_reviewed() {
    let reviewed = [
        "/login",
        "/pkg/*",
        "/favicon.svg",
        "/healthz",
        "/readyz",
        "/api/health",
        "/api/openapi.json",
        "/api/docs",
        "/api/ingest",
        "/api/o/*/badge.svg",
        "/fn/sign_in",
        "/fn/sign_out",
        "/fn/set_theme",
        "/invite/*",
        "/reset/*",
        "/act/*",
        "/verify/*",
        "/fn/join",
        "/fn/reset_password",
        "/fn/act_on_link",
        "/fn/verify_address",
        "/forgot",
        "/fn/ask_reset",
    ];
    assert_eq!(PUBLIC, reviewed);
}

#[tokio::test]
async fn a_page_leads_to_the_sign_in_and_back() {
    let app = TestApp::new().await;
    app.organization("acme").await;
    for page in pages("acme").iter().filter(|page| !is_public(page)) {
        let answer = app.visitor().get(page).await.expect(303);
        let escaped: String = url::form_urlencoded::byte_serialize(page.as_bytes()).collect();
        let expected = if page == "/" { "/login".to_owned() } else { format!("/login?next={escaped}") };
        assert_eq!(answer.header(header::LOCATION), expected, "{page}");
        assert_eq!(answer.body, "", "{page}");
    }
}

#[tokio::test]
async fn the_way_back_keeps_the_query() {
    let app = TestApp::new().await;
    let answer = app.visitor().get("/o/acme?range=7d&x=%26").await.expect(303);
    assert_eq!(answer.header(header::LOCATION), "/login?next=%2Fo%2Facme%3Frange%3D7d%26x%3D%2526");
}

#[tokio::test]
async fn a_server_function_answers_401_before_it_reads_arguments() {
    let app = TestApp::new().await;
    app.organization("acme").await;
    for function in FUNCTIONS.iter().filter(|function| function.reach != Reach::Public) {
        let right = app.visitor().call(function, &(function.arguments)("acme")).await.expect(401);
        assert_eq!(right.json(), "SignedOut", "{}", function.path);
        let wrong = app.visitor().post_json(function.path, &"nonsense".into()).await.expect(401);
        assert_eq!(wrong.body, right.body, "{}", function.path);
    }
}

#[tokio::test]
async fn an_address_of_the_api_answers_401_to_any_method() {
    let app = TestApp::new().await;
    app.organization("acme").await;
    for route in routes("acme").iter().filter(|route| !is_public(route)) {
        for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE] {
            let request = Visitor::request(method.clone(), route).header(header::ORIGIN, "http://pulse.test");
            let answer = app.visitor().send(request, Body::empty()).await.expect(401);
            assert!(answer.json()["error"].is_string(), "{method} {route}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn what_does_not_exist_looks_like_what_does() {
    let app = TestApp::new().await;
    app.organization("acme").await;
    let mut visitor = app.visitor();
    let known = visitor.get("/o/acme").await.without("acme");
    assert_eq!(visitor.get("/o/nope").await.without("nope"), known);
    let known = visitor.get("/api/o/acme/stats/realtime").await.without("acme");
    assert_eq!(visitor.get("/api/o/nope/stats/realtime").await.without("nope"), known);
    assert_eq!(visitor.get("/api/nothing").await.without("nope"), known);
}

#[tokio::test]
async fn a_made_up_session_is_none() {
    let app = TestApp::new().await;
    for id in ["garbage", "", "AAAAAAAAAAAAAAAAAAAAAA", "../../etc/passwd", "a=b"] {
        let mut visitor = app.visitor();
        visitor.set_cookie(server::session::COOKIE, id);
        visitor.get("/o/acme").await.expect(303);
        visitor.post_json("/fn/get_viewer", &serde_json::json!({ "org": "acme" })).await.expect(401);
    }
}

#[tokio::test]
async fn an_api_token_opens_no_page_and_no_stream() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let token = app.ingest_token(org).await;
    for path in ["/o/acme", "/api/o/acme/stats/realtime"] {
        let request = Visitor::request(Method::GET, path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        let answer = app.visitor().send(request, Body::empty()).await;
        assert!([303, 401].contains(&answer.status.as_u16()), "{path}: {answer:?}");
    }
}
