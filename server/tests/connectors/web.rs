//! Pages of any kind.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::report::{ChartOutcome, FindingKind, Outcome, Past, ProblemKind, Run, Status};
use server::connectors::backoff::Backoff;
use server::connectors::http::{Http, HttpError};
use server::connectors::web::{Page, PageSettings};
use server::connectors::{Conditions, Validator};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::http::{Reply, Scripted, answer, now, to_loopback};

fn settings() -> PageSettings {
    PageSettings {
        url: "https://status.example.test/bi?key=hunter2".parse().unwrap(),
        status: 200,
        must: vec!["All systems operational".to_owned()],
        must_not: vec!["Traceback".to_owned()],
        slowest_ms: Some(2_000),
        header: Some(("x-key".parse().unwrap(), "blue horse".into())),
    }
}

async fn check(http: Arc<dyn Http>, settings: PageSettings, conditions: &Conditions) -> Outcome {
    Page::new(http, settings, Backoff::new(|| 0.5)).check(conditions).await
}

async fn run(http: Arc<dyn Http>) -> Run {
    match check(http, settings(), &Conditions::new(DateTime::<Utc>::UNIX_EPOCH)).await {
        Outcome::Ran(run) => run,
        Outcome::CouldNotRun(problem) => panic!("{problem:?}"),
    }
}

fn page(reply: impl Fn() -> Reply + Send + Sync + 'static) -> Arc<Scripted> {
    Scripted::new(move |_, request| {
        assert_eq!(request.headers["x-key"], "blue horse");
        Some(reply())
    })
}

fn said(run: &Run) -> Vec<(FindingKind, &str)> {
    run.findings.iter().map(|finding| (finding.kind, finding.message.as_str())).collect()
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_as_agreed_passes() {
    let run = run(page(|| now(answer(200, "<h1>All systems\n operational</h1>")))).await;
    assert_eq!(run.status(), Status::Pass);
    assert_eq!(run.charts[0].name, "https://status.example.test/bi", "what may be a secret is not in its name");
}

#[tokio::test(start_paused = true)]
async fn what_is_not_as_agreed_is_told() {
    let run = run(page(|| (Duration::from_secs(3), Ok(answer(500, "Traceback (most recent call last)"))))).await;
    let expected = [
        (FindingKind::UnexpectedStatus, "It answers 500; 200 is expected."),
        (FindingKind::TextMissing, "The text “All systems operational” is missing."),
        (FindingKind::TextPresent, "The text “Traceback” is there."),
        (FindingKind::Slow, "It took 3.0 s; the limit is 2.0 s."),
    ];
    assert_eq!(said(&run), expected);
    assert_eq!(run.status(), Status::Fail);
}

#[tokio::test(start_paused = true)]
async fn no_connection_is_a_failure_after_three_more_tries() {
    let refused =
        || (Duration::ZERO, Err(HttpError::NoConnection("status.example.test refused blue horse".to_owned())));
    let http = page(refused);
    let run = run(http.clone()).await;
    assert_eq!(said(&run), [(FindingKind::NoConnection, "status.example.test refused [hidden].")]);
    assert_eq!(http.asked("GET /bi"), 4);
    assert_eq!(run.status(), Status::Fail);
}

#[tokio::test(start_paused = true)]
async fn no_answer_in_time_is_a_failure_and_no_try_more() {
    let http = page(|| (Duration::from_secs(100), Ok(answer(200, ""))));
    let run = run(http.clone()).await;
    assert_eq!(said(&run), [(FindingKind::NoConnection, "It gave no answer within 30s.")]);
    assert_eq!((http.asked("GET /bi"), run.charts[0].outcome), (1, ChartOutcome::TimedOut));
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_too_large_is_not_judged() {
    let run = run(page(|| now(answer(200, &"x".repeat(5 << 20))))).await;
    assert_eq!(said(&run), [(FindingKind::NotExecuted, "It could not be judged: it has more than 4 MB.")]);
}

#[tokio::test(start_paused = true)]
async fn what_our_own_rule_refuses_says_nothing_about_the_page() {
    let refused =
        || (Duration::ZERO, Err(HttpError::AddressRefused("10.0.0.1 is an address of a private network".to_owned())));
    let outcome = check(page(refused), settings(), &Conditions::new(DateTime::<Utc>::UNIX_EPOCH)).await;
    let Outcome::CouldNotRun(problem) = &outcome else { panic!("{outcome:?}") };
    assert_eq!((problem.kind, outcome.status()), (ProblemKind::AddressRefused, Status::Unknown));
}

#[tokio::test(start_paused = true)]
async fn a_page_slower_than_usual_warns() {
    let past = Past { durations_ms: vec![400; 10], rows: Vec::new() };
    let conditions =
        Conditions { past: BTreeMap::from([(None, past)]), ..Conditions::new(DateTime::<Utc>::UNIX_EPOCH) };
    let reply = || (Duration::from_millis(1_500), Ok(answer(200, "All systems operational")));
    let outcome = check(page(reply), settings(), &conditions).await;
    let Outcome::Ran(run) = &outcome else { panic!("{outcome:?}") };
    assert_eq!(said(run), [(FindingKind::Slow, "It took 1.5 s; it usually takes 400 ms.")]);
}

/// A server on loopback that redirects `/old` to `/new`.
async fn site() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut heard = [0; 4_096];
            let length = stream.read(&mut heard).await.unwrap();
            let answer = if heard[..length].starts_with(b"GET /old") {
                "HTTP/1.1 301 Moved\r\nlocation: /new\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            } else {
                "HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\nhere"
            };
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    port
}

#[tokio::test]
async fn redirects_are_followed_unless_they_are_what_is_expected() {
    let port = site().await;
    for (status, text, expected) in [(200, "here", Status::Pass), (301, "", Status::Pass), (302, "", Status::Fail)] {
        let url = format!("http://127.0.0.1:{port}/old").parse().unwrap();
        let must = if text.is_empty() { Vec::new() } else { vec![text.to_owned()] };
        let settings = PageSettings { url, status, must, must_not: Vec::new(), slowest_ms: None, header: None };
        let outcome = check(to_loopback(), settings, &Conditions::new(DateTime::<Utc>::UNIX_EPOCH)).await;
        assert_eq!(outcome.status(), expected, "{status}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_port_that_nobody_listens_on_is_a_failure() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let settings = PageSettings { url: format!("http://{free}/").parse().unwrap(), header: None, ..settings() };
    let page = Page::new(to_loopback(), settings, Backoff::new(|| 0.0));
    let outcome = page.check(&Conditions::new(DateTime::<Utc>::UNIX_EPOCH)).await;
    let Outcome::Ran(run) = &outcome else { panic!("{outcome:?}") };
    assert_eq!(run.findings[0].kind, FindingKind::NoConnection);
    assert!(run.findings[0].message.contains("refused the connection"), "{:?}", run.findings);
}
