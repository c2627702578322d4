//! The attributes of the session's cookie.

use crate::harness::{PASSWORD, TestApp};

const EMAIL: &str = "ana@acme.test";

/// Signs in, and answers the cookie that was set: its attributes, sorted, without the id.
async fn attributes(app: &TestApp, stay: bool) -> Vec<String> {
    let org = app.organization("acme").await;
    app.user(EMAIL, org).await;
    let mut fields = vec![("email", EMAIL), ("password", PASSWORD)];
    if stay {
        fields.push(("stay", "yes"));
    }
    let answer = app.visitor().post_form("/fn/sign_in", &fields).await.expect(200);
    let [cookie] = answer.set_cookies()[..] else { panic!("one cookie, not {:?}", answer.set_cookies()) };
    let mut parts = cookie.split("; ").map(str::to_owned);
    let (name, id) =
        parts.next().and_then(|pair| pair.split_once('=').map(|(a, b)| (a.to_owned(), b.to_owned()))).expect("a pair");
    assert_eq!(name, server::session::COOKIE);
    assert_eq!(id.len(), 22, "128 random bits: {id}");
    let mut attributes: Vec<String> = parts.collect();
    attributes.sort();
    attributes
}

#[tokio::test]
async fn scripts_and_other_sites_do_not_get_the_cookie() {
    let app = TestApp::new().await;
    assert_eq!(attributes(&app, false).await, ["HttpOnly", "Path=/", "SameSite=Lax"]);
}

#[tokio::test]
async fn with_https_the_cookie_never_travels_in_the_clear() {
    let app = TestApp::https().await;
    assert_eq!(attributes(&app, false).await, ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]);
}

#[tokio::test]
async fn who_stays_signed_in_stays_for_thirty_days() {
    let app = TestApp::new().await;
    assert_eq!(attributes(&app, true).await, ["HttpOnly", "Max-Age=2592000", "Path=/", "SameSite=Lax"]);
}

#[tokio::test]
async fn who_only_looks_gets_no_cookie() {
    let app = TestApp::new().await;
    let mut visitor = app.visitor();
    for path in ["/login", "/", "/healthz", "/nothing"] {
        assert!(visitor.get(path).await.set_cookies().is_empty(), "{path}");
    }
}
