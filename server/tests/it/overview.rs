//! The overview as the server renders it: complete, with and without data.

use app::overview::Part;
use chrono::TimeDelta;
use domain::host::HostSample;
use domain::name::DisplayName;
use serde_json::{Value, json};

use crate::harness::{TestApp, event};
use crate::piece::{self, figures};

const GIB: u64 = 1 << 30;

fn sample() -> HostSample {
    HostSample {
        cpu_percent: 37.0,
        memory_used: 3 * GIB,
        memory_total: 4 * GIB,
        disk_used: 11 * GIB,
        disk_total: 100 * GIB,
        load1: 1.25,
        uptime_seconds: 3 * 86_400,
    }
}

#[tokio::test]
async fn an_empty_organization_is_told_what_to_do() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let page = ana.get("/o/acme?wait=all").await.expect(200).body;
    for part in [
        "<title>Overview · Pulseboard</title>",
        "<nav",
        "<main id=\"main\"",
        "href=\"#main\"",
        "The acme company",
        "Overview",
        "No machine is sampled here",
        "No events in 24 h",
        "Instrument more actions to populate this widget.",
        "Encourage users to run validations or interact with workflows.",
        "Recent events",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[tokio::test]
async fn a_page_with_data_needs_no_script_to_be_read() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let user = app.user("ana@acme.test", org).await;
    let token = app.ingest_token(org).await;
    let (system, now) = (app.state.host.store.system(), server::clock::now());
    let name = DisplayName::parse("web-1").expect("a name");
    let host = store::host::register(&system, org, &name).await.expect("the organization exists");
    for ago in 0..3 {
        let at = now - TimeDelta::seconds(5 * ago);
        assert!(store::host::append(&system, org, host, at, &sample()).await.expect("it is stored"));
    }
    let events: Value = (0..7).map(|number| with_actor(&format!("Deployed build {number}"))).collect();
    app.visitor().ingest(&token, &events).await.expect(200);

    let page = app.signed_in(user).await.get("/o/acme?wait=all").await.expect(200).body;
    for part in [
        "web-1",
        ">37<",
        ">75<",
        ">11<",
        "1.25",
        "<span class=\"kpi-unit\">d</span>",
        "Deployed build 6",
        "<table",
        "<caption>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!page.contains("No machine is sampled here") && !page.contains("No events in"), "{page}");
}

fn with_actor(text: &str) -> Value {
    let mut event = event(text);
    event["actor"] = json!({ "id": "p1", "name": "Ana" });
    event["channel"] = "web".into();
    event
}

#[tokio::test]
async fn charts_count_what_was_sent() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let user = app.user("ana@acme.test", org).await;
    let token = app.ingest_token(org).await;
    let mut gauge = event("x");
    gauge["kind"] = "gauge.sampled".into();
    let events = json!([with_actor("a"), with_actor("b"), event("c"), gauge]);
    assert_eq!(app.visitor().ingest(&token, &events).await.expect(200).json()["accepted"], 4);

    let mut ana = app.signed_in(user).await;
    let events = piece::overview(&mut ana, "acme", Part::Events, "").await;
    assert_eq!(figures(&events, 0).iter().sum::<u64>(), 3, "a gauge is a measurement, no event: {events}");
    let users = piece::overview(&mut ana, "acme", Part::Users, "").await;
    assert_eq!(figures(&users, 0).iter().max(), Some(&1), "one person: {users}");
}

#[tokio::test]
async fn an_answer_is_fresh_as_soon_as_something_came_in() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let user = app.user("ana@acme.test", org).await;
    let token = app.ingest_token(org).await;
    let mut ana = app.signed_in(user).await;
    let mut stream = ana.stream("acme").await.expect("she is a member");
    app.start_live();
    stream.wait_for("data").await;
    // The first answer is remembered; the second has to know better.
    for count in 0..4 {
        assert_eq!(piece::feed(&mut ana, "acme").await.len(), count);
        app.visitor().ingest(&token, &json!([event("x")])).await.expect(200);
        stream.wait_for("data").await;
    }
}

#[tokio::test]
async fn a_feed_shows_the_newest_first() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let user = app.user("ana@acme.test", org).await;
    let token = app.ingest_token(org).await;
    let now = server::clock::now();
    let at = |minutes: i64, text: &str| {
        let mut event = event(text);
        event["occurred_at"] = (now - TimeDelta::minutes(minutes)).to_rfc3339().into();
        event
    };
    app.visitor().ingest(&token, &json!([at(5, "second"), at(9, "third"), at(1, "first")])).await.expect(200);
    assert_eq!(piece::feed(&mut app.signed_in(user).await, "acme").await, ["first", "second", "third"]);
}

/// The page used to be built again for each answer that came in, up to hundreds of times a request, because a card's
/// head read its chart's answer outside of the card's own `Transition`.
#[tokio::test]
async fn a_page_carries_each_of_its_pieces_once() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    for _ in 0..5 {
        let page = ana.get("/o/acme?wait=all").await.expect(200).body;
        // Two more: how many dashboards fail stands in the sidebar and in the drawer.
        assert_eq!(page.matches("class=\"piece\"").count(), Part::ALL.len() + 2, "{page}");
        assert_eq!(page.matches("No events in 24 h").count(), 2, "the chart and the feed say so: {page}");
        assert_eq!(page.matches("__RESOLVED_RESOURCES[").count(), 1, "the viewer alone is data: {page}");
    }
}
