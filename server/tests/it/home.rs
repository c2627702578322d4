//! The pages around the organizations: the way in, and the end of the way.

use domain::email::Email;
use domain::name::DisplayName;
use http::{Method, header};

use crate::harness::TestApp;
use crate::visitor::Visitor;

#[tokio::test]
async fn the_sign_in_page_is_complete_without_scripts() {
    let app = TestApp::new().await;
    let page = app.visitor().get("/login").await.expect(200);
    assert!(page.header(header::CONTENT_TYPE).starts_with("text/html"), "{:?}", page.headers);
    for part in [
        "<!DOCTYPE html>",
        "<html lang=\"en\"",
        "<title>Sign in · Pulseboard</title>",
        "<main",
        "Sign in to Pulseboard",
        "<form",
        "action=\"/fn/sign_in\"",
        "method=\"post\"",
        "name=\"email\"",
        "name=\"password\"",
        "type=\"password\"",
        "type=\"submit\"",
    ] {
        assert!(page.body.contains(part), "{part} in {}", page.body);
    }
}

#[tokio::test]
async fn a_page_names_the_files_of_this_build() {
    let app = TestApp::new().await;
    let page = app.member("acme").await.get("/o/acme").await.expect(200).body;
    for file in ["pulseboard.0.js", "pulseboard.0.wasm", "pulseboard.0.css", "charts.0.js", "inter.0.woff2"] {
        assert!(page.contains(&format!("/pkg/{file}")), "{file}");
    }
    assert!(!page.contains("src=\"/pkg/charts"), "the charts come when they are seen, not with the page");

    let sign_in = app.visitor().get("/login").await.expect(200).body;
    assert!(!sign_in.contains("<script type=\"module\""), "nobody waits for scripts at the sign-in: {sign_in}");
}

#[tokio::test]
async fn home_leads_to_the_organization() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let answer = ana.get("/").await.expect(302);
    assert_eq!(answer.header(header::LOCATION), "/o/acme");
}

#[tokio::test]
async fn home_tells_a_person_without_an_organization_what_to_do() {
    let app = TestApp::new().await;
    let system = app.state.host.store.system();
    let (email, name) =
        (Email::parse("new@acme.test").expect("an address"), DisplayName::parse("Neo").expect("a name"));
    let user = store::user::create(&system, &email, &name, "no hash").await.expect("the address is free");
    let page = app.signed_in(user).await.get("/").await.expect(200);
    assert!(page.body.contains("You are in no organization yet"), "{}", page.body);
}

#[tokio::test]
async fn what_is_not_there_is_404_and_leads_back() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let page = ana.get("/o/nope").await.expect(404);
    assert!(page.body.contains("There is nothing at this address"), "{}", page.body);
    assert!(page.body.contains("<title>Not found · Pulseboard</title>"), "{}", page.body);
    assert!(page.body.contains("href=\"/\""), "{}", page.body);
    for path in ["/nothing", "/o", "/o/acme/nothing", "/login/x", "/pkg/none.js", "/api/nothing", "/fn/nothing"] {
        ana.get(path).await.expect(404);
    }
    let api = ana.get("/api/nothing").await.expect(404);
    assert!(api.json()["error"].is_string(), "an API answers in JSON");
}

#[tokio::test]
async fn the_head_of_a_page_can_be_asked_for_alone() {
    let app = TestApp::new().await;
    let request = Visitor::request(Method::HEAD, "/login").header(header::ACCEPT, "text/html");
    let answer = app.visitor().send(request, axum::body::Body::empty()).await.expect(200);
    assert_eq!(answer.body, "");
}

#[tokio::test]
async fn a_page_is_compressed_for_who_can_read_it() {
    let app = TestApp::new().await;
    let request = Visitor::request(Method::GET, "/login").header(header::ACCEPT_ENCODING, "gzip, br");
    let mut visitor = app.visitor();
    let response = visitor.open(request).await;
    let encoding = response.headers().get(header::CONTENT_ENCODING).expect("it is compressed");
    assert!(["br", "gzip"].contains(&encoding.to_str().expect("ASCII")));
}
