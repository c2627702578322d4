//! Mail, without TLS.

use domain::delivery::Verdict;
use domain::email::Email;
use domain::provider::{ProviderSettings, SmtpTls};
use server::channels::Channels;
use server::outbound::Tls;

use crate::servers::{Mood, NOWHERE, Post, key, send, to_loopback};

fn channels() -> Channels {
    Channels::new(to_loopback(Tls::only([])), "pulse.test", NOWHERE, NOWHERE)
}

fn settings(port: u16, tls: SmtpTls, user: Option<&str>) -> ProviderSettings {
    let from = Email::parse("pulse@example.test").expect("an address");
    ProviderSettings::Smtp { host: "127.0.0.1".to_owned(), port, tls, user: user.map(str::to_owned), from }
}

/// What comes of a mail to a server in a mood.
async fn post(mood: Mood, user: Option<&str>, password: &str) -> (Verdict, Vec<String>) {
    let server = Post::in_mood(mood).await;
    let settings = settings(server.port, SmtpTls::Plain, user);
    let verdict = send(&channels(), &settings, password, "ana@example.test").await;
    (verdict, server.heard())
}

#[tokio::test]
async fn a_mail_arrives_with_both_halves_and_its_headers() {
    let (verdict, heard) = post(Mood::Well, Some("pulse"), "hunter2").await;
    assert_eq!(verdict, Verdict::Sent { answer: "250 2.0.0 queued as 4711".to_owned() });
    let has = |line: &str| assert!(heard.iter().any(|heard| heard == line), "{line} in {heard:#?}");
    has("EHLO pulse.test");
    has("RCPT TO:<ana@example.test>");
    has("To: ana@example.test");
    has(&format!("Message-ID: <{}@pulse.test>", key()));
    has("Auto-Submitted: auto-generated");
    has("Date: Sat, 21 Nov 2026 10:07:30 +0000");
    for kind in ["multipart/alternative", "text/plain; charset=utf-8", "text/html; charset=utf-8"] {
        assert!(heard.iter().any(|line| line.starts_with("Content-Type: ") && line.contains(kind)), "{kind}");
    }
}

#[tokio::test]
async fn a_wrong_password_and_a_missing_mailbox_are_for_good() {
    let (verdict, _) = post(Mood::Well, Some("pulse"), "hunter3").await;
    assert!(matches!(&verdict, Verdict::Refused { answer } if answer.starts_with("535")), "{verdict:?}");
    assert!(!verdict.answer().contains("hunter3"), "{verdict:?}");
    let (verdict, _) = post(Mood::NoMailbox, None, "").await;
    assert!(matches!(&verdict, Verdict::Refused { answer } if answer.starts_with("550")), "{verdict:?}");
    let (verdict, _) = post(Mood::Greylists, None, "").await;
    assert!(matches!(&verdict, Verdict::Later { answer, .. } if answer.starts_with("451")), "{verdict:?}");
}

#[tokio::test]
async fn a_server_that_misbehaves_is_tried_again() {
    for mood in [Mood::Closes, Mood::Confused, Mood::BreaksOff] {
        let (verdict, _) = post(mood, None, "").await;
        assert!(matches!(verdict, Verdict::Later { .. }), "{mood:?}: {verdict:?}");
        assert!(verdict.answer().contains("127.0.0.1 broke off"), "{mood:?}: {verdict:?}");
    }
}

#[tokio::test]
async fn a_server_that_hangs_costs_ten_seconds() {
    for tls in [SmtpTls::Plain, SmtpTls::StartTls, SmtpTls::Implicit] {
        let server = Post::in_mood(Mood::Hangs).await;
        tokio::time::pause();
        let begin = tokio::time::Instant::now();
        let verdict = send(&channels(), &settings(server.port, tls, None), "", "ana@example.test").await;
        let took = begin.elapsed();
        tokio::time::resume();
        assert!(matches!(verdict, Verdict::Later { .. }), "{tls}: {verdict:?}");
        assert!(verdict.answer().contains("within 10 s"), "{tls}: {verdict:?}");
        assert!(took.as_secs() <= 11, "{tls}: {took:?}");
    }
}

#[tokio::test]
async fn a_server_without_starttls_gets_nothing_where_tls_is_required() {
    let server = Post::in_mood(Mood::Well).await;
    let settings = settings(server.port, SmtpTls::StartTls, Some("pulse"));
    let verdict = send(&channels(), &settings, "hunter2", "ana@example.test").await;
    let expected = "127.0.0.1 offers no STARTTLS, and this provider requires it; nothing was sent.";
    assert_eq!(verdict, Verdict::Later { answer: expected.to_owned(), after: None });
    assert_eq!(server.heard(), ["EHLO pulse.test"]);
}

#[tokio::test]
async fn a_title_adds_no_header() {
    use domain::message::{Message, MessageKind};
    use secrecy::SecretString;
    use server::channels::Letter;
    let server = Post::in_mood(Mood::Well).await;
    let title = "Sales\r\nBcc: all@example.test\r\n\r\n.\r\nMAIL FROM:<x@y.test>";
    let message = Message::new(MessageKind::Failed, title, title);
    let at = crate::servers::instant();
    let letter = Letter { target: "ana@example.test", message: &message, organization: "acme", key: key(), at };
    let settings = settings(server.port, SmtpTls::Plain, None);
    let verdict = channels().send(&settings, None::<&SecretString>, &letter).await;
    assert!(matches!(verdict, Verdict::Sent { .. }), "{verdict:?}");
    let heard = server.heard();
    assert!(heard.iter().all(|line| !line.to_lowercase().starts_with("bcc")), "{heard:#?}");
    assert_eq!(heard.iter().filter(|line| line.starts_with("MAIL FROM")).count(), 1, "{heard:#?}");
    assert_eq!(heard.iter().filter(|line| *line == ".").count(), 1, "{heard:#?}");
}
