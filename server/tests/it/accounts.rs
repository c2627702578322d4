//! One's own account: password, sessions, links to a new password.

use domain::email::Email;
use domain::id::UserId;
use http::header;
use server::session::COOKIE;

use crate::harness::{PASSWORD, TestApp};
use crate::visitor::Visitor;

const EMAIL: &str = "ana@acme.test";
const OTHER: &str = "another horse";

async fn ana(app: &TestApp) -> (UserId, Visitor) {
    let org = app.organization("acme").await;
    let user = app.user(EMAIL, org).await;
    (user, app.signed_in(user).await)
}

/// The link that the command line would print.
async fn reset_link(app: &TestApp, user: UserId) -> String {
    let link = server::random::link();
    let (system, email) = (app.state.host.store.system(), Email::parse(EMAIL).expect("an address"));
    let hash = store::link::hash(&link);
    store::reset::create(&system, user, &email, &hash, server::clock::now()).await.expect("the user exists");
    link.expose().to_owned()
}

#[tokio::test]
async fn another_password_ends_the_other_sessions_and_not_this_one() {
    let app = TestApp::new().await;
    let (user, mut desk) = ana(&app).await;
    let mut phone = app.signed_in(user).await;
    phone.get("/o/acme").await.expect(200);
    desk.post_form("/fn/change_password", &[("current", PASSWORD), ("new", OTHER)]).await.expect(200);
    desk.get("/o/acme").await.expect(200);
    phone.until("/o/acme", 303).await;
    app.visitor().sign_in(EMAIL, PASSWORD).await.expect(401);
    app.visitor().sign_in(EMAIL, OTHER).await.expect(200);
    let log = app.log("acme", user).await;
    assert!(log.contains(&format!("{EMAIL} password.changed  done")), "{log:?}");
    assert!(log.contains(&format!("{EMAIL} session.refused  refused")), "{log:?}");
}

#[tokio::test]
async fn a_password_is_changed_only_by_who_knows_it() {
    let app = TestApp::new().await;
    let (user, mut ana) = ana(&app).await;
    for (current, new, field) in [("wrong password", OTHER, "current"), (PASSWORD, "short", "new")] {
        let refused =
            ana.post_form("/fn/change_password", &[("current", current), ("new", new)]).await.expect(422).json();
        assert_eq!(refused["Invalid"]["problems"][0]["field"], field);
        assert_eq!(refused["Invalid"]["typed"], serde_json::json!([]), "a password is never sent back");
    }
    app.visitor().sign_in(EMAIL, PASSWORD).await.expect(200);
    let log = app.log("acme", user).await;
    assert!(log.contains(&format!("{EMAIL} password.changed  refused")), "{log:?}");
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_or_all_at_once() {
    let app = TestApp::new().await;
    let (user, mut desk) = ana(&app).await;
    let (mut phone, mut tablet) = (app.signed_in(user).await, app.signed_in(user).await);
    let page = desk.get("/profile").await.expect(200).body;
    assert_eq!(page.matches("name=\"id\" value=\"").count(), 2, "the one that looks can't be ended here");
    assert!(page.contains(&phone.address.to_string()) && page.contains("just now"), "{page}");
    // Used last first: the tablet's is the first that can be ended.
    let id = page.split("name=\"id\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a form");
    desk.post_form("/fn/end_session", &[("id", id)]).await.expect(200);
    tablet.until("/o/acme", 303).await;
    phone.get("/o/acme").await.expect(200);
    desk.post_form("/fn/end_other_sessions", &[]).await.expect(200);
    phone.until("/o/acme", 303).await;
    desk.get("/o/acme").await.expect(200);
}

#[tokio::test]
async fn nobody_ends_a_session_of_somebody_else() {
    let app = TestApp::new().await;
    let (user, mut ana) = ana(&app).await;
    let mut phone = app.signed_in(user).await;
    let page = ana.get("/profile").await.body;
    let id = page.split("name=\"id\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a form");
    let mut mallory = app.member("evil").await;
    mallory.post_form("/fn/end_session", &[("id", id)]).await.expect(404);
    phone.get("/o/acme").await.expect(200);
}

#[tokio::test]
async fn a_reset_link_works_once_and_ends_every_session() {
    let app = TestApp::new().await;
    let (user, mut desk) = ana(&app).await;
    desk.get("/o/acme").await.expect(200);
    let link = reset_link(&app, user).await;
    let mut visitor = app.visitor();
    let page = visitor.get(&format!("/reset/{link}")).await.expect(200).body;
    assert!(page.contains(EMAIL) && page.contains("/fn/reset_password"), "{page}");
    visitor.post_form("/fn/reset_password", &[("token", &link), ("password", "short")]).await.expect(422);
    let answer = visitor.post_form("/fn/reset_password", &[("token", &link), ("password", OTHER)]).await.expect(200);
    assert_eq!(answer.header(header::LOCATION), "/login?done=reset");
    desk.until("/o/acme", 303).await;
    app.visitor().sign_in(EMAIL, OTHER).await.expect(200);
    let again = visitor.post_form("/fn/reset_password", &[("token", &link), ("password", PASSWORD)]).await.expect(422);
    assert!(again.body.contains("used already"), "{}", again.body);
    assert!(visitor.get(&format!("/reset/{link}")).await.expect(200).body.contains("used already"));
    visitor.get("/reset/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").await.expect(404);
}

#[tokio::test]
async fn a_cookie_that_was_copied_is_worth_nothing_after_the_sign_out_on_any_server() {
    let app = TestApp::new().await;
    let (_, mut ana) = ana(&app).await;
    let other = app.another_server().await;
    let mut replayed = other.takes_over(&ana);
    replayed.get("/o/acme").await.expect(200);
    ana.post_form("/fn/sign_out", &[]).await.expect(200);
    assert!(replayed.cookie(COOKIE).is_some());
    replayed.until("/o/acme", 303).await;
}

#[tokio::test]
async fn a_profile_page_is_for_its_owner() {
    let app = TestApp::new().await;
    let (_, mut ana) = ana(&app).await;
    let page = ana.get("/profile").await.expect(200).body;
    assert!(page.contains(EMAIL), "{page}");
    app.visitor().get("/profile").await.expect(303);
    // Without scripts a refused form comes back with what was typed.
    let answer =
        ana.submit("/profile", "/fn/change_profile", &[("name", "\u{202E}x"), ("locale", "fr")]).await.expect(302);
    let location = answer.header(header::LOCATION).replace("http://pulse.test", "");
    let page = ana.get(&location).await.expect(200).body;
    assert!(page.contains("isn’t allowed") || page.contains("isn't allowed"), "{page}");
}
