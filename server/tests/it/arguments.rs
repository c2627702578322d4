//! Server functions that get what they can't use.

use axum::body::{Body, Bytes};
use http::header;
use serde_json::{Value, json};

use crate::catalogue::{Encoding, FUNCTIONS, function, tenant_functions};
use crate::harness::TestApp;
use crate::visitor::Visitor;

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";

fn call(path: &str, content_type: &str) -> http::request::Builder {
    Visitor::change(path).header(header::ACCEPT, JSON).header(header::CONTENT_TYPE, content_type)
}

#[tokio::test]
async fn what_can_not_be_read_is_400() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    for function in tenant_functions() {
        let (content_type, bodies) = match function.encoding {
            Encoding::Json => (JSON, ["", "{", "[]", "null", "{\"org\": 7}", "{\"piece\": {}}", "org=acme"]),
            Encoding::Form => (FORM, ["", "orga=acme", "org[x]=acme", "org[]=a", "{}", "=", "&&"]),
        };
        for body in bodies {
            let answer = ana.send(call(function.path, content_type), body).await;
            assert_eq!(answer.status, 400, "{} {body:?}: {}", function.path, answer.body);
            assert_eq!(answer.json(), "StaleClient", "{} {body:?}", function.path);
        }
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_400() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    for function in tenant_functions() {
        let content_type = if function.encoding == Encoding::Json { JSON } else { FORM };
        let answer = ana.send(call(function.path, content_type), &b"\xff\xfe\x00"[..]).await;
        assert_eq!(answer.status, 400, "{}: {}", function.path, answer.body);
    }
}

#[tokio::test]
async fn wrong_types_are_400() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let feed = json!({ "Overview": "Feed" });
    let cases: [Value; 6] = [
        json!({ "org": "acme", "piece": { "Overview": "Temperature" }, "query": "" }),
        json!({ "org": "acme", "piece": "Feed", "query": "" }),
        json!({ "org": "acme", "query": "" }),
        json!({ "org": "acme", "piece": feed, "query": 24 }),
        json!({ "org": ["acme"], "piece": feed, "query": "" }),
        json!({ "org": null, "piece": feed, "query": "" }),
    ];
    for arguments in cases {
        let answer = ana.post_json("/fn/get_piece", &arguments).await;
        assert_eq!(answer.status, 400, "{arguments}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_slug_that_can_not_be_one_is_404() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let long = "a".repeat(10_000);
    for org in ["", " ", "ACME", "acme ", "a/b", "../acme", "'; --", "<b>", "\u{0}", long.as_str()] {
        for function in tenant_functions() {
            let answer = ana.call(function, &(function.arguments)(org)).await;
            assert_eq!(answer.status, 404, "{} {org:?}: {}", function.path, answer.body);
        }
    }
}

#[tokio::test]
async fn a_server_function_is_posted() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    for function in FUNCTIONS {
        ana.get(function.path).await.expect(405);
    }
}

#[tokio::test]
async fn too_large_a_form_is_413() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let limit = 256 * 1024;
    let body = |length: usize| format!("theme={}", "x".repeat(length - "theme=".len()));
    for (length, status) in [(limit, 422), (limit + 1, 413)] {
        let request = call("/fn/set_theme", FORM).header(header::CONTENT_LENGTH, length);
        ana.send(request, body(length)).await.expect(status);
    }
    let request = call("/fn/sign_in", FORM).header(header::CONTENT_LENGTH, limit + 1);
    app.visitor().send(request, body(limit + 1)).await.expect(413);
}

#[tokio::test]
async fn too_large_a_form_without_a_length_is_refused_as_well() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    for path in ["/fn/set_theme", "/fn/sign_in"] {
        let piece = || Ok::<_, std::io::Error>(Bytes::from(vec![b'x'; 64 * 1024]));
        let endless = Body::from_stream(futures::stream::repeat_with(piece));
        let answer = ana.send(call(path, FORM), endless).await;
        assert!([400, 413].contains(&answer.status.as_u16()), "{path}: {answer:?}");
    }
}

#[tokio::test]
async fn unknown_arguments_are_no_way_in() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    app.organization("beta").await;
    let more = json!({ "org": "acme", "user": 1, "role": "Owner", "scope": { "org": "beta" } });
    let answer = ana.post_json("/fn/get_viewer", &more).await.expect(200);
    assert!(!answer.body.contains("beta"), "{answer:?}");
    let viewer = function("/fn/get_viewer");
    ana.call(viewer, &(viewer.arguments)("acme")).await.expect(200);
}
