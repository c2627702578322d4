//! The documentation of the API: complete, right, public, and readable by people.

use std::collections::BTreeSet;

use axum::body::Body;
use http::{Method, header};
use serde_json::{Value, json};
use server::gate::is_public;
use sha2::{Digest, Sha256};

use crate::catalogue;
use crate::harness::TestApp;
use crate::visitor::Visitor;

/// Method and path of what is routed by hand, without the files of the site.
fn routed() -> BTreeSet<(String, String)> {
    let files = ["/pkg/{*path}", "/favicon.svg"];
    catalogue::routed().into_iter().filter(|(_, path)| !files.contains(&path.as_str())).collect()
}

/// Method, path and description of every documented operation.
fn documented(document: &Value) -> Vec<(String, String, &Value)> {
    let paths = document["paths"].as_object().expect("there are paths");
    let operations = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().expect("a path has methods");
        methods.iter().map(|(method, operation)| (method.clone(), path.clone(), operation))
    });
    operations.collect()
}

async fn document(app: &TestApp) -> Value {
    app.visitor().get("/api/openapi.json").await.expect(200).json()
}

#[tokio::test]
async fn every_routed_path_is_documented_and_no_other() {
    let app = TestApp::new().await;
    let document = document(&app).await;
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.")), "{document}");
    let documented: BTreeSet<_> = documented(&document).into_iter().map(|(method, path, _)| (method, path)).collect();
    assert_eq!(documented, routed(), "a handler that is routed needs #[utoipa::path] and a place in http/openapi.rs");
}

#[tokio::test]
async fn an_operation_is_as_open_as_it_says() {
    let app = TestApp::new().await;
    app.organization("acme").await;
    let document = document(&app).await;
    for (method, path, operation) in documented(&document) {
        assert!(operation["summary"].is_string() && operation["tags"][0].is_string(), "{path} is described");
        let is_open = operation.get("security").is_none();
        assert_eq!(operation["responses"].get("401").is_some(), !is_open, "{path}: strangers are told of");
        let by_session = operation["security"][0].get("session").is_some();
        let path = path.replace("{org}", "acme");
        assert_eq!(is_public(&path), !by_session, "{path}");
        let method = Method::from_bytes(method.to_uppercase().as_bytes()).expect("a method");
        let request = Visitor::request(method, &path).header(header::ORIGIN, "http://pulse.test");
        let answer = app.visitor().send(request, Body::empty()).await;
        assert_eq!(answer.status.as_u16(), if is_open { 200 } else { 401 }, "{path}");
    }
}

#[tokio::test]
async fn what_is_answered_has_the_documented_fields() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let token = app.ingest_token(org).await;
    let document = document(&app).await;
    let names = |value: &Value| -> BTreeSet<String> { value.as_object().expect("an object").keys().cloned().collect() };
    let fields = |schema: &str| names(&document["components"]["schemas"][schema]["properties"]);

    let answer = app.visitor().ingest(&token, &json!([{ "id": "x" }])).await.expect(200).json();
    assert_eq!(names(&answer), fields("IngestAnswer"));
    assert_eq!(names(&answer["rejected"][0]), fields("RejectedEvent"));
    let problem = app.visitor().ingest(&token, &json!({})).await.expect(400).json();
    assert_eq!(names(&problem), fields("Problem"));
    assert_eq!(names(&app.visitor().get("/api/health").await.json()), fields("Health"));
}

#[tokio::test]
async fn every_reference_in_the_document_leads_somewhere() {
    let app = TestApp::new().await;
    let document = document(&app).await;
    let text = document.to_string();
    let references: BTreeSet<_> =
        text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(references.contains("/components/schemas/Event"), "{references:?}");
    for reference in references {
        assert!(document.pointer(reference).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn the_page_shows_all_of_it_without_a_script() {
    let app = TestApp::new().await;
    let document = document(&app).await;
    let page = app.visitor().get("/api/docs").await.expect(200);
    assert!(page.header(header::CONTENT_TYPE).starts_with("text/html"));
    let policy = page.header(header::CONTENT_SECURITY_POLICY);
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("script"), "{policy}");
    // The one style in the page is the one that the policy names, letter for letter.
    let style = page.body.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next()).expect("a style");
    let hash = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, Sha256::digest(style));
    assert!(policy.contains(&format!("style-src 'self' 'sha256-{hash}';")), "{policy}");
    assert!(page.body.starts_with("<!DOCTYPE html><html lang=\"en\">"), "{}", page.body);
    for refused in ["<script", " style=", "http://", "javascript:"] {
        assert!(!page.body.contains(refused), "{refused}");
    }
    for (_, path, operation) in documented(&document) {
        let summary = operation["summary"].as_str().expect("a text");
        assert!(page.body.contains(&path) && page.body.contains(summary), "{path}");
    }
    for schema in document["components"]["schemas"].as_object().expect("there are schemas").keys() {
        assert!(page.body.contains(&format!("id=\"schema-{schema}\"")), "{schema}");
    }
    // Every link within the page has its target.
    for anchor in page.body.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(page.body.contains(&format!("id=\"{anchor}\"")), "#{anchor}");
    }
}

#[tokio::test]
async fn the_page_has_the_chosen_theme() {
    let app = TestApp::new().await;
    let mut visitor = app.visitor();
    visitor.set_cookie("pulseboard_theme", "dark");
    let page = visitor.get("/api/docs").await.expect(200);
    assert!(page.body.contains("<html lang=\"en\" data-theme=\"dark\">"), "{}", page.body);
}
