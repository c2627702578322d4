//! Every operation of the API of an organization, tried by every role and with every scope of a token: what the table
//! in `domain` says, and nothing else. An operation that isn't here fails a test.

use std::collections::BTreeSet;

use axum::body::Body;
use domain::access::{Action, may, token_may};
use domain::role::Role;
use domain::scope::TokenScope;
use http::{Method, header};
use serde_json::{Value, json};

use crate::answer::Answer;
use crate::catalogue::routed;
use crate::harness::TestApp;
use crate::visitor::Visitor;

/// An operation, and a request that is right.
struct Operation {
    method: Method,
    path: &'static str,
    needs: Action,
    /// What whoever may is answered.
    gets: u16,
    query: &'static str,
    body: fn() -> Value,
}

/// The id of nothing.
const NOTHING: i32 = 999_999;

fn nothing() -> Value {
    Value::Null
}

fn policy() -> Value {
    json!({ "name": "Nightly", "environment_id": NOTHING, "scope": "all",
            "schedule": { "kind": "window", "weekdays": [1], "start": "01:00", "end": "05:00", "zone": "UTC" } })
}

fn page() -> Value {
    json!({ "title": "Status", "url": "https://status.test/" })
}

fn operations() -> Vec<Operation> {
    use Action::{
        ChangeEnvironments, ChangePolicies, ExportAudit, RemoveMembers, RevokeTokens, RunChecks, SeeHealth,
        TendDashboards,
    };
    let read =
        |path, gets, query| Operation { method: Method::GET, path, needs: SeeHealth, gets, query, body: nothing };
    let change = |method, path, needs, gets, body| Operation { method, path, needs, gets, query: "", body };
    vec![
        read("dashboards/health", 200, "status=FAIL"),
        read("assistant", 200, "q=summary"),
        read("checks/{id}", 404, ""),
        read("incidents", 200, "state=open"),
        read("incidents/{id}", 404, ""),
        read("environments", 200, ""),
        read("environments/{id}", 404, ""),
        read("policies", 200, ""),
        read("policies/{id}", 404, ""),
        change(Method::POST, "policies/preview", SeeHealth, 404, policy),
        change(Method::POST, "checks", RunChecks, 404, || json!({ "dashboard_id": NOTHING })),
        change(Method::POST, "environments", ChangeEnvironments, 201, || json!({ "kind": "web", "name": "Sites" })),
        change(Method::PUT, "environments/{id}", ChangeEnvironments, 404, || json!({ "name": "Sites" })),
        change(Method::DELETE, "environments/{id}", ChangeEnvironments, 404, nothing),
        change(Method::POST, "environments/{id}/test", ChangeEnvironments, 404, nothing),
        change(Method::POST, "environments/{id}/sync", ChangeEnvironments, 404, nothing),
        read("environments/{id}/pages", 404, ""),
        change(Method::POST, "environments/{id}/pages", TendDashboards, 404, page),
        change(Method::PUT, "environments/{id}/pages/{page}", TendDashboards, 404, page),
        change(Method::DELETE, "environments/{id}/pages/{page}", TendDashboards, 404, nothing),
        change(Method::POST, "policies", ChangePolicies, 404, policy),
        change(Method::PUT, "policies/{id}", ChangePolicies, 404, policy),
        change(Method::DELETE, "policies/{id}", ChangePolicies, 404, nothing),
        Operation { needs: Action::SeeMembers, ..read("members", 200, "") },
        change(Method::DELETE, "members/{id}", RemoveMembers, 404, nothing),
        Operation { needs: Action::SeeTokens, ..read("tokens", 200, "") },
        change(Method::DELETE, "tokens/{id}", RevokeTokens, 404, nothing),
        Operation { needs: ExportAudit, ..read("audit", 200, "format=json") },
    ]
}

impl Operation {
    fn address(&self, org: &str) -> String {
        format!(
            "/api/o/{org}/{}?{}",
            self.path.replace("{id}", &NOTHING.to_string()).replace("{page}", &NOTHING.to_string()),
            self.query
        )
    }

    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Asks for it by whatever the visitor has: a session, or the token.
    async fn ask(&self, visitor: &mut Visitor, org: &str, token: Option<&str>) -> Answer {
        let request = Visitor::request(self.method.clone(), &self.address(org));
        let request = match token {
            Some(token) => request.header(header::AUTHORIZATION, format!("Bearer {token}")),
            None => request.header(header::ORIGIN, "http://pulse.test"),
        };
        match (self.body)() {
            Value::Null => visitor.send(request, Body::empty()).await,
            body => visitor.send(request.header(header::CONTENT_TYPE, "application/json"), body.to_string()).await,
        }
    }
}

