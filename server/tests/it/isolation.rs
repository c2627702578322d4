//! Two organizations see nothing of each other, and can't even tell that the other exists.

use app::piece::PieceName;
use http::StatusCode;
use server::session::COOKIE;
use store::live::Topic;

use crate::catalogue::{function, tenant_functions, tenant_pages};
use crate::harness::{TestApp, event};
use crate::piece;

/// Of the same length as the organization that exists, so that nothing differs but the name.
const NOBODY: &str = "nope";
const OTHER: &str = "beta";

/// What a member gets at a page while nothing was checked yet: there are neither reports nor incidents.
fn status_of(page: &str) -> u16 {
    if ["/reports/", "/incidents/"].iter().any(|part| page.contains(part)) { 404 } else { 200 }
}

#[tokio::test]
async fn the_pages_of_another_organization_are_404_as_if_it_did_not_exist() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    app.organization(OTHER).await;
    for (foreign, unknown) in tenant_pages(OTHER).iter().zip(&tenant_pages(NOBODY)) {
        let foreign = ana.get(foreign).await.expect(404);
        let unknown = ana.get(unknown).await.expect(404);
        assert_eq!(foreign.without(OTHER), unknown.without(NOBODY));
        assert!(!foreign.body.contains("The beta company"));
    }
    for own in tenant_pages("acme") {
        ana.get(&own).await.expect(status_of(&own));
    }
}

#[tokio::test]
async fn the_server_functions_of_another_organization_are_404_as_if_it_did_not_exist() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    app.organization(OTHER).await;
    for function in tenant_functions() {
        let foreign = ana.call(function, &(function.arguments)(OTHER)).await.expect(404);
        let unknown = ana.call(function, &(function.arguments)(NOBODY)).await.expect(404);
        assert_eq!(foreign.without(OTHER), unknown.without(NOBODY), "{}", function.path);
        assert_eq!(foreign.json(), "NotFound", "{}", function.path);
        ana.call(function, &(function.arguments)("acme")).await.expect(function.owner_gets);
    }
}

#[tokio::test]
async fn the_pieces_of_another_organization_are_404_as_if_it_did_not_exist() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    app.organization(OTHER).await;
    for name in PieceName::all() {
        let foreign = ana.post_json("/fn/get_piece", &piece::arguments(OTHER, name, "")).await.expect(404);
        let unknown = ana.post_json("/fn/get_piece", &piece::arguments(NOBODY, name, "")).await.expect(404);
        assert_eq!(foreign.without(OTHER), unknown.without(NOBODY), "{name:?}");
        ana.post_json("/fn/get_piece", &piece::arguments("acme", name, "")).await.expect(200);
        app.visitor().post_json("/fn/get_piece", &piece::arguments("acme", name, "")).await.expect(401);
    }
}

#[tokio::test]
async fn the_stream_of_another_organization_is_404_as_if_it_did_not_exist() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    app.organization(OTHER).await;
    let Err(foreign) = ana.stream(OTHER).await else { panic!("a stream of another organization opened") };
    let Err(unknown) = ana.stream(NOBODY).await else { panic!("a stream of nobody opened") };
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert_eq!(foreign.without(OTHER), unknown.without(NOBODY));
    assert!(ana.stream("acme").await.is_ok());
}

#[tokio::test]
async fn what_one_organization_stores_the_other_never_reads() {
    let app = TestApp::new().await;
    let (acme, beta) = (app.organization("acme").await, app.organization(OTHER).await);
    let mut ana = app.signed_in(app.user("ana@acme.test", acme).await).await;
    let mut ben = app.signed_in(app.user("ben@beta.test", beta).await).await;
    let token = app.ingest_token(acme).await;
    let stored = app.visitor().ingest(&token, &vec![event("a secret of acme")].into()).await.expect(200);
    assert_eq!(stored.json()["accepted"], 1);

    assert_eq!(piece::feed(&mut ana, "acme").await, ["a secret of acme"]);
    for name in PieceName::all() {
        let answer = ben.post_json("/fn/get_piece", &piece::arguments(OTHER, name, "wait=all")).await.expect(200);
        assert!(!answer.body.contains("acme"), "{name:?}: {}", answer.body);
    }
    for function in tenant_functions() {
        let answer = ben.call(function, &(function.arguments)(OTHER)).await.expect(function.owner_gets);
        assert!(!answer.body.contains("acme"), "{}: {}", function.path, answer.body);
    }
    for page in tenant_pages(OTHER) {
        let answer = ben.get(&format!("{page}?wait=all")).await.expect(status_of(&page));
        assert!(!answer.body.contains("acme"), "{page}");
    }
}

#[tokio::test]
async fn a_stream_tells_nothing_about_another_organization() {
    let app = TestApp::new().await;
    let (acme, beta) = (app.organization("acme").await, app.organization(OTHER).await);
    let mut ana = app.signed_in(app.user("ana@acme.test", acme).await).await;
    let mut ben = app.signed_in(app.user("ben@beta.test", beta).await).await;
    let mut hers = ana.stream("acme").await.expect("she is a member");
    let mut his = ben.stream(OTHER).await.expect("he is a member");
    app.start_live();
    // Whoever begins to listen is told to ask for everything: the machine's figures, then the data.
    for stream in [&mut hers, &mut his] {
        stream.wait_for("data").await;
    }
    app.nudge(acme, Topic::Stats);
    assert_eq!(hers.next().await.expect("it goes on").name, "stats");
    // The database tells changes in the order they were published: had hers come to him, it would be here first.
    app.nudge(beta, Topic::Data);
    assert_eq!(his.next().await.expect("it goes on").name, "data");
}

#[tokio::test]
async fn a_person_of_two_organizations_is_shown_both_and_a_third_not() {
    let app = TestApp::new().await;
    let acme = app.organization("acme").await;
    let beta = app.organization(OTHER).await;
    app.organization("gamma").await;
    let user = app.user("ana@acme.test", acme).await;
    let system = app.state.host.store.system();
    store::user::add_member(&system, beta, user, domain::role::Role::Viewer).await.expect("not a member yet");
    let mut ana = app.signed_in(user).await;
    assert!(ana.cookie(COOKIE).is_some());
    let viewer = function("/fn/get_viewer");
    for (org, role) in [("acme", "Owner"), (OTHER, "Viewer")] {
        let answer = ana.call(viewer, &(viewer.arguments)(org)).await.expect(200).json();
        assert_eq!(answer["role"], role);
        let slugs: Vec<_> = answer["organizations"].as_array().expect("a list").iter().map(|entry| &entry[0]).collect();
        assert_eq!(slugs, ["acme", OTHER]);
    }
    ana.get("/o/gamma").await.expect(404);
}
