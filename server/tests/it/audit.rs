//! The audit log as admins read it and take it away.

use domain::role::Role;
use http::header;

use crate::harness::{PASSWORD, TestApp};

#[tokio::test]
async fn the_log_of_a_session_says_who_did_what_from_where() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let user = app.user("ana@acme.test", org).await;
    let mut ana = app.visitor();
    ana.sign_in("ana@acme.test", "wrong password").await.expect(401);
    ana.sign_in("ana@acme.test", PASSWORD).await.expect(200);
    ana.post_form("/fn/change_profile", &[("name", "Ana B."), ("locale", "sv")]).await.expect(200);
    let page = ana.get("/o/acme/settings/audit?wait=all").await.expect(200).body;
    for words in ["Failed to sign in", "Signed in", "Changed profile", "Created organization", "Added member"] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(page.contains(&ana.address.to_string()));
    ana.post_form("/fn/sign_out", &[]).await.expect(200);
    let log = app.log("acme", user).await;
    let own: Vec<_> = log.iter().filter(|line| line.starts_with("ana@")).map(String::as_str).collect();
    assert_eq!(
        own,
        [
            "ana@acme.test session.closed  done",
            "ana@acme.test profile.changed  done",
            "ana@acme.test session.opened  done",
            "ana@acme.test session.refused  refused",
        ]
    );
}

#[tokio::test]
async fn the_log_is_filtered_by_its_address() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    ana.post_form("/fn/change_profile", &[("name", "Ana"), ("locale", "")]).await.expect(200);
    let mut rows = async |query: &str| {
        let page = ana.get(&format!("/o/acme/settings/audit?{query}&wait=all")).await.expect(200).body;
        page.split("<tbody>")
            .nth(1)
            .and_then(|rest| rest.split("</tbody>").next())
            .map(|rows| rows.matches("<tr>").count())
    };
    assert_eq!(rows("action=profile.changed").await, Some(1));
    assert_eq!(rows("actor=owner%40acme.test&action=profile.changed&result=done").await, Some(1));
    assert_eq!(rows("action=profile.changed&from=2020-01-01&to=2020-01-02").await, None);
    assert_eq!(rows("actor=nobody%40acme.test").await, None);
    assert_eq!(rows("actor=command+line&action=member.added").await, Some(1));
    for wrong in [
        &*format!("actor={}", "x".repeat(301)),
        "action=drop",
        "result=maybe",
        "from=yesterday",
        "after=x",
        "from=2026-02-01&to=2026-01-01",
    ] {
        assert_eq!(rows(wrong).await, None, "a wrong filter shows nothing: {wrong}");
    }
}

#[tokio::test]
async fn an_export_is_a_file_that_is_safe_to_open_and_is_noted() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let user = app.user("ana@acme.test", org).await;
    let mut ana = app.signed_in(user).await;
    let fields = [("org", "acme"), ("name", "=1+1,\"x\""), ("life", "30"), ("ingest", "yes")];
    ana.post_form("/fn/create_token", &fields).await.expect(200);
    let answer = ana.get("/api/o/acme/audit?format=csv&action=token.created").await.expect(200);
    assert_eq!(answer.header(header::CONTENT_TYPE), "text/csv; charset=utf-8");
    let disposition = answer.header(header::CONTENT_DISPOSITION);
    assert!(
        disposition.starts_with("attachment; filename=\"audit_") && disposition.ends_with(".csv\""),
        "{disposition}"
    );
    let mut lines = answer.body.split_terminator("\r\n");
    assert_eq!(lines.next(), Some("time,actor_kind,actor,action,target,detail,address,result"));
    let line = lines.next().expect("an entry");
    assert!(line.contains(",user,ana@acme.test,token.created,\"'=1+1,\"\"x\"\"\",ingest,"), "{line}");
    assert_eq!(lines.next(), None);

    let answer = ana.get("/api/o/acme/audit?format=json").await.expect(200);
    let entries = answer.json();
    let actions: Vec<_> = entries.as_array().expect("a list").iter().map(|entry| entry["action"].clone()).collect();
    assert!(actions.contains(&"audit.exported".into()), "{actions:?}");
    assert_eq!(entries[0]["result"], "done");
    let nothing = ana.get("/api/o/acme/audit?format=json&actor=nobody%40acme.test").await.expect(200);
    assert_eq!(nothing.json(), serde_json::json!([]));
    for wrong in ["format=xml", "action=drop", "from=x"] {
        ana.get(&format!("/api/o/acme/audit?{wrong}")).await.expect(400);
    }
    assert_eq!(app.log("acme", user).await.iter().filter(|line| line.contains("audit.exported")).count(), 3);
}

#[tokio::test]
async fn the_export_of_another_organization_is_404_as_if_it_did_not_exist() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let mut ana = app.signed_in_as("ana@acme.test", org, Role::Owner).await;
    app.organization("beta").await;
    let foreign = ana.get("/api/o/beta/audit").await.expect(404);
    let unknown = ana.get("/api/o/nope/audit").await.expect(404);
    assert_eq!(foreign.without("beta"), unknown.without("nope"));
    app.visitor().get("/api/o/acme/audit").await.expect(401);
}
