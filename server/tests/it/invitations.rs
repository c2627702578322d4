//! From an invitation to a membership, as both sides see it.

use domain::role::Role;
use http::header;

use crate::harness::{PASSWORD, TestApp};
use crate::visitor::Visitor;

const EMAIL: &str = "new@example.com";

/// Invites as an admin does; answers the link that the page shows.
async fn invite(admin: &mut Visitor, email: &str, role: &str) -> String {
    let fields = [("org", "acme"), ("email", email), ("role", role)];
    let answer = admin.post_form("/fn/invite_member", &fields).await.expect(200);
    assert_eq!(answer.header(header::LOCATION), "/o/acme/settings/members");
    let cookie = answer.set_cookies().join("\n");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Path=/o"),
        "{cookie}"
    );
    let page = admin.get("/o/acme/settings/members?wait=all").await.expect(200).body;
    let start = page.find("http://pulse.test/invite/").expect("the page shows the link");
    let link = &page[start + "http://pulse.test".len()..];
    link.split('<').next().expect("it ends").to_owned()
}

fn token(link: &str) -> &str {
    link.rsplit('/').next().expect("a link")
}

async fn join(visitor: &mut Visitor, link: &str) -> crate::answer::Answer {
    visitor.post_form("/fn/join", &[("token", token(link)), ("name", "Ben"), ("password", PASSWORD)]).await
}

#[tokio::test]
async fn a_newcomer_joins_by_the_link_and_is_signed_in() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let owner = app.user("ana@acme.test", org).await;
    let mut ana = app.signed_in(owner).await;
    let link = invite(&mut ana, EMAIL, "editor").await;
    let page = ana.get("/o/acme/settings/members?wait=all").await.expect(200).body;
    assert!(!page.contains(&link), "the link is shown once");
    assert!(page.contains(EMAIL), "the invitation is listed");

    let mut ben = app.visitor();
    let page = ben.get(&link).await.expect(200).body;
    assert!(page.contains("The acme company") && page.contains(EMAIL) && page.contains("/fn/join"), "{page}");
    let answer = join(&mut ben, &link).await.expect(200);
    assert_eq!(answer.header(header::LOCATION), "/o/acme");
    ben.get("/o/acme").await.expect(200);
    let mut again = app.visitor();
    again.sign_in(EMAIL, PASSWORD).await.expect(200);
    let log = app.log("acme", owner).await;
    assert!(log.contains(&format!("{EMAIL} invitation.accepted {EMAIL} done")), "{log:?}");
    assert!(log.contains(&format!("ana@acme.test invitation.created {EMAIL} done")), "{log:?}");
}

#[tokio::test]
async fn a_link_works_once_however_often_it_is_opened() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let link = invite(&mut ana, EMAIL, "viewer").await;
    join(&mut app.visitor(), &link).await.expect(200);
    let again = join(&mut app.visitor(), &link).await.expect(422);
    assert!(again.body.contains("used already"), "{}", again.body);
    let page = app.visitor().get(&link).await.expect(200).body;
    assert!(page.contains("used already") && !page.contains("/fn/join"), "{page}");
}

#[tokio::test]
async fn a_link_that_was_withdrawn_or_made_up_lets_nobody_in() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let link = invite(&mut ana, EMAIL, "viewer").await;
    let page = ana.get("/o/acme/settings/members?wait=all").await.body;
    let id = page.split("/fn/withdraw_invitation").nth(1).and_then(|rest| rest.split("name=\"id\" value=\"").nth(1));
    let id = id.and_then(|rest| rest.split('"').next()).expect("a form to withdraw it").to_owned();
    ana.post_form("/fn/withdraw_invitation", &[("org", "acme"), ("id", &id)]).await.expect(200);
    let refused = join(&mut app.visitor(), &link).await.expect(422);
    assert!(refused.body.contains("withdrawn"), "{}", refused.body);
    for made_up in ["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "x", "..%2F..%2Fetc"] {
        app.visitor().get(&format!("/invite/{made_up}")).await.expect(404);
        join(&mut app.visitor(), made_up).await.expect(404);
    }
}

