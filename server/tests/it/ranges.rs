//! Time ranges in the address: what can't be used is replaced by the usual range, and the page says so.

use app::overview::Part;

use crate::harness::TestApp;
use crate::piece;

const PARTS: [Part; 5] = [Part::Machine, Part::Cpu, Part::Events, Part::Users, Part::Feed];

#[tokio::test]
async fn a_range_that_makes_no_sense_is_named_and_the_usual_one_is_shown() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let cases = [
        ("range=13h", "There is no time range “13h”."),
        ("range=custom", "Start date and end date are required for custom range."),
        ("from=2026-01-02", "Start date and end date are required for custom range."),
        ("from=2026-01-03&to=2026-01-01", "Start date must be before end date."),
        ("from=2026-02-30&to=2026-03-01", "“2026-02-30” is not a date"),
        ("from=2026-02-01&to=tomorrow", "“tomorrow” is not a date"),
        ("range=24h&to=2026-02-01", "goes with the custom range only"),
    ];
    for (query, text) in cases {
        let bar = piece::overview(&mut ana, "acme", Part::Range, query).await;
        assert!(bar.contains(text) && bar.contains("Showing the last 24 hours instead."), "{query}: {bar}");
        let events = piece::overview(&mut ana, "acme", Part::Events, query).await;
        assert!(events.contains("No events in 24 h"), "{query}: {events}");
    }
}

#[tokio::test]
async fn every_range_that_is_offered_is_answered() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    for name in domain::range::RangeName::ALL {
        for part in PARTS {
            piece::overview(&mut ana, "acme", part, &format!("range={}", name.as_str())).await;
        }
        let page = ana.get(&format!("/o/acme?range={}", name.as_str())).await.expect(200).body;
        assert!(!page.contains("There is no time range"), "{}", name.as_str());
    }
    let custom = piece::overview(&mut ana, "acme", Part::Events, "range=custom&from=2026-03-28&to=2026-03-30").await;
    assert!(custom.contains("No events in 28 Mar 2026 – 30 Mar 2026"), "{custom}");
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
async fn a_range_of_a_thousand_years_is_shown_or_named() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    for (from, to) in [("0001-01-01", "9999-12-31"), ("1026-01-01", "2026-01-01"), ("-0001-01-01", "2026-01-01")] {
        let bar = piece::overview(&mut ana, "acme", Part::Range, &format!("from={from}&to={to}")).await;
        assert!(bar.contains(from) || bar.contains("instead."), "{bar}");
    }
}
