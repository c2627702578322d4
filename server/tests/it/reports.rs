//! What is told of checks that said nothing, of what is no longer there, and of second opinions.

use app::health::Part;
use app::piece::PieceName;
use app::settings::Tab;
use chrono::{DateTime, TimeDelta, Utc};
use domain::health::EnvironmentKind;
use domain::id::{DashboardId, EnvironmentId, OrgId};
use domain::name::DisplayName;
use domain::report::{Finding, FindingKind, Problem, ProblemKind, Run};
use domain::role::Role;
use domain::slug::OrgSlug;
use http::header;
use serde_json::json;
use store::OrgScope;
use store::audit::Origin;
use store::check::{self, Ending};
use store::environment::{Listed, NewEnvironment};
use uuid::Uuid;

use crate::harness::TestApp;
use crate::piece;
use crate::visitor::Visitor;

/// An organization with a Superset of so many dashboards, and the browser of its owner.
struct Scene {
    app: TestApp,
    org: OrgId,
    scope: OrgScope,
    ana: Visitor,
    environment: EnvironmentId,
}

fn listed(number: u32) -> Listed {
    Listed {
        external_id: number.to_string(),
        title: format!("Board {number:04}"),
        slug: None,
        url: format!("https://bi.test/{number}"),
        is_published: true,
        changed_at: None,
        owners: Vec::new(),
        tags: Vec::new(),
    }
}

impl Scene {
    async fn new(count: u32) -> Self {
        let app = TestApp::new().await;
        let org = app.organization("acme").await;
        let user = app.user_as("ana@acme.test", org, Role::Owner).await;
        let ana = app.signed_in(user).await;
        let slug = OrgSlug::parse("acme").expect("a slug");
        let scope = app.state.host.store.enter(user, &slug).await.expect("entered").expect("a member");
        let new = NewEnvironment {
            kind: EnvironmentKind::Superset,
            name: DisplayName::parse("Production").expect("a name"),
            base_url: Some("https://bi.test".to_owned()),
            credentials: None,
            max_concurrent: 10,
            minimum_gap_ms: 0,
        };
        let now = server::clock::now();
        let environment =
            store::environment::create(&scope, &new, &Origin { address: None, at: now }).await.expect("made");
        let scene = Self { app, org, scope, ana, environment };
        scene.list((0..count).map(listed)).await;
        scene
    }

    async fn list(&self, listed: impl Iterator<Item = Listed>) {
        let (system, list) = (self.app.state.host.store.system(), listed.collect::<Vec<_>>());
        let now = server::clock::now();
        store::environment::sync(&system, self.org, self.environment, &list, now).await.expect("stored");
    }

    async fn dashboards(&self) -> Vec<DashboardId> {
        let mut tx = self.scope.begin().await.expect("begun");
        store::policy::resolve(&mut tx, self.environment, &domain::policy::Scope::All).await.expect("read")
    }

    async fn end(&self, dashboard: DashboardId, ending: &Ending, at: DateTime<Utc>) {
        let system = self.app.state.host.store.system();
        check::ask_dashboard(&self.scope, dashboard, &Origin { address: None, at }).await.expect("queued");
        let claimed = check::claim(&system, Uuid::from_u128(1), at, TimeDelta::minutes(1), 10).await.expect("claimed");
        check::finish(&system, &claimed[0], ending, at).await.expect("stored").expect("its own");
    }

    async fn piece(&mut self, name: PieceName, query: &str) -> String {
        let answer =
            self.ana.post_json("/fn/get_piece", &piece::arguments("acme", name, query)).await.expect(200).json();
        answer.as_str().expect("markup is text").to_owned()
    }
}

fn refused() -> Ending {
    Ending::CouldNotRun(Problem::new(ProblemKind::Credentials, "The password is wrong."))
}

fn passing() -> Ending {
    Ending::Ran { run: Run::default(), first_run: None }
}