#[tokio::test]
async fn an_invitation_of_another_address_is_not_mine() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let mut mallory = app.member("evil").await;
    let link = invite(&mut ana, EMAIL, "owner").await;
    let page = mallory.get(&link).await.expect(200).body;
    assert!(page.contains("This invitation is for new@example.com") && page.contains("/fn/sign_out"), "{page}");
    let refused = mallory.post_form("/fn/accept_invitation", &[("token", token(&link))]).await.expect(422);
    assert!(refused.body.contains(EMAIL), "{}", refused.body);
    mallory.get("/o/acme").await.expect(404);
}

#[tokio::test]
async fn a_person_with_an_account_signs_in_comes_back_and_joins() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let beta = app.organization("beta").await;
    app.user("ben@beta.test", beta).await;
    let link = invite(&mut ana, "ben@beta.test", "viewer").await;
    let mut ben = app.visitor();
    let page = ben.get(&link).await.expect(200).body;
    assert!(page.contains(&format!("/login?next=%2Finvite%2F{}", token(&link))), "{page}");
    let fields = [("email", "ben@beta.test"), ("password", PASSWORD), ("next", link.as_str())];
    let answer = ben.post_form("/fn/sign_in", &fields).await.expect(200);
    assert_eq!(answer.header(header::LOCATION), link);
    assert!(ben.get(&link).await.expect(200).body.contains("/fn/accept_invitation"));
    ben.post_form("/fn/accept_invitation", &[("token", token(&link))]).await.expect(200);
    let page = ben.get("/o/acme").await.expect(200).body;
    assert!(page.contains("The beta company") && page.contains("The acme company"), "the switcher has both");
    let taken = join(&mut app.visitor(), &link).await.expect(422);
    assert!(taken.body.contains("used already"), "{}", taken.body);
}

#[tokio::test]
async fn what_is_wrong_with_a_newcomer_is_told_at_the_fields_and_the_link_stays_good() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let link = invite(&mut ana, EMAIL, "viewer").await;
    let mut ben = app.visitor();
    let fields = [("token", token(&link)), ("name", "\u{200B}"), ("password", "short")];
    let refused = ben.post_form("/fn/join", &fields).await.expect(422).json();
    let problems = refused["Invalid"]["problems"].as_array().expect("a list");
    let at: Vec<_> = problems.iter().map(|problem| problem["field"].as_str().expect("a field")).collect();
    assert_eq!(at, ["name", "password"]);
    assert!(!refused.to_string().contains("short\""), "a password is never sent back");
    // Without scripts the page comes back, with what was typed.
    let fields = [("token", token(&link)), ("name", "Ben B."), ("password", "short")];
    let answer = ben.submit(&link, "/fn/join", &fields).await.expect(302);
    let location = answer.header(header::LOCATION).replace("http://pulse.test", "");
    let page = ben.get(&location).await.expect(200).body;
    assert!(page.contains("Use at least 10 characters.") && page.contains("value=\"Ben B.\""), "{page}");
    join(&mut ben, &link).await.expect(200);
}

#[tokio::test]
async fn nobody_invites_above_their_own_role() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    app.user("ana@acme.test", org).await;
    let mut admin = app.signed_in_as("admin@acme.test", org, Role::Admin).await;
    let fields = [("org", "acme"), ("email", EMAIL), ("role", "owner")];
    let refused = admin.post_form("/fn/invite_member", &fields).await.expect(422);
    assert!(refused.body.contains("Only an owner"), "{}", refused.body);
    assert!(refused.set_cookies().is_empty());
    let fields = [("org", "acme"), ("email", "ana@acme.test"), ("role", "viewer")];
    let member = admin.post_form("/fn/invite_member", &fields).await.expect(422).json();
    assert_eq!(member["Invalid"]["problems"][0]["field"], "email");
}
