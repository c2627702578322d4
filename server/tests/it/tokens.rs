//! API tokens, from the form to the ingest.

use http::header;

use crate::answer::Answer;
use crate::harness::{TestApp, event};
use crate::visitor::Visitor;

async fn create(visitor: &mut Visitor, fields: &[(&str, &str)]) -> Answer {
    let all = [&[("org", "acme"), ("name", "Collector"), ("life", "90")], fields].concat();
    visitor.post_form("/fn/create_token", &all).await
}

/// The token that the page shows.
fn shown(page: &str) -> Option<String> {
    let start = page.find(">pb_").filter(|start| !page[*start..].starts_with(">pb_…"))?;
    page[start + 1..].split('<').next().map(str::to_owned)
}

#[tokio::test]
async fn a_token_is_shown_once_works_and_is_revoked_at_once() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let user = app.user("ana@acme.test", org).await;
    let mut ana = app.signed_in(user).await;
    let answer = create(&mut ana, &[("ingest", "yes")]).await.expect(200);
    assert_eq!(answer.header(header::LOCATION), "/o/acme/settings/tokens");
    let page = ana.get("/o/acme/settings/tokens?wait=all").await.expect(200).body;
    let token = shown(&page).expect("the token");
    let page = ana.get("/o/acme/settings/tokens?wait=all").await.expect(200).body;
    assert!(!page.contains(&token), "a token is shown once");
    assert!(page.contains(&format!("pb_…{}", &token[token.len() - 4..])) || page.contains(&token[token.len() - 4..]));
    assert!(page.contains("Never"), "it was never used");

    let events = vec![event("x")].into();
    app.visitor().ingest(&token, &events).await.expect(200);
    let page = ana.get("/o/acme/settings/tokens?wait=all").await.expect(200).body;
    let id = page.split("/fn/revoke_token").nth(1).and_then(|rest| rest.split("name=\"id\" value=\"").nth(1));
    let id = id.and_then(|rest| rest.split('"').next()).expect("a form to revoke it").to_owned();
    ana.post_form("/fn/revoke_token", &[("org", "acme"), ("id", &id)]).await.expect(200);
    app.visitor().ingest(&token, &events).await.expect(401);
    let log = app.log("acme", user).await;
    assert_eq!(log[0], "ana@acme.test token.revoked Collector done");
    assert!(log.iter().all(|line| !line.contains(&token)), "{log:?}");
}

#[tokio::test]
async fn a_token_may_only_what_it_was_made_for() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    create(&mut ana, &[("read", "yes"), ("check", "yes"), ("admin", "yes")]).await.expect(200);
    let token = shown(&ana.get("/o/acme/settings/tokens?wait=all").await.body).expect("the token");
    app.visitor().ingest(&token, &vec![event("x")].into()).await.expect(401);
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let long = "x".repeat(10_000);
    let cases: [(&[(&str, &str)], &str); 4] = [
        (&[], "ingest"),
        (&[("ingest", "yes"), ("name", "")], "name"),
        (&[("ingest", "yes"), ("name", &long)], "name"),
        (&[("ingest", "yes"), ("life", "0")], "life"),
    ];
    for (fields, wrong) in cases {
        let mut all = vec![("org", "acme"), ("name", "Collector"), ("life", "90")];
        all.retain(|(name, _)| !fields.iter().any(|(other, _)| other == name));
        all.extend_from_slice(fields);
        let refused = ana.post_form("/fn/create_token", &all).await.expect(422);
        assert!(refused.set_cookies().is_empty());
        assert_eq!(refused.json()["Invalid"]["problems"][0]["field"], wrong, "{fields:?}");
    }
    let answer =
        ana.submit("/o/acme/settings/tokens", "/fn/create_token", &[("org", "acme"), ("name", "Mine"), ("life", "30")]);
    let answer = answer.await.expect(302);
    let location = answer.header(header::LOCATION).replace("http://pulse.test", "");
    let page = ana.get(&format!("{location}&wait=all")).await.expect(200).body;
    assert!(page.contains("Choose at least one thing") && page.contains("value=\"Mine\""), "{page}");
}

#[tokio::test]
async fn many_tokens_are_shown_page_by_page() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let user = app.user("ana@acme.test", org).await;
    for _ in 0..60 {
        app.ingest_token(org).await;
    }
    let mut ana = app.signed_in(user).await;
    let first = ana.get("/o/acme/settings/tokens?wait=all").await.expect(200).body;
    assert_eq!(first.matches("/fn/revoke_token").count(), 50);
    let next = first.split("href=\"?after=").nth(1).and_then(|rest| rest.split('"').next()).expect("a next page");
    let second = ana.get(&format!("/o/acme/settings/tokens?after={next}&wait=all")).await.expect(200).body;
    assert_eq!(second.matches("/fn/revoke_token").count(), 10);
    assert!(!second.contains("Next page") && second.contains("First page"));
    for nonsense in ["after=x", "after=-1", "after=99999999999999999999"] {
        ana.get(&format!("/o/acme/settings/tokens?{nonsense}&wait=all")).await.expect(200);
    }
}
