//! Incidents as people and programs see them, and where they are reached from.

use app::health::Part;
use app::incidents;
use app::piece::PieceName;
use chrono::TimeDelta;
use http::header;
use serde_json::json;

use crate::center::{Scene, failing, passing};

const LIST: PieceName = PieceName::Incidents(incidents::Part::List);

#[tokio::test]
async fn an_incident_has_a_page_with_its_timeline_and_everything_leads_there() {
    let mut scene = Scene::new().await;
    let id = scene.page("checkout").await.to_string();
    let now = server::clock::now();
    let empty = scene.piece(LIST, "").await;
    assert!(empty.contains("No incidents"), "{empty}");
    let summary = scene.piece(PieceName::Health(Part::Summary), "").await;
    assert!(summary.contains("No open incident"), "{summary}");

    let checks = scene.check(&failing(), now + TimeDelta::seconds(1)).await;
    let fields = [("org", "acme"), ("dashboard", id.as_str()), ("note", "On it <b>.")];
    scene.ana.post_form("/fn/acknowledge_dashboard", &fields).await.expect(200);
    scene.ana.post_form("/fn/snooze_dashboard", &[("org", "acme"), fields[1], ("hours", "4")]).await.expect(200);

    let list = scene.ana.get("/api/o/acme/incidents").await.expect(200).json();
    let (incident, open) = (list[0]["id"].clone(), scene.ana.get("/api/o/acme/incidents?state=open").await.json());
    assert_eq!((list.as_array().map(Vec::len), &open), (Some(1), &list));
    assert_eq!((&list[0]["title"], &list[0]["kind"]), (&json!("checkout"), &json!("dashboard")));
    assert_eq!((&list[0]["acknowledged"], &list[0]["failing_charts"]), (&json!(true), &json!(["Revenue <b>"])));
    let path = format!("/o/acme/incidents/{incident}");
    assert_eq!(list[0]["url"], format!("http://pulse.test{path}"));

    // The summary, the panel, the report and the list lead to it.
    let summary = scene.piece(PieceName::Health(Part::Summary), "").await;
    assert!(summary.contains("1 open incident<") && summary.contains("/o/acme/incidents?state=open"), "{summary}");
    let panel = scene.piece(PieceName::Health(Part::Table), &format!("dashboard={id}")).await;
    let report = format!("/o/acme/health/reports/{}?wait=all", checks[0]);
    let report = scene.ana.get(&report).await.expect(200).body;
    for (place, markup) in [("panel", &panel), ("report", &report), ("list", &scene.piece(LIST, "").await)] {
        assert!(markup.contains(&path), "{place}: {markup}");
    }
    // Who takes care of it, and what they wrote, stands at the row and on the report.
    for markup in [&panel, &report] {
        for text in ["acknowledged by Ana", "On it &lt;b&gt;.", "snoozed until "] {
            assert!(markup.contains(text), "{text} in {markup}");
        }
    }

    scene.ana.post_form("/fn/run_check", &fields[..2]).await.expect(200);
    scene.check(&passing(), server::clock::now() + TimeDelta::seconds(2)).await;
    let page = scene.ana.get(&format!("{path}?wait=all")).await.expect(200).body;
    for text in
        ["Over after", "Opened: Failing", "Fails: Revenue &lt;b&gt;.", "Acknowledged by Ana", "Recovered", ">Report<"]
    {
        assert!(page.contains(text), "{text} in {page}");
    }
    let story = scene.ana.get(&format!("/api{path}")).await.expect(200).json();
    let kinds: Vec<_> = story["timeline"].as_array().expect("a list").iter().map(|one| one["kind"].clone()).collect();
    assert_eq!(kinds, ["opened", "acknowledged", "snoozed", "closed"]);
    assert_eq!((&story["timeline"][1]["by"], &story["timeline"][1]["note"]), (&json!("Ana"), &json!("On it <b>.")));
    assert!(story["timeline"][2]["until"].is_string() && story["closed_at"].is_string(), "{story}");

    for (query, is_found) in
        [("", true), ("state=open", false), ("state=over&q=CHECK", true), ("kind=environment", false), ("q=x", false)]
    {
        let list = scene.piece(LIST, query).await;
        assert_eq!(list.contains("checkout"), is_found, "{query}: {list}");
    }
    scene.ana.get("/o/acme/incidents/4711?wait=all").await.expect(404);
    let mut stranger = scene.app.member("other").await;
    stranger.get(&format!("/api{path}")).await.expect(404);
    assert_eq!(stranger.get("/api/o/other/incidents").await.expect(200).json(), json!([]));
}

#[tokio::test]
async fn what_is_asked_wrongly_is_said_and_pages_follow_each_other() {
    let mut scene = Scene::new().await;
    for query in ["state=maybe", "kind=weather", "after=x"] {
        scene.ana.get(&format!("/api/o/acme/incidents?{query}")).await.expect(422);
    }
    let page = scene.ana.get("/api/o/acme/incidents").await.expect(200);
    assert!(!page.headers.contains_key(header::LINK), "there is one page");
}