#[tokio::test]
async fn a_dashboard_that_never_could_be_checked_says_why_and_leads_to_its_report() {
    let mut scene = Scene::new(1).await;
    let dashboard = scene.dashboards().await[0];
    let at = server::clock::now() + TimeDelta::seconds(1);
    scene.end(dashboard, &refused(), at).await;
    let table = scene.piece(PieceName::Health(Part::Table), &format!("dashboard={dashboard}")).await;
    for text in ["The password is wrong.", "/o/acme/health/reports/", "Open the last check", "Delete reports"] {
        assert!(table.contains(text), "{text} in {table}");
    }
    assert!(!table.contains("No report yet"), "{table}");

    scene.end(dashboard, &passing(), at + TimeDelta::seconds(1)).await;
    scene.end(dashboard, &refused(), at + TimeDelta::seconds(2)).await;
    let table = scene.piece(PieceName::Health(Part::Table), "").await;
    assert!(table.contains("last check could not run") && !table.contains("No findings"), "{table}");
    let list = scene.ana.get("/api/o/acme/dashboards/health").await.expect(200).json();
    let one = &list[0];
    assert_eq!((&one["status"], &one["reason"]), (&json!("UNKNOWN"), &json!("The password is wrong.")));
    let note = one["note"].as_str().expect("a note");
    assert!(note.starts_with("was PASS until ") && note.ends_with("last check could not run"), "{note}");
    assert_eq!(one["summary"], format!("Unknown: {note}: The password is wrong."));
    let since: DateTime<Utc> = one["since"].as_str().expect("an instant").parse().expect("an instant");
    assert!(
        since > at + TimeDelta::seconds(1),
        "it is unknown since the check that could not run, not since it passed"
    );
    let report = one["report_url"].as_str().and_then(|url| url.strip_prefix("http://pulse.test")).expect("a report");
    let page = scene.ana.get(&format!("{report}?wait=all")).await.expect(200).body;
    for text in ["could not be checked", "Each of these results", "asked for by"] {
        assert!(page.contains(text), "{text} in {page}");
    }
    assert!(!page.contains("became stale"), "{page}");
    let said = scene.ana.get("/api/o/acme/assistant?q=status+of+Board+0000+in+prod").await.expect(200).json();
    let sentence = said["sentence"].as_str().expect("a sentence");
    assert!(sentence.contains("is unknown since") && sentence.contains("The password is wrong."), "{sentence}");
}

#[tokio::test]
async fn the_api_answers_a_list_and_links_to_the_rest() {
    let mut scene = Scene::new(501).await;
    let first = scene.ana.get("/api/o/acme/dashboards/health?status=UNKNOWN").await.expect(200);
    assert_eq!(first.json().as_array().map(Vec::len), Some(500));
    let link = first.header(header::LINK).to_owned();
    let address = link.strip_prefix("<http://pulse.test").and_then(|rest| rest.strip_suffix(">; rel=\"next\""));
    let rest = scene.ana.get(address.expect(&link)).await.expect(200);
    assert_eq!(rest.json()[0]["title"], "Board 0500");
    assert_eq!(rest.json().as_array().map(Vec::len), Some(1));
    for wrong in ["nonsense", "%5B1%5D", ""] {
        scene.ana.get(&format!("/api/o/acme/dashboards/health?after={wrong}")).await.expect(422);
    }
}

