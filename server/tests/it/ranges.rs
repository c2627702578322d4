//! Time ranges: a page shows the default and says so, a server function refuses.

use serde_json::{Value, json};

use crate::harness::TestApp;

const CHARTS: [&str; 4] = ["/fn/get_machine_chart", "/fn/get_events_chart", "/fn/get_users_chart", "/fn/get_feed"];

fn question(range: &Value) -> Value {
    json!({ "question": { "org": "acme", "range": range }, "measure": "Memory" })
}

#[tokio::test]
async fn a_server_function_refuses_a_range_that_does_not_exist_and_names_it() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    for path in CHARTS {
        let answer = ana.post_json(path, &question(&json!({ "range": "13h" }))).await.expect(422).json();
        let problem = &answer["Invalid"]["problems"][0];
        assert_eq!(problem["field"], "range", "{path}: {answer}");
        assert!(problem["text"].as_str().is_some_and(|text| text.contains("13h")), "{path}: {answer}");
    }
}

#[tokio::test]
async fn a_custom_range_that_makes_no_sense_is_told_at_its_field() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let cases = [
        (json!({ "range": "custom" }), "from", "Start date and end date are required for custom range."),
        (json!({ "from": "2026-01-02" }), "from", "Start date and end date are required for custom range."),
        (json!({ "from": "2026-01-03", "to": "2026-01-01" }), "from", "Start date must be before end date."),
        (json!({ "from": "2026-02-30", "to": "2026-03-01" }), "from", "“2026-02-30” is not a date"),
        (json!({ "from": "2026-02-01", "to": "tomorrow" }), "to", "“tomorrow” is not a date"),
        (json!({ "range": "24h", "to": "2026-02-01" }), "to", "goes with the custom range only"),
    ];
    for (range, field, text) in cases {
        let answer = ana.post_json("/fn/get_events_chart", &question(&range)).await.expect(422).json();
        let problem = &answer["Invalid"]["problems"][0];
        assert_eq!(problem["field"], field, "{range}: {answer}");
        assert!(problem["text"].as_str().is_some_and(|said| said.contains(text)), "{range}: {answer}");
    }
}

#[tokio::test]
async fn every_range_that_is_offered_is_answered() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    for name in domain::range::RangeName::ALL {
        for path in CHARTS {
            ana.post_json(path, &question(&json!({ "range": name.as_str() }))).await.expect(200);
        }
        let page = ana.get(&format!("/o/acme?range={}", name.as_str())).await.expect(200).body;
        assert!(!page.contains("There is no time range"), "{}", name.as_str());
    }
    let custom = json!({ "range": "custom", "from": "2026-03-28", "to": "2026-03-30" });
    ana.post_json("/fn/get_events_chart", &question(&custom)).await.expect(200);
}

#[tokio::test]
async fn a_page_shows_the_default_range_and_names_the_one_that_does_not_exist() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let page = ana.get("/o/acme?range=13h&wait=all").await.expect(200).body;
    assert!(page.contains("There is no time range “13h”."), "{page}");
    assert!(page.contains("Showing the last 24 hours instead."), "{page}");
    assert!(page.contains("No events in 24 h"), "{page}");
    let page = ana.get("/o/acme?range=24h").await.expect(200).body;
    assert!(!page.contains("There is no time range"), "{page}");
}

#[tokio::test]
async fn the_name_of_a_range_is_text() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let page = ana.get("/o/acme?range=%3Cscript%3Ealert(1)%3C%2Fscript%3E").await.expect(200).body;
    assert!(page.contains("&lt;script&gt;alert(1)"), "{page}");
    assert!(!page.contains("<script>alert"), "{page}");
}

#[tokio::test]
async fn a_range_of_a_thousand_years_is_answered_or_refused() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    for (from, to) in [("0001-01-01", "9999-12-31"), ("1026-01-01", "2026-01-01"), ("-0001-01-01", "2026-01-01")] {
        let answer = ana.post_json("/fn/get_events_chart", &question(&json!({ "from": from, "to": to }))).await;
        assert!([200, 422].contains(&answer.status.as_u16()), "{from} to {to}: {answer:?}");
    }
}