#[test]
fn every_operation_of_an_organization_is_tried() {
    let tried: BTreeSet<_> = operations()
        .iter()
        .map(|one| (one.method.as_str().to_lowercase(), format!("/api/o/{{org}}/{}", one.path)))
        .collect();
    // The stream and the badge have tests of their own.
    let of_one = |path: &str| !path.ends_with("/stats/realtime") && !path.ends_with("/badge.svg");
    let routed: BTreeSet<_> =
        routed().into_iter().filter(|(_, path)| path.starts_with("/api/o/") && of_one(path)).collect();
    assert_eq!(tried, routed, "a new operation needs a line here");
}

#[tokio::test]
async fn an_operation_refuses_exactly_the_roles_that_the_table_refuses_and_notes_it() {
    for &role in Role::ALL {
        let app = TestApp::new().await;
        let org = app.organization("acme").await;
        let first = app.user("first@acme.test", org).await;
        let mut member = app.signed_in_as("member@acme.test", org, role).await;
        for operation in operations() {
            let before = app.log("acme", first).await.len();
            let answer = operation.ask(&mut member, "acme", None).await;
            let log = app.log("acme", first).await;
            let new = &log[..log.len() - before];
            let expected = if may(role, operation.needs) { operation.gets } else { 403 };
            assert_eq!(answer.status, expected, "{role}: {}: {}", operation.name(), answer.body);
            if expected == 403 {
                assert!(matches!(new, [line] if line.ends_with(" refused")), "{role}: {}: {new:?}", operation.name());
            } else if expected == 201 {
                assert!(matches!(new, [line] if line.ends_with(" done")), "{role}: {}: {new:?}", operation.name());
            }
        }
    }
}

#[tokio::test]
async fn a_token_may_at_each_operation_what_the_table_says_and_the_documentation_too() {
    let documented = TestApp::new().await.visitor().get("/api/openapi.json").await.expect(200).json();
    for &scope in TokenScope::ALL {
        let app = TestApp::new().await;
        let org = app.organization("acme").await;
        let first = app.user("first@acme.test", org).await;
        let token = app.token(org, &[scope], None).await;
        for operation in operations() {
            let before = app.log("acme", first).await.len();
            let answer = operation.ask(&mut app.visitor(), "acme", Some(&token)).await;
            let log = app.log("acme", first).await;
            let new = &log[..log.len() - before];
            let allowed = token_may(&[scope], operation.needs);
            let expected = if allowed { operation.gets } else { 403 };
            assert_eq!(answer.status, expected, "{scope}: {}: {}", operation.name(), answer.body);
            if expected == 403 && operation.needs != Action::SeeHealth {
                let is_noted = matches!(new, [line] if line.starts_with("Test ") && line.ends_with(" refused"));
                assert!(is_noted, "{scope}: {}: {new:?}", operation.name());
            }
            let path = format!("/api/o/{{org}}/{}", operation.path);
            let described = &documented["paths"][&path][operation.method.as_str().to_lowercase()]["security"];
            let ways = described.as_array().expect("it says who may");
            let is_described = ways.iter().any(|way| way["token"] == json!([scope.as_str()]));
            assert_eq!(is_described, allowed, "{scope}: {}: {described}", operation.name());
        }
    }
}

#[tokio::test]
async fn every_operation_of_another_organization_is_404_as_if_it_did_not_exist() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let mut ana = app.signed_in_as("ana@acme.test", org, Role::Owner).await;
    let token = app.token(org, TokenScope::ALL, None).await;
    let beta = app.organization("beta").await;
    let ben = app.user("ben@beta.test", beta).await;
    let log = app.log("beta", ben).await;
    for operation in operations() {
        for token in [None, Some(token.as_str())] {
            let mut program = app.visitor();
            let asker = if token.is_some() { &mut program } else { &mut ana };
            let foreign = operation.ask(asker, "beta", token).await.expect(404);
            let unknown = operation.ask(asker, "nope", token).await.expect(404);
            assert_eq!(foreign.without("beta"), unknown.without("nope"), "{}", operation.name());
        }
    }
    assert_eq!(app.log("beta", ben).await, log, "strangers leave nothing in its log");
}

