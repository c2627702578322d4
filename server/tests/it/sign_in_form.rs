//! The sign-in without scripts: a form, a redirect, and a page that says what was wrong.

use http::header;

use crate::harness::{PASSWORD, TestApp};

const EMAIL: &str = "ana@acme.test";

#[tokio::test]
async fn the_form_leads_to_the_page_that_was_wanted() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    app.user(EMAIL, org).await;
    let mut ana = app.visitor();
    let page = ana.get("/login?next=%2Fo%2Facme%3Frange%3D7d").await.expect(200);
    assert!(page.body.contains("/o/acme?range=7d"), "the form carries the way back");
    let fields = [("email", EMAIL), ("password", PASSWORD), ("next", "/o/acme?range=7d")];
    let answer = ana.submit("/login", "/fn/sign_in", &fields).await.expect(302);
    assert_eq!(answer.header(header::LOCATION), "/o/acme?range=7d");
    ana.get("/o/acme?range=7d").await.expect(200);
}

#[tokio::test]
async fn a_wrong_password_is_told_on_the_page_and_the_address_need_not_be_typed_again() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    app.user(EMAIL, org).await;
    let mut ana = app.visitor();
    let fields = [("email", EMAIL), ("password", "wrong password")];
    let answer = ana.submit("/login", "/fn/sign_in", &fields).await.expect(302);
    let location = answer.header(header::LOCATION).to_owned();
    let path = location.strip_prefix("http://pulse.test").unwrap_or(&location);
    assert!(path.starts_with("/login?"), "{location}");
    assert!(!location.contains("wrong+password") && !location.contains("wrong%20password"), "{location}");
    let page = ana.get(path).await.expect(200);
    assert!(page.body.contains("E-mail or password is wrong."), "{}", page.body);
    assert!(page.body.contains(&format!("value=\"{EMAIL}\"")), "{}", page.body);
}

#[tokio::test]
async fn who_is_signed_in_has_no_business_at_the_sign_in() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let answer = ana.get("/login").await.expect(303);
    assert_eq!(answer.header(header::LOCATION), "/");
}

#[tokio::test]
async fn signing_out_works_as_a_form() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let answer = ana.submit("/o/acme", "/fn/sign_out", &[]).await.expect(302);
    assert_eq!(answer.header(header::LOCATION), "/login");
    ana.get("/o/acme").await.expect(303);
}
