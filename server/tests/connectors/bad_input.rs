//! A Superset that misbehaves, or something else in its place.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::report::{ChartOutcome, Finding, FindingKind, Outcome, Past, ProblemKind, Run, Status};
use serde_json::{Value, json};
use server::connectors::backoff::Backoff;
use server::connectors::http::{Http, HttpError};
use server::connectors::superset::{BaseUrl, Client, Dashboard, Provider, Settings};
use server::connectors::{Conditions, Validator};
use tokio::time::Instant;

use crate::http::{Reply, Scripted, answer, now, redirect, with_header};

const PASSWORD: &str = "correct horse";

fn client(http: Arc<dyn Http>) -> Arc<Client> {
    let base = BaseUrl::parse("https://bi.example.test").unwrap();
    let settings = Settings { base, user: "svc".to_owned(), password: PASSWORD.into(), provider: Provider::Ldap };
    Arc::new(Client::new(http, settings, Backoff::new(|| 0.5)))
}

fn conditions() -> Conditions {
    Conditions::new(DateTime::<Utc>::UNIX_EPOCH)
}

async fn check(http: Arc<dyn Http>) -> Outcome {
    Dashboard::new(client(http), 1).check(&conditions()).await
}

async fn run(http: Arc<dyn Http>) -> Run {
    match check(http).await {
        Outcome::Ran(run) => run,
        Outcome::CouldNotRun(problem) => panic!("{problem:?}"),
    }
}

async fn problem(http: Arc<dyn Http>) -> (ProblemKind, String) {
    match check(http).await {
        Outcome::CouldNotRun(problem) => (problem.kind, problem.message),
        Outcome::Ran(run) => panic!("{run:?}"),
    }
}

fn finding(kind: FindingKind, message: &str) -> (FindingKind, String) {
    (kind, message.to_owned())
}

fn said(findings: &[Finding]) -> Vec<(FindingKind, String)> {
    findings.iter().map(|finding| (finding.kind, finding.message.clone())).collect()
}

/// Answers one call, and all others well.
fn only(call: &'static str, reply: impl Fn() -> Reply + Send + Sync + 'static) -> Arc<Scripted> {
    Scripted::new(move |asked, _| (asked == call).then(&reply))
}

const QUERY: &str = "POST /api/v1/chart/data";
const DETAIL: &str = "GET /api/v1/dashboard/1";
const CHARTS: &str = "GET /api/v1/dashboard/1/charts";
const PAGE: &str = "<!DOCTYPE html><html><head><title>Sign in</title></head></html>";

#[tokio::test(start_paused = true)]
async fn a_healthy_dashboard_passes() {
    let run = run(Scripted::new(|_, _| None)).await;
    assert_eq!(run.status(), Status::Pass);
    assert_eq!((run.charts[0].rows, run.charts[0].outcome), (Some(2), ChartOutcome::Answered));
    assert_eq!(run.charts[0].link.as_deref(), Some("https://bi.example.test/explore/?slice_id=7"));
}

#[tokio::test(start_paused = true)]
async fn a_web_page_instead_of_an_answer_is_the_environments_problem() {
    for call in ["POST /api/v1/security/login", DETAIL, CHARTS] {
        let (kind, message) = problem(only(call, || now(answer(200, PAGE)))).await;
        assert_eq!(kind, ProblemKind::Unexpected, "{call}");
        assert_eq!(message, "bi.example.test answers with a web page where Superset has JSON.", "{call}");
    }
}

