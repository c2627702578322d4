//! The live stream: it tells of each change, and ends with what it stands on.

use domain::id::OrgId;
use futures::future::join_all;
use http::header;
use serde_json::json;
use store::live::Topic;

use crate::harness::{TestApp, event};
use crate::visitor::Visitor;

struct Watched {
    app: TestApp,
    org: OrgId,
    ana: Visitor,
}

impl Watched {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let org = app.organization("acme").await;
        let user = app.user("ana@acme.test", org).await;
        let ana = app.signed_in(user).await;
        Self { app, org, ana }
    }
}

#[tokio::test]
async fn a_stream_greets_and_says_when_to_come_back() {
    let mut watched = Watched::new().await;
    let mut stream = watched.ana.stream("acme").await.expect("she is a member");
    let hello = stream.next().await.expect("a greeting");
    assert_eq!((hello.name.as_str(), hello.data.as_str()), ("hello", "{}"));
}

#[tokio::test]
async fn an_ingest_is_told_to_every_stream_of_the_organization() {
    let mut watched = Watched::new().await;
    let mut first = watched.ana.stream("acme").await.expect("she is a member");
    let mut second = watched.ana.stream("acme").await.expect("she is a member");
    watched.app.start_live();
    // Whoever begins to listen is told to ask for everything.
    let before = first.wait_for("data").await;
    second.wait_for("data").await;

    let token = watched.app.ingest_token(watched.org).await;
    watched.app.visitor().ingest(&token, &json!([event("x")])).await.expect(200);
    let told = first.next().await.expect("it goes on");
    assert_eq!(told.name, "data");
    assert_eq!(told.data, "{}", "a message says that something changed, never what");
    assert!(told.id.parse::<u64>().expect("a number") > before.id.parse().expect("a number"));
    assert_eq!(second.next().await.expect("it goes on").name, "data");
}

#[tokio::test]
async fn a_batch_that_changed_nothing_is_not_told() {
    let mut watched = Watched::new().await;
    let token = watched.app.ingest_token(watched.org).await;
    let events = json!([event("x")]);
    watched.app.visitor().ingest(&token, &events).await.expect(200);
    let mut stream = watched.ana.stream("acme").await.expect("she is a member");
    watched.app.start_live();
    stream.wait_for("data").await;
    // The first ingest may still be told; what counts is what comes after the mark.
    watched.app.nudge(watched.org, Topic::Stats);
    stream.wait_for("stats").await;
    watched.app.visitor().ingest(&token, &events).await.expect(200);
    watched.app.visitor().ingest(&token, &json!([{}])).await.expect(200);
    // Changes that are told together come in any order, so one mark is not enough.
    for _ in 0..2 {
        watched.app.nudge(watched.org, Topic::Stats);
        assert_eq!(stream.next().await.expect("it goes on").name, "stats");
    }
}

#[tokio::test]
async fn a_sample_is_told_as_one() {
    let mut watched = Watched::new().await;
    let mut stream = watched.ana.stream("acme").await.expect("she is a member");
    watched.app.start_live();
    stream.wait_for("data").await;
    watched.app.nudge(watched.org, Topic::Stats);
    assert_eq!(stream.next().await.expect("it goes on").name, "stats");
}

#[tokio::test]
async fn signing_out_ends_the_stream() {
    let mut watched = Watched::new().await;
    let stream = watched.ana.stream("acme").await.expect("she is a member");
    watched.ana.post_form("/fn/sign_out", &[]).await.expect(200);
    stream.end().await;
}

#[tokio::test]
async fn the_stream_of_one_session_does_not_end_with_another_session() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let user = app.user("ana@acme.test", org).await;
    let (mut desk, mut phone) = (app.signed_in(user).await, app.signed_in(user).await);
    let mut at_desk = desk.stream("acme").await.expect("she is a member");
    let on_phone = phone.stream("acme").await.expect("she is a member");
    phone.post_form("/fn/sign_out", &[]).await.expect(200);
    on_phone.end().await;
    app.start_live();
    at_desk.wait_for("data").await;
}

#[tokio::test]
async fn a_server_that_stops_ends_its_streams() {
    let mut watched = Watched::new().await;
    let stream = watched.ana.stream("acme").await.expect("she is a member");
    watched.app.state.stop.cancel();
    stream.end().await;
}

#[tokio::test]
async fn a_person_holds_twenty_streams_and_no_more() {
    let mut watched = Watched::new().await;
    let mut streams = Vec::new();
    for _ in 0..20 {
        streams.push(watched.ana.stream("acme").await.expect("there is a place"));
    }
    let Err(refused) = watched.ana.stream("acme").await else { panic!("the 21st stream opened") };
    let refused = refused.expect(429);
    assert!(refused.header(header::RETRY_AFTER).parse::<u64>().is_ok_and(|seconds| seconds > 0));
    assert!(refused.json()["error"].as_str().is_some_and(|text| text.contains("Close some")));

    let ben = watched.app.user("ben@acme.test", watched.org).await;
    let mut ben = watched.app.signed_in(ben).await;
    assert!(ben.stream("acme").await.is_ok(), "another person has places of their own");

    streams.pop();
    assert!(watched.ana.stream("acme").await.is_ok(), "a stream that closed leaves its place");
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_that_open_at_the_same_moment_cannot_get_past_the_limit() {
    let watched = Watched::new().await;
    let opening = (0..40).map(|_| {
        let mut ana = watched.ana.clone();
        tokio::spawn(async move { ana.stream("acme").await })
    });
    let opened: Vec<_> = join_all(opening).await.into_iter().map(|stream| stream.expect("no panic")).collect();
    assert_eq!(opened.iter().filter(|stream| stream.is_ok()).count(), 20);
}
