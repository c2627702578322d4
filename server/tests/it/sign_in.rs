//! Signing in and out, and what an attacker makes of it.

use std::time::{Duration, Instant};

use http::header;
use server::session::COOKIE;

use crate::catalogue::function;
use crate::harness::{PASSWORD, TestApp};
use crate::piece;

const EMAIL: &str = "ana@acme.test";

#[tokio::test]
async fn the_right_password_opens_a_session_and_leads_home() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    app.user(EMAIL, org).await;
    let mut ana = app.visitor();
    let answer = ana.sign_in(EMAIL, PASSWORD).await.expect(200);
    assert_eq!(answer.header(header::LOCATION), "/o/acme");
    ana.get("/o/acme").await.expect(200);
    let mut again = app.visitor();
    again.sign_in(" Ana@ACME.test ", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_account_get_the_same_answer() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    app.user(EMAIL, org).await;
    let wrong = app.visitor().sign_in(EMAIL, "wrong password").await.expect(401);
    let unknown = app.visitor().sign_in("bob@acme.test", "wrong password").await.expect(401);
    assert_eq!(wrong.without("ana"), unknown.without("bob"));
    assert!(wrong.body.contains("E-mail or password is wrong."), "{}", wrong.body);
    assert!(!wrong.body.contains("wrong password"), "a password is never sent back");
    assert!(wrong.set_cookies().is_empty());
}

#[tokio::test]
async fn an_unknown_account_takes_as_long_as_a_known_one() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    app.user(EMAIL, org).await;
    let mut fastest = [Duration::MAX; 2];
    for _ in 0..3 {
        for (fastest, email) in fastest.iter_mut().zip([EMAIL, "bob@acme.test"]) {
            let started = Instant::now();
            app.visitor().sign_in(email, "wrong password").await.expect(401);
            *fastest = started.elapsed().min(*fastest);
        }
    }
    // Without a comparison an answer takes a few milliseconds, with one a hundred times that in this build.
    let [known, unknown] = fastest;
    assert!(unknown > known / 4, "known: {known:?}, unknown: {unknown:?}");
}

#[tokio::test]
async fn what_is_no_address_is_told_at_its_field() {
    let app = TestApp::new().await;
    let answer = app.visitor().sign_in("ana", PASSWORD).await.expect(422).json();
    assert_eq!(answer["Invalid"]["problems"][0]["field"], "email");
    assert_eq!(answer["Invalid"]["typed"], serde_json::json!([["email", "ana"]]));
}

#[tokio::test]
async fn a_session_that_was_planted_is_worth_nothing_afterwards() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    app.user(EMAIL, org).await;
    let mallory = app.member("evil").await;
    let planted = mallory.cookie(COOKIE).expect("a session").to_owned();

    let mut ana = app.visitor();
    ana.set_cookie(COOKIE, &planted);
    ana.sign_in(EMAIL, PASSWORD).await.expect(200);
    assert_ne!(ana.cookie(COOKIE), Some(planted.as_str()));
    ana.get("/o/acme").await.expect(200);

    let mut thief = app.visitor();
    thief.set_cookie(COOKIE, &planted);
    thief.get("/o/acme").await.expect(303);
}

#[tokio::test]
async fn an_id_that_we_never_gave_out_is_not_adopted() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    app.user(EMAIL, org).await;
    let made_up = "AAAAAAAAAAAAAAAAAAAAAQ";
    let mut ana = app.visitor();
    ana.set_cookie(COOKIE, made_up);
    ana.sign_in(EMAIL, PASSWORD).await.expect(200);
    assert_ne!(ana.cookie(COOKIE), Some(made_up));
}

#[tokio::test]
async fn a_session_is_over_for_everybody_who_copied_it_when_its_owner_signs_out() {
    let app = TestApp::new().await;
    let mut ana = app.member("acme").await;
    let mut copy = ana.clone();
    copy.get("/o/acme").await.expect(200);
    let answer = ana.post_form("/fn/sign_out", &[]).await.expect(200);
    assert_eq!(answer.header(header::LOCATION), "/login");
    assert_eq!(ana.cookie(COOKIE), None, "the browser is told to forget it");

    let piece = function("/fn/get_piece");
    copy.call(piece, &(piece.arguments)("acme")).await.expect(401);
    copy.get("/o/acme").await.expect(303);
}

#[tokio::test]
async fn signing_in_and_out_leaves_events() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    let user = app.user(EMAIL, org).await;
    let mut ana = app.visitor();
    ana.sign_in(EMAIL, PASSWORD).await.expect(200);
    ana.post_form("/fn/sign_out", &[]).await.expect(200);

    let texts = piece::feed(&mut app.signed_in(user).await, "acme").await;
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(texts.iter().all(|text| text.contains("Ana")), "{texts:?}");
}

#[tokio::test]
async fn the_way_back_is_taken_only_within_the_site() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    app.user(EMAIL, org).await;
    let cases = [
        ("/o/acme?range=7d", "/o/acme?range=7d"),
        ("//evil.example", "/o/acme"),
        ("https://evil.example", "/o/acme"),
        ("/\\evil.example", "/o/acme"),
        ("/\t/evil.example", "/o/acme"),
        ("/o/acme\r\nset-cookie: a=b", "/o/acme"),
        ("", "/o/acme"),
    ];
    for (next, expected) in cases {
        let fields = [("email", EMAIL), ("password", PASSWORD), ("next", next)];
        let answer = app.visitor().post_form("/fn/sign_in", &fields).await.expect(200);
        assert_eq!(answer.header(header::LOCATION), expected, "{next:?}");
    }
}

#[tokio::test]
async fn a_way_back_that_no_header_can_hold_does_not_break_the_sign_in() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    app.user(EMAIL, org).await;
    let fields = [("email", EMAIL), ("password", PASSWORD), ("next", "/o/acme?tag=größe")];
    app.visitor().post_form("/fn/sign_in", &fields).await.expect(200);
}