#[tokio::test(start_paused = true)]
async fn half_an_answer_is_the_environments_problem() {
    let (kind, message) = problem(only(DETAIL, || now(answer(200, r#"{"result":{"published":tr"#)))).await;
    assert_eq!(kind, ProblemKind::Unexpected);
    assert_eq!(message, "bi.example.test answers with something that can't be read where Superset has JSON.");
}

#[tokio::test(start_paused = true)]
async fn one_chart_that_answers_nonsense_fails_alone() {
    let cases = [
        (
            r#"{"result":[{"data":[{"a":1}"#,
            "Superset answers with something that can't be read where the rows should be.",
        ),
        (PAGE, "Superset answers with a web page where the rows should be."),
    ];
    for (body, expected) in cases {
        let run = run(only(QUERY, move || now(answer(200, body)))).await;
        assert_eq!(said(&run.findings), [finding(FindingKind::ServerError, expected)]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_redirect_to_a_login_page_is_told() {
    for call in ["POST /api/v1/security/login", DETAIL, QUERY] {
        let (kind, message) = problem(only(call, || now(redirect("https://sso.example.test/login?next=x")))).await;
        assert_eq!(kind, ProblemKind::Unexpected, "{call}");
        assert!(
            message.starts_with("bi.example.test redirects to https://sso.example.test/login?next=x, a page where")
        );
    }
}

#[tokio::test(start_paused = true)]
async fn too_many_requests_are_waited_out() {
    let throttle =
        || now(with_header(answer(429, r#"{"errors":[{"message":"50 per 1 second"}]}"#), "retry-after", "7"));
    let started = Instant::now();
    let http = Scripted::first([(DETAIL, throttle()), (QUERY, throttle()), (QUERY, throttle())], |_, _| None);
    assert_eq!(run(http.clone()).await.status(), Status::Pass);
    assert_eq!(started.elapsed(), Duration::from_secs(21), "as long as was asked for");
    assert_eq!(http.asked(QUERY), 3);

    let expected = (ProblemKind::Throttled, "bi.example.test asks for fewer requests: 50 per 1 second.".to_owned());
    for call in [DETAIL, QUERY] {
        let http = only(call, throttle);
        assert_eq!(problem(http.clone()).await, expected);
        assert_eq!(http.asked(call), 4, "three retries");
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_500_megabytes_is_not_read() {
    let huge = || now(answer(200, &" ".repeat(33 << 20)));
    let run = run(only(QUERY, huge)).await;
    let expected = finding(FindingKind::NotExecuted, "It could not be judged: its answer has more than 32 MB.");
    assert_eq!(said(&run.findings), [expected]);
    assert_eq!(problem(only(DETAIL, huge)).await.0, ProblemKind::Unexpected);
}

#[tokio::test(start_paused = true)]
async fn a_failing_environment_is_tried_again_before_it_is_a_problem() {
    let cases: [(fn() -> Reply, ProblemKind); 3] = [
        (|| now(answer(503, PAGE)), ProblemKind::Unreachable),
        (
            || (Duration::ZERO, Err(HttpError::NoConnection("bi.example.test refused".to_owned()))),
            ProblemKind::Unreachable,
        ),
        (|| (Duration::ZERO, Err(HttpError::Broken("bi.example.test broke off".to_owned()))), ProblemKind::Unreachable),
    ];
    for (reply, expected) in cases {
        let http = Scripted::new(move |_, _| Some(reply()));
        assert_eq!(problem(http.clone()).await.0, expected);
        assert_eq!(http.asked(""), 4, "once and three times more");
        // It comes back.
        let sign_in = "POST /api/v1/security/login";
        let http = Scripted::first([(sign_in, reply()), (sign_in, reply()), (DETAIL, reply())], |_, _| None);
        assert_eq!(run(http).await.status(), Status::Pass);
    }
}

#[tokio::test(start_paused = true)]
async fn what_trying_again_cannot_help_is_tried_once() {
    let cases = [
        (
            HttpError::Tls("no secure connection to bi.example.test: its certificate is for another name".to_owned()),
            ProblemKind::Tls,
        ),
        (HttpError::AddressRefused("bi.example.test is a loopback address".to_owned()), ProblemKind::AddressRefused),
        (HttpError::TimedOut("bi.example.test did not answer".to_owned()), ProblemKind::Unreachable),
    ];
    for (error, kind) in cases {
        let message = format!("{error}.");
        let http = Scripted::new(move |_, _| Some((Duration::ZERO, Err(error.clone()))));
        assert_eq!(problem(http.clone()).await, (kind, message));
        assert_eq!(http.asked(""), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn one_chart_that_fails_in_superset_fails_alone_and_is_not_asked_again() {
    let cases: [(Reply, &str); 3] = [
        (now(answer(500, r#"{"message":"Fatal error"}"#)), "Superset answers 500: Fatal error"),
        (now(answer(502, "")), "Superset answers 502."),
        (
            (Duration::from_millis(7_300), Err(HttpError::Broken("bi.example.test broke off".to_owned()))),
            "Superset ended the connection after 7.3 s without an answer.",
        ),
    ];
    for (reply, expected) in cases {
        let http = only(QUERY, move || reply.clone());
        let run = run(http.clone()).await;
        assert_eq!(said(&run.findings), [finding(FindingKind::ServerError, expected)]);
        assert_eq!(http.asked(QUERY), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_superset_that_was_away_for_a_moment_is_asked_again() {
    let away = || now(answer(502, ""));
    let http = Scripted::first([(QUERY, away()), ("GET /health", away())], |_, _| None);
    assert_eq!(run(http.clone()).await.status(), Status::Pass);
    assert_eq!(http.asked(QUERY), 2);

    // It went away over a slow query: that is not asked again.
    let slow = || (Duration::from_secs(20), Ok(answer(502, "")));
    let http = Scripted::first([(QUERY, slow()), ("GET /health", away())], |_, _| None);
    assert_eq!(run(http.clone()).await.status(), Status::Fail);
    assert_eq!(http.asked(QUERY), 1);

    let gone = Scripted::new(|asked, _| matches!(asked, QUERY | "GET /health").then(|| now(answer(502, ""))));
    assert_eq!(problem(gone).await.0, ProblemKind::Unreachable);
}

#[tokio::test(start_paused = true)]
async fn a_query_that_takes_too_long_is_given_up_and_not_asked_again() {
    let http = only(QUERY, || (Duration::from_mins(10), Ok(answer(200, "{}"))));
    let run = run(http.clone()).await;
    let expected = finding(FindingKind::QueryTimedOut, "Its query gave no answer within 30s.");
    assert_eq!(said(&run.findings), [expected]);
    assert_eq!((run.charts[0].outcome, http.asked(QUERY)), (ChartOutcome::TimedOut, 1));

    let proxy = only(QUERY, || (Duration::from_secs(9), Ok(answer(504, ""))));
    let Outcome::Ran(run) = check(proxy).await else { panic!("it runs") };
    assert_eq!(run.findings[0].kind, FindingKind::QueryTimedOut);
}

/// The list of so many charts, each with a data source of its own.
fn charts(count: i64) -> String {
    let chart = |id: i64| {
        let form = json!({"viz_type": "table", "datasource": format!("{id}__table")});
        json!({"id": id, "slice_name": format!("Chart {id}"), "form_data": form})
    };
    json!({"result": (1..=count).map(chart).collect::<Vec<_>>()}).to_string()
}

#[tokio::test(start_paused = true)]
async fn after_two_charts_that_time_out_the_database_is_left_alone() {
    let list = charts(5);
    let http = Scripted::new(move |asked, _| match asked {
        CHARTS => Some(now(answer(200, &list))),
        QUERY => Some((Duration::from_mins(10), Ok(answer(200, "{}")))),
        _ => None,
    });
    let freshness =
        Some(server::connectors::Freshness { column: "day".to_owned(), limit: chrono::TimeDelta::hours(1) });
    let conditions = Conditions { freshness, ..conditions() };
    let Outcome::Ran(run) = Dashboard::new(client(http.clone()), 1).check(&conditions).await else { panic!("it runs") };
    assert_eq!(http.asked(QUERY), 2);
    assert_eq!(http.asked("GET /api/v1/dataset"), 0);
    let outcomes: Vec<_> = run.charts.iter().map(|chart| chart.outcome).collect();
    let (timed_out, left) = (ChartOutcome::TimedOut, ChartOutcome::NotReached);
    assert_eq!(outcomes, [timed_out, timed_out, left, left, left]);
    assert_eq!(run.findings[4].message, "Not executed: two charts timed out, and their queries may still run.");
    assert_eq!(run.status(), Status::Fail);
}

#[tokio::test(start_paused = true)]
async fn the_time_of_a_dashboard_holds_for_its_freshness_too() {
    let list = charts(10);
    let http = Scripted::new(move |asked, _| match asked {
        CHARTS => Some(now(answer(200, &list))),
        QUERY => Some((Duration::from_secs(20), Ok(answer(200, r#"{"result":[{"data":[{"a":1}]}]}"#)))),
        dataset if dataset.starts_with("GET /api/v1/dataset/") => {
            let body = r#"{"result":{"id":1,"table_name":"sales","columns":[{"column_name":"day"}]}}"#;
            Some(now(answer(200, body)))
        }
        _ => None,
    });
    let freshness =
        Some(server::connectors::Freshness { column: "day".to_owned(), limit: chrono::TimeDelta::hours(1) });
    let conditions = Conditions { freshness, ..conditions() };
    let started = Instant::now();
    let Outcome::Ran(run) = Dashboard::new(client(http.clone()), 1).check(&conditions).await else { panic!("it runs") };
    assert_eq!(started.elapsed(), Duration::from_mins(5));
    assert_eq!(http.asked(QUERY), 15, "ten charts, and five of their data sources");
    assert_eq!(
        run.findings.last().map(|last| last.message.as_str()),
        Some("Its freshness was not checked: time limit.")
    );
}

#[tokio::test(start_paused = true)]
async fn of_400_charts_those_that_are_reached_in_time_are_executed() {
    let charts: Vec<Value> = (1..=400).map(|id| json!({"id": id, "slice_name": format!("Chart {id}")})).collect();
    let list = json!({"result": charts}).to_string();
    let under_way = Arc::new(AtomicUsize::new(0));
    let http = Scripted::new(move |asked, _| match asked {
        CHARTS => Some(now(answer(200, &list))),
        QUERY => {
            under_way.fetch_add(1, Ordering::SeqCst);
            Some((Duration::from_millis(2_900), Ok(answer(200, r#"{"result":[{"data":[{"a":1}]}]}"#))))
        }
        _ => None,
    });
    let started = Instant::now();
    let run = run(http.clone()).await;
    assert_eq!(started.elapsed(), Duration::from_mins(5));
    assert_eq!(run.charts.len(), 400);
    let count = |outcome| run.charts.iter().filter(|chart| chart.outcome == outcome).count();
    assert_eq!((count(ChartOutcome::Answered), count(ChartOutcome::NotReached)), (103, 297));
    assert_eq!(run.status(), Status::Warn);
    assert_eq!(run.findings.len(), 297);
    assert_eq!(run.findings[0].message, "Stopped: the time of the dashboard was over.");
    assert_eq!(run.findings[1].message, "Not executed: time limit.");
}

#[tokio::test(start_paused = true)]
async fn a_layout_in_a_circle_fails_and_its_charts_are_executed() {
    let layout = json!({
        "ROOT_ID": {"children": ["A"]},
        "A": {"children": ["ROOT_ID", "CHART-7", "CHART-9"]},
        "CHART-7": {"type": "CHART", "meta": {"chartId": 7}},
        "CHART-9": {"type": "CHART", "meta": {"chartId": 9, "sliceName": "<script>alert(1)</script>\u{202e}"}},
    });
    let detail = json!({"result": {"published": false, "position_json": layout.to_string()}}).to_string();
    let run = run(only(DETAIL, move || now(answer(200, &detail)))).await;
    let kinds: Vec<_> = run.findings.iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, [FindingKind::NotPublished, FindingKind::LayoutBroken, FindingKind::ChartDeleted]);
    let name = &run.findings[2].location.as_ref().unwrap().name;
    assert_eq!(name, "<script>alert(1)</script>", "markup is text; what turns writing around is gone");
    assert_eq!(run.charts.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn no_message_repeats_a_secret() {
    let message =
        format!("cannot log in to postgresql://acme:hunter2@db/acme with {PASSWORD}, Authorization: Bearer first");
    let body = json!({"message": format!("Error: {message}\n{}", "x".repeat(10_000))}).to_string();
    let run = run(only(QUERY, move || now(answer(400, &body)))).await;
    let said = &run.findings[0].message;
    assert!(
        said.starts_with("cannot log in to postgresql://[hidden]@db/acme with [hidden], Authorization: [hidden]"),
        "{said}"
    );
    assert!(said.chars().count() <= 300);
}

#[tokio::test(start_paused = true)]
async fn an_account_that_is_refused_after_its_sign_in_ends() {
    let refused =
        |asked: &str| (!asked.contains("/security/")).then(|| now(answer(401, r#"{"msg":"Token has expired"}"#)));
    let http = Scripted::new(move |asked, _| refused(asked));
    let expected = "bi.example.test signs the account in and then refuses it.";
    assert_eq!(problem(http.clone()).await, (ProblemKind::Credentials, expected.to_owned()));
    assert_eq!(http.asked("POST /api/v1/security/login"), 2);
}

#[tokio::test(start_paused = true)]
async fn two_checks_with_one_dead_token_renew_it_once() {
    let is_second = |request: &server::connectors::http::Request| {
        request.headers.get("authorization").is_some_and(|value| value == "Bearer second")
    };
    let http = Scripted::new(move |asked, request| {
        let is_refused = !asked.contains("/security/") && !is_second(request);
        is_refused.then(|| (Duration::from_millis(10), Ok(answer(401, r#"{"msg":"Token has expired"}"#))))
    });
    let client = client(http.clone());
    let (one, other) = (Dashboard::new(client.clone(), 1), Dashboard::new(client, 1));
    let conditions = conditions();
    let (one, other) = tokio::join!(one.check(&conditions), other.check(&conditions));
    assert_eq!((one.status(), other.status()), (Status::Pass, Status::Pass));
    assert_eq!((http.asked("POST /api/v1/security/login"), http.asked("POST /api/v1/security/refresh")), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn queries_in_the_background_are_asked_for_in_the_foreground() {
    let http = Scripted::new(|asked, request| {
        let is_full = || serde_json::from_slice::<Value>(&request.body).unwrap()["result_type"] == "full";
        (asked == QUERY && is_full()).then(|| now(answer(202, r#"{"job_id":"x"}"#)))
    });
    assert_eq!(run(http.clone()).await.status(), Status::Pass);
    assert_eq!(http.asked(QUERY), 2);
}

#[tokio::test(start_paused = true)]
async fn slower_and_fewer_than_usual_is_told() {
    let http = only(QUERY, || (Duration::from_secs(8), Ok(answer(200, r#"{"result":[{"rowcount":4,"data":[]}]}"#))));
    let past = Past { durations_ms: vec![2_000; 10], rows: vec![90; 10] };
    let conditions = Conditions { past: BTreeMap::from([(Some(7), past)]), ..conditions() };
    let outcome = Dashboard::new(client(http), 1).check(&conditions).await;
    let Outcome::Ran(run) = outcome else { panic!("it runs") };
    let expected = [
        finding(FindingKind::RowsFell, "Its rows fell to 4; there are usually 90."),
        finding(FindingKind::Slow, "It took 8.0 s; it usually takes 2.0 s."),
    ];
    assert_eq!(said(&run.findings), expected);
}

#[tokio::test(start_paused = true)]
async fn the_list_is_read_to_its_end() {
    let http = Scripted::new(|asked, request| {
        (asked == "GET /api/v1/dashboard/").then(|| {
            let query = request.url.query().unwrap();
            assert!(query.contains("page_size:100"), "{query}");
            let page: usize = query.split("page:").nth(1).unwrap().split(',').next().unwrap().parse().unwrap();
            let ids = (page * 100..265).take(100);
            let result: Vec<_> = ids.map(|id| json!({"id": id, "dashboard_title": format!("D{id}")})).collect();
            now(answer(200, &json!({"count": 265, "result": result}).to_string()))
        })
    });
    let list = client(http.clone()).dashboards().await.unwrap();
    assert_eq!(list.len(), 265);
    assert_eq!(http.asked("GET /api/v1/dashboard/"), 3);
}
