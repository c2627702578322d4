//! The health center as people and programs see it: an environment is connected, its pages are checked, and what was
//! found stands everywhere in the same words.

use app::health::Part;
use app::piece::PieceName;
use app::settings::Tab;
use axum::body::Body;
use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{CheckId, OrgId};
use domain::report::{ChartOutcome, ChartResult, Finding, FindingKind, Location, Run};
use domain::role::Role;
use http::{Method, header};
use serde_json::{Value, json};
use store::check::{self, Ending};
use uuid::Uuid;

use crate::harness::TestApp;
use crate::piece;
use crate::visitor::Visitor;

/// An organization with one web environment and the browser of its owner.
pub struct Scene {
    pub app: TestApp,
    pub org: OrgId,
    pub ana: Visitor,
    pub environment: i64,
}

impl Scene {
    pub async fn new() -> Self {
        let app = TestApp::new().await;
        let org = app.organization("acme").await;
        let mut ana = app.signed_in_as("ana@acme.test", org, Role::Owner).await;
        let body = json!({ "kind": "web", "name": "Public sites" });
        let environment = ana.post_json("/api/o/acme/environments", &body).await.expect(201).json();
        let environment = environment["id"].as_i64().expect("an id");
        Self { app, org, ana, environment }
    }

    /// Adds a page, and says which dashboard that is.
    pub async fn page(&mut self, title: &str) -> i64 {
        let (environment, url) = (self.environment.to_string(), format!("https://{title}.test/"));
        let fields = [
            ("org", "acme"),
            ("environment", environment.as_str()),
            ("title", title),
            ("url", url.as_str()),
            ("status", "200"),
            ("slow_ms", "1000"),
        ];
        self.ana.post_form("/fn/save_page", &fields).await.expect(200);
        let list = self.health().await;
        let found = list.iter().find(|one| one["title"] == title).expect("it is listed");
        found["dashboard_id"].as_i64().expect("an id")
    }

    /// Ends all checks that wait with `run`.
    pub async fn check(&self, run: &Run, at: DateTime<Utc>) -> Vec<CheckId> {
        let system = self.app.state.host.store.system();
        let holder = Uuid::from_u128(1);
        let claimed = check::claim(&system, holder, at, TimeDelta::minutes(1), 100).await.expect("it answers");
        for one in &claimed {
            assert_eq!(one.org, self.org);
            let ending = Ending::Ran { run: run.clone(), first_run: None };
            check::finish(&system, one, &ending, at).await.expect("it answers").expect("it is ours");
        }
        claimed.into_iter().map(|one| one.check).collect()
    }

    pub async fn health(&mut self) -> Vec<Value> {
        let answer = self.ana.get("/api/o/acme/dashboards/health").await.expect(200).json();
        answer.as_array().expect("a list").clone()
    }

    pub async fn piece(&mut self, name: PieceName, query: &str) -> String {
        let answer =
            self.ana.post_json("/fn/get_piece", &piece::arguments("acme", name, query)).await.expect(200).json();
        answer.as_str().expect("markup is text").to_owned()
    }
}

pub fn failing() -> Run {
    let place =
        Location { chart_id: Some(7), name: "Revenue <b>".to_owned(), link: Some("https://bi.test/c/7".to_owned()) };
    let chart = ChartResult {
        chart_id: Some(7),
        name: "Revenue <b>".to_owned(),
        link: None,
        rows: None,
        duration_ms: Some(1_500),
        outcome: ChartOutcome::Failed,
    };
    let finding = Finding::new(FindingKind::QueryFailed, "column “region_cd” does not exist").at(place);
    Run { findings: vec![finding], charts: vec![chart], duration_ms: 2_000 }
}

pub fn passing() -> Run {
    Run { findings: Vec::new(), charts: Vec::new(), duration_ms: 120 }
}

#[tokio::test]
async fn without_environments_the_pages_say_what_to_do_next() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    for (path, texts) in [
        ("/o/acme/health", ["<title>Health center · Pulseboard</title>", "No environments yet"]),
        ("/o/acme/settings/environments", ["No environments", "?new=superset"]),
        ("/o/acme/settings/automation", ["No policies", "Connect one first"]),
        ("/o/acme/assistant", ["You can ask", "Which dashboards failed last night?"]),
    ] {
        let page = ana.get(&format!("{path}?wait=all")).await.expect(200).body;
        for text in texts {
            assert!(page.contains(text), "{text} in {path}: {page}");
        }
    }
    let report = ana.get("/o/acme/health/reports/4711?wait=all").await.expect(404).body;
    assert!(report.contains("There is nothing at this address"), "{report}");
}

