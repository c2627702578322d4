//! What is taken away stops working within a second, on every server.

use std::time::{Duration, Instant};

use domain::id::UserId;
use domain::role::Role;

use crate::harness::TestApp;
use crate::visitor::Visitor;

struct Team {
    app: TestApp,
    owner: Visitor,
    user: UserId,
    ben: Visitor,
}

impl Team {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let org = app.organization("acme").await;
        let owner = app.signed_in_as("ana@acme.test", org, Role::Owner).await;
        let user = app.user_as("ben@acme.test", org, Role::Viewer).await;
        let ben = app.signed_in(user).await;
        Self { app, owner, user, ben }
    }

    async fn remove_ben(&mut self) {
        let fields = [("org", "acme"), ("user", &*self.user.to_string())];
        self.owner.post_form("/fn/remove_member", &fields).await.expect(200);
    }
}

/// A second, and what a busy machine needs to send what it has decided.
const WITHIN: Duration = Duration::from_millis(1_500);

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_members_stream_ends_within_a_second_on_another_server() {
    let mut team = Team::new().await;
    let other = team.app.another_server().await;
    let mut stream = other.takes_over(&team.ben).stream("acme").await.expect("a member");
    other.start_live();
    // From the first word of the database on, the other server hears.
    stream.wait_for("data").await;
    let removed = Instant::now();
    team.remove_ben().await;
    stream.end().await;
    assert!(removed.elapsed() < WITHIN, "{:?}", removed.elapsed());
    other.takes_over(&team.ben).until("/o/acme", 404).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_removed_members_stream_ends_within_a_second_on_a_server_that_hears_nothing() {
    let mut team = Team::new().await;
    let other = team.app.another_server().await;
    let mut there = other.takes_over(&team.ben);
    let stream = there.stream("acme").await.expect("a member");
    // What is remembered there of session and membership is as fresh as can be.
    there.get("/o/acme").await.expect(200);
    let removed = Instant::now();
    team.remove_ben().await;
    stream.end().await;
    assert!(removed.elapsed() < WITHIN, "{:?}", removed.elapsed());
    there.until("/o/acme", 404).await;
    assert!(removed.elapsed() < WITHIN, "{:?}", removed.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_also_where_the_database_can_not_be_heard() {
    let mut team = Team::new().await;
    let stream = team.ben.stream("acme").await.expect("a member");
    team.remove_ben().await;
    stream.end().await;
    team.ben.get("/o/acme").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_goes_on_when_somebody_else_is_removed() {
    let mut team = Team::new().await;
    let mut stream = team.owner.stream("acme").await.expect("a member");
    team.app.start_live();
    stream.wait_for("data").await;
    team.remove_ben().await;
    team.app.nudge(domain::id::OrgId(1), store::live::Topic::Stats);
    assert_eq!(stream.wait_for("stats").await.name, "stats");
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_a_session_ends_its_stream_within_a_second_on_another_server() {
    let team = Team::new().await;
    let other = team.app.another_server().await;
    let mut stream = other.takes_over(&team.ben).stream("acme").await.expect("a member");
    other.start_live();
    stream.wait_for("data").await;
    let mut phone = team.app.signed_in(team.user).await;
    let ended = Instant::now();
    phone.post_form("/fn/end_other_sessions", &[]).await.expect(200);
    stream.end().await;
    assert!(ended.elapsed() < WITHIN, "{:?}", ended.elapsed());
}