#[tokio::test]
async fn saving_a_policy_keeps_what_the_list_does_not_show() {
    let mut scene = Scene::new(1_003).await;
    let dashboards = scene.dashboards().await;
    let (last, gone) = (dashboards[1_002], dashboards[0]);
    let body = json!({
        "name": "Nightly", "environment_id": scene.environment.0, "scope": "selected",
        "dashboards": [last.0, gone.0],
        "schedule": { "kind": "window", "weekdays": [1], "start": "01:00", "end": "02:00", "zone": "UTC" },
    });
    let id = scene.ana.post_json("/api/o/acme/policies", &body).await.expect(201).json()["id"].clone();
    // It leaves the list of the Superset, and stays selected.
    scene.list((1..1_003).map(listed)).await;
    let form = scene.piece(PieceName::Settings(Tab::Automation), &format!("edit={id}")).await;
    let ticked = |form: &str, id: DashboardId| {
        form.split("<input").any(|tag| {
            let tag = tag.split('>').next().unwrap_or_default();
            tag.contains("name=\"dashboards[]\"") && tag.contains(&format!("value=\"{id}\"")) && tag.contains("checked")
        })
    };
    assert!(ticked(&form, last) && ticked(&form, gone), "both are ticked");
    assert!(form.contains("1,000 of 1,003 are shown."), "it says what it leaves out");
    let query = format!(
        "edit={id}&environment_id={}&scope=selected&dashboards%5B%5D={last}&find=board+0777",
        scene.environment
    );
    let found = scene.piece(PieceName::Settings(Tab::Automation), &query).await;
    assert!(found.contains("Board 0777") && !found.contains("Board 0778") && ticked(&found, last), "{found}");
    // One that nobody selects is told apart.
    scene.list((2..1_003).map(listed)).await;
    let table = scene.piece(PieceName::Health(Part::Table), "").await;
    for text in ["No longer listed", "Board 0001", "not listed any longer"] {
        assert!(table.contains(text), "{text} in {table}");
    }
    let preview = scene.ana.post_json("/api/o/acme/policies/preview", &body).await.expect(200).json();
    let peak = preview["peak_sentence"].as_str().expect("a sentence");
    assert!(peak.ends_with("if each takes 10s, which is a guess: none has run in the last 7 days."), "{peak}");
}

#[tokio::test]
async fn both_runs_and_the_second_opinion_are_told_everywhere() {
    let mut scene = Scene::new(1).await;
    let dashboard = scene.dashboards().await[0];
    let at = server::clock::now() + TimeDelta::seconds(1);
    let run = Run { findings: vec![Finding::new(FindingKind::QueryFailed, "no such column: <b>")], ..Run::default() };
    scene.end(dashboard, &Ending::Ran { run: run.clone(), first_run: Some(run) }, at).await;
    let mut tx = scene.scope.begin().await.expect("begun");
    let strips = store::health::strips(&mut tx, &[dashboard]).await.expect("read");
    let report = strips[&dashboard][0].check;
    drop(tx);
    let opinion = json!({
        "status": "PASS", "summary": "The column was renamed.",
        "issues": [{ "severity": "warning", "message": "Look <i>here</i>.", "location": "Revenue" }],
    });
    let opinion = serde_json::from_value(opinion).expect("an opinion");
    check::note_opinion(&scene.app.state.host.store.system(), scene.org, report, &opinion).await.expect("stored");
    let page = scene.ana.get(&format!("/o/acme/health/reports/{report}?wait=all")).await.expect(200).body;
    for text in ["Second opinion", "The column was renamed.", "Look &lt;i&gt;here&lt;/i&gt;.", "What the first run saw"]
    {
        assert!(page.contains(text), "{text} in {page}");
    }
    let json = scene.ana.get(&format!("/api/o/acme/checks/{report}")).await.expect(200).json();
    assert_eq!((&json["status"], &json["opinion"]["status"]), (&json!("FAIL"), &json!("PASS")));
    assert_eq!(json["first_run"][0]["kind"], "query_failed");
    assert!(json["asked_by"].is_string(), "{json}");
    let markdown = scene.ana.get(&format!("/api/o/acme/checks/{report}.md")).await.expect(200).body;
    for text in ["## First run", "## Second opinion of a language model: PASS", "Look \\<i\\>here\\</i\\>."] {
        assert!(markdown.contains(text), "{text} in {markdown}");
    }
}