#[tokio::test]
async fn a_failing_page_is_red_everywhere_with_its_reason() {
    let mut scene = Scene::new().await;
    let id = scene.page("checkout").await;
    let checks = scene.check(&failing(), server::clock::now() + TimeDelta::seconds(1)).await;
    let [check] = checks.as_slice() else { panic!("{checks:?}") };

    let list = scene.health().await;
    assert_eq!(list[0]["status"], "FAIL");
    assert_eq!(list[0]["issues"][0]["kind"], "query_failed");
    assert_eq!(list[0]["report_url"], format!("http://pulse.test/o/acme/health/reports/{check}"));

    let badge = scene.piece(PieceName::Health(Part::Badge), "").await;
    assert!(badge.contains("1 failing dashboard<"), "{badge}");
    let summary = scene.piece(PieceName::Health(Part::Summary), "").await;
    assert!(summary.contains("0 Green, 0 Yellow, 1 Red"), "{summary}");
    let table = scene.piece(PieceName::Health(Part::Table), "").await;
    for text in ["Failing", "checkout", "region_cd", "Last 1 check: 1 failed"] {
        assert!(table.contains(text), "{text} in {table}");
    }
    for (query, is_found) in [("status=PASS", false), ("status=FAIL", true), ("q=CHECK", true), ("q=nothing", false)] {
        let table = scene.piece(PieceName::Health(Part::Table), query).await;
        assert_eq!(table.contains("region_cd"), is_found, "{query}: {table}");
    }

    let report = scene.ana.get(&format!("/o/acme/health/reports/{check}?wait=all")).await.expect(200).body;
    for text in ["1 error in 1 chart.", "Revenue &lt;b&gt;", "https://bi.test/c/7", "Run now", "Copy as Markdown"] {
        assert!(report.contains(text), "{text} in {report}");
    }
    assert!(!report.contains("Revenue <b>"), "words of others are no markup: {report}");
    let json = scene.ana.get(&format!("/api/o/acme/checks/{check}")).await.expect(200).json();
    assert_eq!((&json["status"], &json["charts"][0]["outcome"]), (&json!("FAIL"), &json!("failed")));
    let markdown = scene.ana.get(&format!("/api/o/acme/checks/{check}.md")).await.expect(200);
    assert!(markdown.header(header::CONTENT_TYPE).starts_with("text/markdown"));
    assert!(markdown.body.starts_with("# checkout: FAIL\n"), "{}", markdown.body);

    let said = scene.ana.get("/api/o/acme/assistant?q=status+of+checkout").await.expect(200).json();
    assert!(said["sentence"].as_str().is_some_and(|text| text.contains("is failing since")), "{said}");
    assert_eq!(said["items"][0]["href"], format!("/o/acme/health/reports/{check}"));
    assert_eq!(scene.health().await[0]["dashboard_id"], id);
}

#[tokio::test]
async fn what_passes_again_leaves_the_badge_and_deleted_reports_do_not_come_back() {
    let mut scene = Scene::new().await;
    let id = scene.page("status").await;
    let now = server::clock::now();
    scene.check(&failing(), now + TimeDelta::seconds(1)).await;
    let fields = [("org", "acme"), ("dashboard", &id.to_string())];
    scene.ana.post_form("/fn/run_check", &fields).await.expect(200);
    scene.check(&passing(), now + TimeDelta::seconds(2)).await;
    assert_eq!(scene.health().await[0]["status"], "PASS");
    assert_eq!(scene.piece(PieceName::Health(Part::Badge), "").await, "");
    scene.ana.post_form("/fn/delete_reports", &fields).await.expect(200);
    let list = scene.health().await;
    assert_eq!((&list[0]["status"], &list[0]["report_url"]), (&json!("UNKNOWN"), &Value::Null));
}

