//! The recorded answers of three versions, judged in a moment.

use std::sync::{Arc, Mutex};

use domain::report::{FindingKind, Outcome, ProblemKind, Status};
use http::StatusCode;
use server::connectors::http::{Answer, Http};

use super::expected::{ADMIN, LEAST, LEGACY, check, client, conditions, difference, id, judge};
use super::recording::{Recording, Replay};
use crate::http::answer;

const VERSIONS: [&str; 3] = ["4.1.4", "5.0.0", "6.1.0"];
const BASE: &str = "http://127.0.0.1:8088";

fn replay(recording: &Arc<Recording>, scene: &str, changes: Vec<(&'static str, Answer)>) -> Arc<dyn Http> {
    Arc::new(Replay { recording: recording.clone(), scene: scene.to_owned(), changes: Mutex::new(changes) })
}

#[tokio::test(start_paused = true)]
async fn every_dashboard_is_judged_as_expected() {
    for version in VERSIONS {
        let recording = Recording::load(version);
        let wrong = judge(BASE, recording.recorded_at, |user| replay(&recording, user, Vec::new())).await;
        assert!(wrong.is_empty(), "Superset {version}: {wrong:#?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_restored_column_passes_again() {
    for version in VERSIONS {
        let recording = Recording::load(version);
        let list = client(replay(&recording, ADMIN, vec![]), BASE, ADMIN).dashboards().await.unwrap();
        let conditions = conditions(recording.recorded_at);
        let http = replay(&recording, "repaired svc_legacy", vec![]);
        let outcome = check(http, BASE, LEGACY, id(&list, "inventory"), &conditions).await;
        assert_eq!(difference("inventory", &outcome, Status::Pass, &[]), None, "Superset {version}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_list_has_titles_links_owners_and_addresses() {
    for version in VERSIONS {
        let recording = Recording::load(version);
        let list = client(replay(&recording, LEGACY, vec![]), BASE, LEGACY).dashboards().await.unwrap();
        assert_eq!(
            list.len(),
            20,
            "Superset {version}: an account that is no administrator sees neither draft nor empty"
        );
        let overview = list.iter().find(|dashboard| dashboard.slug.as_deref() == Some("exec-overview")).unwrap();
        assert_eq!(overview.title, "Executive Overview");
        assert_eq!(overview.link, format!("{BASE}/superset/dashboard/exec-overview/"));
        assert!(overview.is_published && overview.changed_at.is_some());
        let mut emails: Vec<_> = overview.owners.iter().filter_map(|owner| owner.email.as_deref()).collect();
        emails.sort_unstable();
        assert_eq!(emails, ["alice@example.test", "bob@example.test"], "Superset {version}");
        let all = client(replay(&recording, ADMIN, vec![]), BASE, ADMIN).dashboards().await.unwrap();
        assert_eq!(all.len(), 22);
        assert_eq!(all.iter().filter(|dashboard| !dashboard.is_published).count(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_expires_half_way_is_renewed() {
    let expired = || answer(401, r#"{"msg":"Token has expired"}"#);
    let forged = || answer(422, r#"{"msg":"Signature verification failed"}"#);
    for version in VERSIONS {
        let recording = Recording::load(version);
        let list = client(replay(&recording, ADMIN, vec![]), BASE, ADMIN).dashboards().await.unwrap();
        let changes = vec![
            ("/charts", expired()),
            ("POST /api/v1/security/refresh", answer(200, r#"{"access_token":"new"}"#)),
            ("POST /api/v1/chart/data", forged()),
            // A refresh token that is dead too: only a new sign-in helps.
            ("POST /api/v1/security/refresh", forged()),
        ];
        let http = replay(&recording, LEGACY, changes);
        let outcome = check(http, BASE, LEGACY, id(&list, "exec-overview"), &conditions(recording.recorded_at)).await;
        assert_eq!(difference("exec-overview", &outcome, Status::Pass, &[]), None, "Superset {version}");
    }
}

#[tokio::test(start_paused = true)]
async fn accounts_that_may_not_say_so() {
    for version in VERSIONS {
        let recording = Recording::load(version);
        let problem = |outcome: &Outcome| match outcome {
            Outcome::CouldNotRun(problem) => (problem.kind, problem.message.clone()),
            Outcome::Ran(_) => panic!("{outcome:?}"),
        };
        let conditions = conditions(recording.recorded_at);
        let outcome = check(replay(&recording, "nobody", vec![]), BASE, "nobody", 1, &conditions).await;
        let rights = "127.0.0.1:8088 doesn't let this account: the right “can read on Dashboard” is missing.";
        assert_eq!(problem(&outcome), (ProblemKind::Rights, rights.to_owned()));
        let outcome = check(replay(&recording, "stranger", vec![]), BASE, "stranger", 1, &conditions).await;
        let refused = "127.0.0.1:8088 refuses the user “stranger” or the password.";
        assert_eq!(problem(&outcome), (ProblemKind::Credentials, refused.to_owned()));
    }
}

#[tokio::test(start_paused = true)]
async fn testing_a_connection_says_what_works() {
    for version in VERSIONS {
        let recording = Recording::load(version);
        let test = async |user: &str| {
            let connection = client(replay(&recording, user, vec![]), BASE, user).test().await;
            (connection.works, connection.lines.into_iter().map(|line| line.text).collect::<Vec<_>>())
        };
        let (works, lines) = test(LEGACY).await;
        let expected = [
            "Signed in as svc_legacy.",
            "20 dashboards found.",
            "Charts can be executed.",
            "Charts of old kinds can be executed too.",
        ];
        assert_eq!((works, lines), (true, expected.map(str::to_owned).to_vec()), "Superset {version}");
        let (works, lines) = test(LEAST).await;
        assert!(works);
        assert!(lines[3].starts_with("Charts of old kinds (maps, deck.gl) can't be executed"), "{lines:?}");
        let (works, lines) = test("gamma").await;
        assert!(works);
        assert!(lines[1].starts_with("0 dashboards found. An account that is no administrator sees"), "{lines:?}");
        let (works, lines) = test("nobody").await;
        assert!(!works);
        assert!(lines[1].contains("“can read on Dashboard” is missing"), "{lines:?}");
        let (works, lines) = test("stranger").await;
        assert_eq!((works, lines.len()), (false, 1));
    }
}

#[tokio::test(start_paused = true)]
async fn only_the_failing_charts_are_asked_again() {
    let recording = Recording::load("6.1.0");
    let list = client(replay(&recording, ADMIN, vec![]), BASE, ADMIN).dashboards().await.unwrap();
    let inventory = id(&list, "inventory");
    let mut conditions = conditions(recording.recorded_at);
    let Outcome::Ran(first) = check(replay(&recording, LEGACY, vec![]), BASE, LEGACY, inventory, &conditions).await
    else {
        panic!("it runs");
    };
    assert_eq!((first.charts.len(), first.failing_charts().len()), (3, 2));
    conditions.only = Some(first.failing_charts());
    let http = replay(&recording, "repaired svc_legacy", vec![]);
    let second = check(http, BASE, LEGACY, inventory, &conditions).await;
    let Outcome::Ran(run) = &second else { panic!("it runs") };
    assert_eq!(run.charts.len(), 2);
    let both = domain::report::confirmed(&first, &second, 60);
    assert_eq!(both.status(), Status::Warn);
    assert!(both.findings.iter().all(|finding| finding.kind == FindingKind::FailedOnce));
}

#[tokio::test(start_paused = true)]
async fn a_dashboard_that_was_taken_away_is_missing() {
    let recording = Recording::load("6.1.0");
    let gone = Answer { status: StatusCode::NOT_FOUND, ..answer(404, r#"{"message":"Not found"}"#) };
    let http = replay(&recording, LEGACY, vec![("GET /api/v1/dashboard/1", gone)]);
    let outcome = check(http, BASE, LEGACY, 1, &conditions(recording.recorded_at)).await;
    let expected = [(FindingKind::DashboardMissing, "")];
    assert_eq!(difference("1", &outcome, Status::Fail, &expected), None);
}