#[tokio::test]
async fn a_revoked_token_is_refused_at_once_on_another_server() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let token = app.token(org, &[TokenScope::Read, TokenScope::Admin], None).await;
    let other = app.another_server().await;
    let ask = async |visitor: &mut Visitor, method: Method, path: &str| {
        let request = Visitor::request(method, path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        visitor.send(request, Body::empty()).await
    };
    let (mut here, mut there) = (app.visitor(), other.takes_over(&app.visitor()));
    let tokens = ask(&mut here, Method::GET, "/api/o/acme/tokens").await.expect(200).json();
    ask(&mut there, Method::GET, "/api/o/acme/dashboards/health").await.expect(200);
    let own = format!("/api/o/acme/tokens/{}", tokens["tokens"][0]["id"]);
    ask(&mut here, Method::DELETE, &own).await.expect(200);
    for visitor in [&mut there, &mut here] {
        let refused = ask(visitor, Method::GET, "/api/o/acme/dashboards/health").await.expect(401);
        assert!(refused.json()["error"].as_str().is_some_and(|text| text.contains("revoked")), "{}", refused.body);
    }
}

#[tokio::test]
async fn a_token_opens_nothing_beside_the_api() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let token = app.token(org, TokenScope::ALL, None).await;
    let bearer = format!("Bearer {token}");
    for path in ["/o/acme", "/o/acme/settings/members", "/profile"] {
        let request = Visitor::request(Method::GET, path).header(header::AUTHORIZATION, &bearer);
        app.visitor().send(request, Body::empty()).await.expect(303);
    }
    for path in ["/api/o/acme/stats/realtime", "/api/nothing"] {
        let request = Visitor::request(Method::GET, path).header(header::AUTHORIZATION, &bearer);
        app.visitor().send(request, Body::empty()).await.expect(401);
    }
    let request = Visitor::request(Method::POST, "/fn/revoke_token").header(header::AUTHORIZATION, &bearer);
    app.visitor().send(request, Body::empty()).await.expect(401);
    // A browser's cookie is never mixed with a token.
    let mut browser = app.visitor();
    browser.set_cookie(server::session::COOKIE, "AAAAAAAAAAAAAAAAAAAAAA");
    let request = Visitor::request(Method::GET, "/api/o/acme/policies").header(header::AUTHORIZATION, &bearer);
    browser.send(request, Body::empty()).await.expect(401);
}

#[tokio::test]
async fn a_program_ends_memberships_as_an_admin_would() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let owner = app.user("ana@acme.test", org).await;
    let mut zoe = app.signed_in_as("zoe@acme.test", org, Role::Admin).await;
    let token = app.token(org, &[TokenScope::Admin], None).await;
    let ask = async |method: Method, path: String| {
        let request = Visitor::request(method, &path).header(header::AUTHORIZATION, format!("Bearer {token}"));
        app.visitor().send(request, Body::empty()).await
    };
    let list = ask(Method::GET, "/api/o/acme/members".to_owned()).await.expect(200).json();
    let members = list["members"].as_array().expect("a list");
    let id = |email: &str| members.iter().find(|one| one["email"] == email).expect("listed")["id"].clone();
    zoe.get("/o/acme").await.expect(200);
    ask(Method::DELETE, format!("/api/o/acme/members/{}", id("ana@acme.test"))).await.expect(422);
    ask(Method::DELETE, format!("/api/o/acme/members/{}", id("zoe@acme.test"))).await.expect(200);
    zoe.get("/o/acme").await.expect(404);
    let log = app.log("acme", owner).await;
    assert_eq!(log[0], "Test member.removed zoe@acme.test done");
    assert_eq!(log[1], "Test member.removed ana@acme.test refused");
    assert_eq!(log[2], "Test member.addresses_read  done");
}

#[tokio::test]
async fn whatever_is_wrong_is_answered_as_json_with_one_sentence() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    for (path, status) in [
        ("/api/o/acme/dashboards/health?environment_id=x", 400),
        ("/api/o/acme/members?after=x", 400),
        ("/api/o/acme/audit?format=xml", 400),
        ("/api/o/acme/badge.svg?dashboard=x", 401),
        ("/api/o/acme/dashboards/health?status=GREEN", 422),
        ("/api/o/nope/dashboards/health", 404),
        ("/api/o/acme/environments/x", 404),
    ] {
        let answer = ana.get(path).await.expect(status);
        assert!(answer.json()["error"].is_string(), "{path}: {}", answer.body);
    }
    let answer = app.visitor().get("/api/o/acme/policies").await.expect(401);
    assert!(answer.json()["error"].is_string(), "{}", answer.body);
}