#[tokio::test]
async fn somebody_takes_care_and_everybody_sees_it() {
    let mut scene = Scene::new().await;
    let id = scene.page("status").await.to_string();
    let dashboard = ("dashboard", id.as_str());
    scene
        .ana
        .post_form("/fn/acknowledge_dashboard", &[("org", "acme"), dashboard, ("note", "On it.")])
        .await
        .expect(200);
    scene.ana.post_form("/fn/snooze_dashboard", &[("org", "acme"), dashboard, ("hours", "4")]).await.expect(200);
    scene
        .ana
        .post_form("/fn/snooze_dashboard", &[("org", "acme"), dashboard, ("until", "2001-01-01T00:00")])
        .await
        .expect(422);
    let table = scene.piece(PieceName::Health(Part::Table), &format!("dashboard={id}")).await;
    for text in ["acknowledged", "snoozed", "Withdraw the acknowledgement", "End the snooze", "Mute"] {
        assert!(table.contains(text), "{text} in {table}");
    }
    scene.ana.post_form("/fn/end_silence", &[("org", "acme"), dashboard, ("kind", "acknowledged")]).await.expect(200);
    let table = scene.piece(PieceName::Health(Part::Table), "").await;
    assert!(!table.contains("acknowledged") && table.contains("snoozed"), "{table}");
}

#[tokio::test]
async fn a_badge_opens_with_its_own_token_and_nothing_else() {
    let mut scene = Scene::new().await;
    let (id, other) = (scene.page("status").await, scene.page("other").await);
    let fields = [("org", "acme"), ("dashboard", &id.to_string())];
    scene.ana.post_form("/fn/create_badge", &fields).await.expect(200);
    let page = scene.ana.get(&format!("/o/acme/health?dashboard={id}&wait=all")).await.expect(200).body;
    let address = page
        .split("http://pulse.test")
        .find_map(|rest| rest.strip_prefix("/api/o/acme/badge.svg?"))
        .expect("it is shown");
    let query = address.split('<').next().expect("it ends").replace("&amp;", "&");
    let token = query.split("token=").nth(1).expect("a token").to_owned();
    let again = scene.ana.get(&format!("/o/acme/health?dashboard={id}&wait=all")).await.expect(200).body;
    assert!(!again.contains(&token), "it is shown once");

    let badge = |id: i64, token: &str| format!("/api/o/acme/badge.svg?dashboard={id}&token={token}");
    let mut stranger = scene.app.visitor();
    let picture = stranger.get(&badge(id, &token)).await.expect(200);
    assert_eq!(picture.header(header::CONTENT_TYPE), "image/svg+xml");
    assert!(picture.body.contains("status: unknown"), "{}", picture.body);
    stranger.get(&badge(other, &token)).await.expect(401);
    stranger.get(&badge(id, "wrong")).await.expect(401);
    scene.app.organization("other").await;
    stranger.get(&badge(id, &token).replace("acme", "other")).await.expect(401);
    let request = Visitor::request(Method::GET, "/api/o/acme/dashboards/health")
        .header(header::AUTHORIZATION, format!("Bearer {token}"));
    stranger.send(request, Body::empty()).await.expect(401);
    scene.ana.post_form("/fn/revoke_badge", &fields).await.expect(200);
    stranger.get(&badge(id, &token)).await.expect(401);
}

#[tokio::test]
async fn a_policy_shows_its_slots_before_it_is_saved() {
    let mut scene = Scene::new().await;
    for title in ["one", "two", "three"] {
        scene.page(title).await;
    }
    let environment = scene.environment.to_string();
    let query = format!(
        "edit=new&name=&environment_id={environment}&scope=all&kind=window&weekdays%5B%5D=0&weekdays%5B%5D=1&weekdays%5B%5D=2\
         &weekdays%5B%5D=3&weekdays%5B%5D=4&weekdays%5B%5D=5&weekdays%5B%5D=6&start=01%3A00&end=04%3A00&zone=Europe%2FBerlin&slow_ms=10000"
    );
    let form = scene.piece(PieceName::Settings(Tab::Automation), &query).await;
    assert!(form.contains("3 checks between 01:00 and 04:00 Europe/Berlin, one every 1 h, next "), "{form}");
    assert_eq!(form.matches("<rect class='lane-slot'").count(), 3, "{form}");

    let fields = [
        ("org", "acme"),
        ("edit", "new"),
        ("name", "Nightly"),
        ("environment_id", environment.as_str()),
        ("scope", "all"),
        ("kind", "window"),
        ("weekdays[]", "1"),
        ("weekdays[]", "2"),
        ("start", "01:00"),
        ("end", "04:00"),
        ("zone", "Europe/Berlin"),
        ("slow_ms", "10000"),
        ("confirm_failures", "yes"),
    ];
    scene.ana.post_form("/fn/save_policy", &fields).await.expect(200);
    let list = scene.piece(PieceName::Settings(Tab::Automation), "").await;
    for text in ["Nightly", "all, 3 dashboards", "01:00 to 04:00 Europe/Berlin", "Active", "Pause"] {
        assert!(list.contains(text), "{text} in {list}");
    }
    // The same name, the same dashboards, the same time: one is an error, the other has to be confirmed.
    let refused = scene.ana.post_form("/fn/save_policy", &fields).await.expect(422).json();
    assert!(refused.to_string().contains("It overlaps “Nightly”: 3 dashboards are checked by both"), "{refused}");
    let accepted: Vec<_> = fields.into_iter().chain([("accept", "yes")]).collect();
    let refused = scene.ana.post_form("/fn/save_policy", &accepted).await.expect(422).json();
    assert!(refused.to_string().contains("Another policy has this name."), "{refused}");
}

