//! Twenty failed sign-ins an hour, for an account and for an address. Failures that need not be seen here are put into
//! the count by the store, which is what the server would do; a password is hashed only where it matters.

use std::net::{IpAddr, Ipv4Addr};

use domain::email::Email;
use futures::future::join_all;
use http::header;
use store::sign_in::{Attempt, LIMIT, reserve};

use crate::answer::Answer;
use crate::harness::{PASSWORD, TestApp};
use crate::visitor::Visitor;

const EMAIL: &str = "ana@acme.test";

/// Puts failures of one account into the count, each from another address.
async fn fail(app: &TestApp, email: &str, times: u32) {
    let email = Email::parse(email).expect("an address");
    for time in 0..times {
        let address = IpAddr::V4(Ipv4Addr::from(0x0a00_0000 + time));
        let attempt = reserve(&app.state.host.store, &email, address, server::clock::now()).await;
        assert!(matches!(attempt, Ok(Attempt::Allowed(_))), "{attempt:?}");
    }
}

/// Puts failures from one address into the count, each for another account.
async fn fail_from(app: &TestApp, address: IpAddr, times: u32) {
    for time in 0..times {
        let email = Email::parse(&format!("somebody-{time}@acme.test")).expect("an address");
        let attempt = reserve(&app.state.host.store, &email, address, server::clock::now()).await;
        assert!(matches!(attempt, Ok(Attempt::Allowed(_))), "{attempt:?}");
    }
}

fn assert_blocked(answer: Answer) {
    let answer = answer.expect(429);
    let seconds: u64 = answer.header(header::RETRY_AFTER).parse().expect("a number of seconds");
    assert!((3_000..=3_600).contains(&seconds), "{seconds}");
    assert!(answer.body.contains("Too many failed attempts."), "{}", answer.body);
}

#[tokio::test]
async fn the_twentieth_failure_of_an_account_is_the_last_answer_it_gets() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    app.user(EMAIL, org).await;
    fail(&app, EMAIL, LIMIT - 1).await;
    app.visitor().sign_in(EMAIL, "wrong password").await.expect(401);
    assert_blocked(app.visitor().sign_in(EMAIL, "wrong password").await);
    assert_blocked(app.visitor().sign_in(EMAIL, PASSWORD).await);
    app.visitor().sign_in("bob@acme.test", "wrong password").await.expect(401);
}

#[tokio::test]
async fn an_account_that_does_not_exist_is_blocked_just_the_same() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    app.user(EMAIL, org).await;
    fail(&app, EMAIL, LIMIT).await;
    fail(&app, "bob@acme.test", LIMIT).await;
    let known = app.visitor().sign_in(EMAIL, "wrong password").await.expect(429);
    let unknown = app.visitor().sign_in("bob@acme.test", "wrong password").await.expect(429);
    let without_seconds = |answer: &Answer, name: &str| {
        let seconds = answer.header(header::RETRY_AFTER).to_owned();
        answer.without(name).replace(&seconds, "…")
    };
    assert_eq!(without_seconds(&known, "ana"), without_seconds(&unknown, "bob"));
}

#[tokio::test]
async fn twenty_failures_from_an_address_block_it_and_nobody_else() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    app.user(EMAIL, org).await;
    let mut attacker = app.visitor();
    fail_from(&app, attacker.address, LIMIT).await;
    assert_blocked(attacker.sign_in(EMAIL, PASSWORD).await);
    app.visitor().sign_in(EMAIL, PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_header_that_anybody_can_send_is_no_other_address() {
    let app = TestApp::new().await;
    let mut attacker = app.visitor();
    fail_from(&app, attacker.address, LIMIT).await;
    let body = "email=ana%40acme.test&password=wrong+password";
    let request = Visitor::change("/fn/sign_in")
        .header(header::ACCEPT, "application/json")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header("x-forwarded-for", "203.0.113.1")
        .header("forwarded", "for=203.0.113.1")
        .header("x-real-ip", "203.0.113.1");
    assert_blocked(attacker.send(request, body).await);
}

#[tokio::test]
async fn a_success_clears_the_account_and_not_the_address() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    app.user(EMAIL, org).await;
    fail(&app, EMAIL, LIMIT - 1).await;
    let mut ana = app.visitor();
    fail_from(&app, ana.address, LIMIT - 1).await;
    ana.clone().sign_in(EMAIL, PASSWORD).await.expect(200);
    // Without the success, the second of these would be the 21st failure of the account.
    app.visitor().sign_in(EMAIL, "wrong password").await.expect(401);
    app.visitor().sign_in(EMAIL, "wrong password").await.expect(401);
    // And from her address, one more is one too many.
    ana.sign_in(EMAIL, "wrong password").await.expect(401);
    assert_blocked(ana.sign_in(EMAIL, "wrong password").await);
}

#[tokio::test]
async fn successes_do_not_count() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    app.user(EMAIL, org).await;
    let ana = app.visitor();
    fail_from(&app, ana.address, LIMIT - 1).await;
    for _ in 0..2 {
        ana.clone().sign_in(EMAIL, PASSWORD).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_in_parallel_cannot_get_past_the_limit() {
    let app = TestApp::new().await;
    let org = app.organization("acme").await;
    app.user(EMAIL, org).await;
    let left = 4;
    fail(&app, EMAIL, LIMIT - left).await;
    let attempts = (0..20).map(|_| {
        let mut visitor = app.visitor();
        tokio::spawn(async move { visitor.sign_in(EMAIL, "wrong password").await.status.as_u16() })
    });
    let mut statuses: Vec<u16> = join_all(attempts).await.into_iter().map(|status| status.expect("no panic")).collect();
    statuses.sort_unstable();
    let expected: Vec<u16> = (0..20).map(|attempt| if attempt < left { 401 } else { 429 }).collect();
    assert_eq!(statuses, expected);
}
