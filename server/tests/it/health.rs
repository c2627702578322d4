//! What load balancers, monitors and people in trouble look at.

use serde_json::json;
use server::http::metrics;

use crate::catalogue::{function, tenant_functions};
use crate::harness::TestApp;

#[tokio::test]
async fn health_says_that_it_is_there_and_no_more() {
    let app = TestApp::new().await;
    assert_eq!(app.visitor().get("/healthz").await.expect(200).body, "ok");
    assert_eq!(app.visitor().get("/api/health").await.expect(200).json(), json!({ "status": "ok" }));
    assert_eq!(app.visitor().get("/readyz").await.expect(200).json(), json!({ "status": "ready" }));
}

#[tokio::test]
async fn a_server_that_stops_lives_and_is_not_ready() {
    let app = TestApp::new().await;
    app.state.stop.cancel();
    app.visitor().get("/readyz").await.expect(503);
    app.visitor().get("/healthz").await.expect(200);
}

#[tokio::test]
async fn a_server_without_its_database_lives_and_is_not_ready() {
    let app = TestApp::new().await;
    app.state.host.store.close().await;
    app.visitor().get("/readyz").await.expect(503);
    app.visitor().get("/healthz").await.expect(200);
    app.visitor().get("/login").await.expect(200);
}

#[tokio::test]
async fn a_failure_of_ours_is_an_incident_and_tells_nothing_about_the_inside() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    // The session is remembered for a second, so it's the function that finds the database gone, or the gate.
    app.state.host.store.close().await;
    for function in tenant_functions() {
        let answer = ana.call(function, &(function.arguments)("acme")).await.expect(500);
        let incident = answer.json()["Internal"].as_str().expect("an incident").to_owned();
        assert!(incident.len() == 12 && incident.chars().all(|c| c.is_ascii_hexdigit()), "{incident}");
        assert_eq!(answer.json().as_object().map(serde_json::Map::len), Some(1), "{}", answer.body);
    }
    let ingest = app.visitor().ingest("pb_anything", &json!([])).await.expect(500);
    let shown = ingest.json()["error"].as_str().expect("a sentence").to_owned();
    assert!(shown.starts_with("Something went wrong on the server. Incident "), "{shown}");
}

#[tokio::test]
async fn each_incident_has_a_number_of_its_own() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    app.state.host.store.close().await;
    let viewer = function("/fn/get_viewer");
    let first = ana.call(viewer, &(viewer.arguments)("acme")).await.expect(500).body;
    let second = ana.call(viewer, &(viewer.arguments)("acme")).await.expect(500).body;
    assert_ne!(first, second);
}

/// The one test that switches counting on, which a process can do once.
#[tokio::test]
async fn requests_are_counted_under_their_route_and_shown_on_another_address_only() {
    let app = TestApp::new().await;
    let handle = server::telemetry::start_metrics().expect("no other test starts them");
    let mut ana = app.member("acme").await;
    ana.get("/o/acme").await.expect(200);
    ana.get("/metrics").await.expect(404);
    app.visitor().get("/metrics").await.expect(303);

    let request = http::Request::get("/metrics").body(axum::body::Body::empty()).expect("a request");
    let response = tower::ServiceExt::oneshot(metrics::router(handle), request).await.expect("it never fails");
    let shown = crate::answer::Answer::read(response).await.expect(200).body;
    let page = shown.lines().find(|line| line.starts_with("pulseboard_requests_total{route=\"/o/{org}"));
    assert!(page.is_some_and(|line| line.contains("status=\"200\"")), "{shown}");
    assert!(shown.contains("pulseboard_request_seconds_bucket"), "{shown}");
    assert!(!shown.contains("acme"), "a path is never a label: {shown}");
}
