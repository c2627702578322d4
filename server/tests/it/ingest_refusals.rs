//! What the ingest refuses as a whole, with the status that says why.

use axum::body::{Body, Bytes};
use chrono::TimeDelta;
use domain::scope::TokenScope;
use http::{Method, header};
use serde_json::{Value, json};
use server::http::ingest::MAX_BODY;

use crate::harness::{TestApp, event};
use crate::visitor::Visitor;

const JSON: &str = "application/json";

#[tokio::test]
async fn only_a_token_that_may_send_events_is_let_in() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let now = server::clock::now();
    let second = TimeDelta::seconds(1);
    let hour = TimeDelta::hours(1);
    let others = [TokenScope::Read, TokenScope::Check, TokenScope::Admin];
    let events = json!([event("x")]);

    let good = app.token(org, &[TokenScope::Ingest], Some(now + hour)).await;
    app.visitor().ingest(&good, &events).await.expect(200);
    let good = app.token(org, &[TokenScope::Read, TokenScope::Ingest], None).await;
    app.visitor().ingest(&good, &events).await.expect(200);

    let unknown = app.visitor().ingest("pb_nothing", &events).await.expect(401);
    let expired = app.token(org, &[TokenScope::Ingest], Some(now - second)).await;
    let wrong_scope = app.token(org, &others, None).await;
    for token in [expired.as_str(), wrong_scope.as_str(), "", " ", "pb_", &good[..good.len() - 1], &good.to_uppercase()]
    {
        let answer = app.visitor().ingest(token, &events).await.expect(401);
        assert_eq!(answer.without("pb_nothing"), unknown.without("pb_nothing"), "{token}");
    }
}

#[tokio::test]
async fn a_token_comes_in_its_header_and_nowhere_else() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let token = app.ingest_token(org).await;
    for value in [format!("Basic {token}"), token.clone(), format!("Token {token}"), format!("Bearer{token}")] {
        let request = Visitor::request(Method::POST, "/api/ingest").header(header::AUTHORIZATION, value);
        app.visitor().send(request.header(header::CONTENT_TYPE, JSON), "[]").await.expect(401);
    }
    let path = format!("/api/ingest?token={token}&access_token={token}");
    let request = Visitor::change(&path).header(header::CONTENT_TYPE, JSON);
    app.visitor().send(request, "[]").await.expect(401);
    // The name of the scheme has no case.
    let request =
        Visitor::request(Method::POST, "/api/ingest").header(header::AUTHORIZATION, format!("bearer {token}"));
    app.visitor().send(request.header(header::CONTENT_TYPE, JSON), "[]").await.expect(200);
}

#[tokio::test]
async fn what_is_no_list_of_events_is_refused_with_a_reason() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let token = app.ingest_token(org).await;
    let deep = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let cases: [(&str, &[u8]); 10] = [
        ("malformed", b"[{"),
        ("nothing", b""),
        ("an object", b"{}"),
        ("an event alone", br#"{"id": 1}"#),
        ("a text", br#""[]""#),
        ("null", b"null"),
        ("two lists", b"[][]"),
        ("not UTF-8", b"[\"\xff\xfe\"]"),
        ("a number beyond all", b"[1e999]"),
        ("a stack of lists", deep.as_bytes()),
    ];
    for (what, body) in cases {
        let answer = app.visitor().ingest_body(&token, JSON, body.to_vec()).await;
        assert_eq!(answer.status, 400, "{what}: {}", answer.body);
        assert!(answer.json()["error"].as_str().is_some_and(|text| text.ends_with('.')), "{what}: {}", answer.body);
    }
}

#[tokio::test]
async fn another_content_type_is_415() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let token = app.ingest_token(org).await;
    let refused = ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "text/json", "json", ""];
    for content_type in refused {
        app.visitor().ingest_body(&token, content_type, "[]").await.expect(415);
    }
    let request =
        Visitor::request(Method::POST, "/api/ingest").header(header::AUTHORIZATION, format!("Bearer {token}"));
    app.visitor().send(request, "[]").await.expect(415);
    for content_type in ["application/json; charset=utf-8", "Application/JSON"] {
        app.visitor().ingest_body(&token, content_type, "[]").await.expect(200);
    }
}

#[tokio::test]
async fn too_large_a_batch_is_413() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let token = app.ingest_token(org).await;
    let padded = |length: usize| {
        let mut body = vec![b' '; length];
        body[..2].copy_from_slice(b"[]");
        body
    };
    app.visitor().ingest_body(&token, JSON, padded(MAX_BODY)).await.expect(200);
    app.visitor().ingest_body(&token, JSON, padded(MAX_BODY + 1)).await.expect(413);
    // The same without a length in front.
    let pieces = padded(MAX_BODY + 1)
        .chunks(1 << 20)
        .map(|piece| Ok::<_, std::io::Error>(Bytes::copy_from_slice(piece)))
        .collect::<Vec<_>>();
    let streamed = Body::from_stream(futures::stream::iter(pieces));
    app.visitor().ingest_body(&token, JSON, streamed).await.expect(413);
}

#[tokio::test]
async fn too_many_events_are_413_and_none_is_stored() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let token = app.ingest_token(org).await;
    let one = event("x");
    let many: Value = vec![one.clone(); 10_001].into();
    app.visitor().ingest(&token, &many).await.expect(413);
    let answer = app.visitor().ingest(&token, &json!([one])).await.expect(200).json();
    assert_eq!(answer["accepted"], 1, "it was not stored before");
}

#[tokio::test]
async fn a_stranger_is_refused_before_the_body_is_read() {
    let app = TestApp::new().await;
    // A body that never comes: whoever waits for it waits for ever.
    let never = Body::from_stream(futures::stream::pending::<Result<Bytes, std::io::Error>>());
    app.visitor().ingest_body("pb_nothing", JSON, never).await.expect(401);
}

#[tokio::test]
async fn only_post_is_answered() {
    let app = TestApp::new().await;
    let answer = app.visitor().get("/api/ingest").await.expect(405);
    assert_eq!(answer.header(header::ALLOW), "POST");
}