#[tokio::test]
async fn a_refused_policy_keeps_what_was_typed_without_scripts() {
    let mut scene = Scene::new().await;
    scene.page("one").await;
    let environment = scene.environment.to_string();
    let fields = [
        ("org", "acme"),
        ("edit", "new"),
        ("name", "Weekend"),
        ("environment_id", environment.as_str()),
        ("scope", "all"),
        ("kind", "window"),
        ("start", "02:00"),
        ("end", "02:00"),
        ("zone", "Mars/Olympus"),
        ("slow_ms", "10000"),
    ];
    let page = "/o/acme/settings/automation?edit=new";
    let answer = scene.ana.submit(page, "/fn/save_policy", &fields).await.expect(302);
    let back = answer.header(header::LOCATION).to_owned();
    let back = back.strip_prefix("http://pulse.test").unwrap_or(&back).to_owned();
    let shown = scene.ana.get(&format!("{back}&wait=all")).await.expect(200).body;
    for text in ["value=\"Weekend\"", "value=\"Mars/Olympus\"", "The end has to be another time than the start."] {
        assert!(shown.contains(text), "{text} in {shown}");
    }
    assert_eq!(shown.matches("aria-invalid=\"true\"").count(), 2, "zone and end: {shown}");
}

#[tokio::test]
async fn a_superset_is_stored_sealed_and_tested_in_words() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let body = json!({ "kind": "superset", "name": "Production", "base_url": "http://127.0.0.1:9/login/", "user": "pulse", "password": "hunter22" });
    let id = ana.post_json("/api/o/acme/environments", &body).await.expect(201).json()["id"].clone();
    let one = ana.get(&format!("/api/o/acme/environments/{id}")).await.expect(200);
    assert_eq!(one.json()["base_url"], "http://127.0.0.1:9");
    assert!(!one.body.contains("hunter22") && !one.body.contains("pulse\""), "{}", one.body);
    // Our own rule refuses loopback, which is said in words and names no secret.
    ana.post_form("/fn/test_environment", &[("org", "acme"), ("environment", &id.to_string())]).await.expect(200);
    let page = ana.get(&format!("/o/acme/settings/environments?environment={id}&wait=all")).await.expect(200).body;
    assert!(page.contains("PULSEBOARD_ALLOWED_NETWORKS") && !page.contains("hunter22"), "{page}");
    // A stored password goes to no other address.
    let moved = json!({ "name": "Production", "base_url": "https://evil.test" });
    let request = Visitor::request(Method::PUT, &format!("/api/o/acme/environments/{id}"))
        .header(header::ORIGIN, "http://pulse.test")
        .header(header::CONTENT_TYPE, "application/json");
    let refused = ana.send(request, moved.to_string()).await.expect(422).json();
    assert_eq!(refused["fields"][0]["field"], "user");
}

#[tokio::test]
async fn the_api_refuses_whom_the_pages_refuse() {
    let scene = Scene::new().await;
    let mut viewer = scene.app.signed_in_as("viewer@acme.test", scene.org, Role::Viewer).await;
    let id = scene.environment;
    viewer.get("/api/o/acme/dashboards/health").await.expect(200);
    viewer.post_json("/api/o/acme/environments", &json!({ "kind": "web", "name": "Mine" })).await.expect(403);
    viewer.post_json("/api/o/acme/checks", &json!({ "environment_id": id })).await.expect(403);
    let mut stranger = scene.app.member("other").await;
    for path in ["dashboards/health", "environments", "policies", "checks/1", "assistant?q=summary"] {
        stranger.get(&format!("/api/o/acme/{path}")).await.expect(404);
    }
    let page = viewer.get(&format!("/o/acme/settings/environments?environment={id}&wait=all")).await.expect(200).body;
    assert!(!page.contains("/fn/remove_environment") && !page.contains("/fn/save_page"), "{page}");
}
