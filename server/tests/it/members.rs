//! Members, and organizations, as people change them.

use domain::role::Role;
use http::header;

use crate::harness::TestApp;

#[tokio::test]
async fn a_role_raised_by_editing_the_form_is_refused() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let owner = app.user("ana@acme.test", org).await;
    for role in [Role::Viewer, Role::Editor, Role::Admin] {
        let email = format!("{role}@acme.test");
        let user = app.user_as(&email, org, role).await;
        let mut member = app.signed_in(user).await;
        let fields = [("org", "acme"), ("user", &user.to_string()), ("role", "owner")];
        let answer = member.post_form("/fn/change_role", &fields).await;
        assert_eq!(answer.status, if role == Role::Admin { 422 } else { 403 }, "{role}: {}", answer.body);
        assert_eq!(app.log("acme", owner).await[0], format!("{email} member.role_changed {email} refused"));
        let fields = [("org", "acme"), ("user", &user.to_string()), ("role", "superuser")];
        member.post_form("/fn/change_role", &fields).await.expect(422);
    }
}

#[tokio::test]
async fn the_last_owner_stays() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let user = app.user("ana@acme.test", org).await;
    let mut ana = app.signed_in(user).await;
    let refused = ana.post_form("/fn/leave_organization", &[("org", "acme")]).await.expect(422);
    assert!(refused.body.contains("An organization needs an owner."), "{}", refused.body);
    app.user("ben@acme.test", org).await;
    let answer = ana.post_form("/fn/leave_organization", &[("org", "acme")]).await.expect(200);
    assert_eq!(answer.header(header::LOCATION), "/");
    ana.get("/o/acme").await.expect(404);
    assert!(ana.get("/").await.expect(200).body.contains("You are in no organization yet"));
}

#[tokio::test]
async fn a_role_changes_at_once() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let mut ana = app.signed_in_as("ana@acme.test", org, Role::Owner).await;
    let user = app.user_as("ben@acme.test", org, Role::Viewer).await;
    let mut ben = app.signed_in(user).await;
    ben.get("/o/acme").await.expect(200);
    let fields = [("org", "acme"), ("user", &user.to_string()), ("role", "admin")];
    ana.post_form("/fn/change_role", &fields).await.expect(200);
    assert!(ben.get("/o/acme").await.expect(200).body.contains("Admin"));
}

#[tokio::test]
async fn an_organization_is_made_renamed_and_moved() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let fields = [("name", "Neue Gesellschaft 🏢"), ("slug", "neu"), ("zone", "Europe/Berlin")];
    let answer = ana.post_form("/fn/create_organization", &fields).await.expect(200);
    assert_eq!(answer.header(header::LOCATION), "/o/neu");
    assert!(ana.get("/o/neu").await.expect(200).body.contains("Neue Gesellschaft 🏢"));
    let taken = ana.post_form("/fn/create_organization", &fields).await.expect(422).json();
    assert_eq!(taken["Invalid"]["problems"][0]["field"], "slug");
    assert_eq!(taken["Invalid"]["typed"][0][1], "Neue Gesellschaft 🏢", "nothing typed is lost");

    let fields = [("org", "neu"), ("name", "Umbenannt"), ("zone", "Asia/Tokyo"), ("locale", "de"), ("viewers", "yes")];
    ana.post_form("/fn/change_organization", &fields).await.expect(200);
    let page = ana.get("/o/neu/settings/general?wait=all").await.expect(200).body;
    assert!(page.contains("Umbenannt") && page.contains("value=\"Asia/Tokyo\""), "{page}");
    for (field, value) in [("name", ""), ("zone", "Mars/Base"), ("locale", "xx")] {
        let mut wrong = fields;
        for entry in &mut wrong {
            if entry.0 == field {
                entry.1 = value;
            }
        }
        let refused = ana.post_form("/fn/change_organization", &wrong).await.expect(422).json();
        assert_eq!(refused["Invalid"]["problems"][0]["field"], field);
    }
}

#[tokio::test]
async fn names_of_every_kind_are_kept_or_refused_and_never_break_a_page() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let long = "x".repeat(10_000);
    let longest = "ö".repeat(200);
    let kept = ["A", "أحمد", "👩\u{200D}🚀", "<b>Ana</b>", "a'; drop table users; --", longest.as_str()];
    for name in kept {
        ana.post_form("/fn/change_profile", &[("name", name), ("locale", "")]).await.expect(200);
        let shown = name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        for page in ["/profile", "/o/acme/settings/members?wait=all", "/o/acme"] {
            let body = ana.get(page).await.expect(200).body;
            assert!(body.contains(&shown), "{page}: {name}");
            assert!(!body.contains("<b>Ana"), "{page}");
        }
    }
    let refused = ["", " ", "\u{200B}\u{2060}", "Ana\u{202E}gpj", "Ana\0", long.as_str()];
    for name in refused {
        let answer = ana.post_form("/fn/change_profile", &[("name", name), ("locale", "")]).await.expect(422).json();
        assert_eq!(answer["Invalid"]["problems"][0]["field"], "name", "{name:?}");
    }
    assert!(ana.get("/profile").await.expect(200).body.contains(&longest), "what was refused changed nothing");
}
