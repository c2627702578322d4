//! Slack, Telegram and webhooks.

use chrono::TimeDelta;
use domain::delivery::Verdict;
use domain::provider::ProviderSettings;
use server::channels::Channels;
use server::outbound::{Allowed, Dialer, HttpClient, Tls};

use crate::servers::{NOWHERE, Said, Web, instant, key, send, to_loopback};

const TOKEN: &str = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw";

fn channels(web: &Web) -> Channels {
    Channels::new(to_loopback(Tls::only([])), "pulse.test", &web.url, &web.url)
}

fn sent(answer: &str) -> Verdict {
    Verdict::Sent { answer: answer.to_owned() }
}

fn refused(answer: &str) -> Verdict {
    Verdict::Refused { answer: answer.to_owned() }
}

fn later(answer: &str, seconds: Option<i64>) -> Verdict {
    Verdict::Later { answer: answer.to_owned(), after: seconds.map(TimeDelta::seconds) }
}

fn plain(status: u16, body: &'static str) -> Said {
    (status, Vec::new(), body)
}

fn with_wait(status: u16, seconds: &'static str, body: &'static str) -> Said {
    (status, vec![("retry-after", seconds)], body)
}

#[tokio::test]
async fn slacks_webhook_counts_ok_and_nothing_else() {
    let cases = [
        (plain(200, "ok"), sent("ok")),
        (plain(200, "invalid_blocks"), refused("200 OK: invalid_blocks")),
        (plain(200, "<html>please sign in</html>"), refused("200 OK: <html>please sign in</html>")),
        (plain(404, "no_service"), refused("404 Not Found: no_service")),
        (plain(410, "channel_is_archived"), refused("410 Gone: channel_is_archived")),
        (with_wait(429, "7", "rate_limited"), later("429 Too Many Requests: rate_limited", Some(7))),
        (plain(500, "rollup_error"), later("500 Internal Server Error: rollup_error", None)),
        ((302, vec![("location", "http://127.0.0.1:1/")], ""), refused("302 Found")),
    ];
    for (said, expected) in cases {
        let web = Web::saying(said).await;
        let url = format!("{}/services/T0/B0/secret", web.url);
        assert_eq!(send(&channels(&web), &ProviderSettings::SlackIncoming, &url, "").await, expected);
        let heard = web.heard();
        assert_eq!((heard.len(), heard[0].path.as_str()), (1, "/services/T0/B0/secret"));
        assert_eq!(heard[0].json()["text"], "🚨 Validation Failed: Sales (Chart)");
    }
}

#[tokio::test]
async fn slacks_bot_is_told_in_the_body_what_went_wrong() {
    let cases = [
        (plain(200, r#"{"ok":true,"ts":"1"}"#), sent("Slack took it for #ops.")),
        (
            plain(200, r#"{"ok":false,"error":"channel_not_found"}"#),
            refused("channel_not_found: there is no channel #ops that the bot may see."),
        ),
        (
            plain(200, r#"{"ok":false,"error":"invalid_auth"}"#),
            refused("invalid_auth: Slack doesn't accept the bot's token."),
        ),
        (plain(200, r#"{"ok":false,"error":"not_in_channel"}"#), refused("not_in_channel: invite the bot into #ops.")),
        (plain(200, r#"{"ok":false,"error":"fatal_error"}"#), later("fatal_error", None)),
        (
            with_wait(429, "30", r#"{"ok":false,"error":"ratelimited"}"#),
            later("429 Too Many Requests: {\"ok\":false,\"error\":\"ratelimited\"}", Some(30)),
        ),
        (plain(502, "<html>bad gateway"), later("502 Bad Gateway: <html>bad gateway", None)),
    ];
    for (said, expected) in cases {
        let web = Web::saying(said).await;
        assert_eq!(send(&channels(&web), &ProviderSettings::SlackBot, "xoxb-1-2-abc", "#ops").await, expected);
        let heard = &web.heard()[0];
        assert_eq!((heard.path.as_str(), heard.header("authorization")), ("/chat.postMessage", "Bearer xoxb-1-2-abc"));
        assert_eq!(heard.json()["channel"], "#ops");
    }
}

#[tokio::test]
async fn telegram_says_what_is_for_good_and_what_is_for_now() {
    let blocked = r#"{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user"}"#;
    let unknown = r#"{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}"#;
    let busy = r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 14","parameters":{"retry_after":14}}"#;
    let moved = r#"{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1001}}"#;
    let cases = [
        (plain(200, r#"{"ok":true,"result":{"message_id":1}}"#), sent("Telegram took it.")),
        (plain(403, blocked), refused("403: Forbidden: bot was blocked by the user")),
        (plain(400, unknown), refused("400: Bad Request: chat not found")),
        (
            plain(401, r#"{"ok":false,"error_code":401,"description":"Unauthorized"}"#),
            refused("401: Unauthorized. Telegram doesn't know the bot's token."),
        ),
        (plain(429, busy), later("429: Too Many Requests: retry after 14", Some(14))),
        (
            plain(400, moved),
            refused(
                "400: Bad Request: group chat was upgraded to a supergroup chat. The chat has another id now: -1001.",
            ),
        ),
        (plain(502, "bad gateway"), later("502 Bad Gateway: bad gateway", None)),
    ];
    for (said, expected) in cases {
        let web = Web::saying(said).await;
        assert_eq!(send(&channels(&web), &ProviderSettings::Telegram, TOKEN, "4711").await, expected);
        let heard = &web.heard()[0];
        assert_eq!(heard.path, format!("/bot{TOKEN}/sendMessage"));
        let body = heard.json();
        assert_eq!((&body["chat_id"], &body["parse_mode"]), (&"4711".into(), &"HTML".into()));
        assert!(body["text"].as_str().expect("a text").starts_with("<b>🚨 Validation Failed"));
    }
}

#[tokio::test]
async fn a_webhook_is_signed_and_can_be_told_from_its_repetition() {
    use hmac::{Hmac, KeyInit, Mac};
    let web = Web::saying(plain(204, "")).await;
    let settings = ProviderSettings::Webhook { url: format!("{}/in", web.url) };
    assert_eq!(send(&channels(&web), &settings, "0123456789abcdef", "").await, sent("204 No Content"));
    assert_eq!(send(&channels(&web), &settings, "0123456789abcdef", "").await, sent("204 No Content"));
    let heard = web.heard();
    assert_eq!(heard[0].header("idempotency-key"), key().to_string());
    assert_eq!(heard[0].header("idempotency-key"), heard[1].header("idempotency-key"));
    let timestamp = heard[0].header("pulseboard-timestamp");
    assert_eq!(timestamp, instant().timestamp().to_string());
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"0123456789abcdef").expect("a key");
    mac.update(format!("{timestamp}.{}", heard[0].body).as_bytes());
    let expected = format!("v1={}", hex::encode(mac.finalize().into_bytes()));
    assert_eq!(heard[0].header("pulseboard-signature"), expected);
    assert_eq!(heard[0].json()["organization"], "acme");
}

#[tokio::test]
async fn a_webhook_that_refuses_is_left_and_one_that_fails_is_tried_again() {
    let cases = [
        (plain(401, "who?"), refused("401 Unauthorized: who?")),
        (plain(404, ""), refused("404 Not Found")),
        (plain(409, ""), later("409 Conflict", None)),
        (plain(500, "oops"), later("500 Internal Server Error: oops", None)),
        (with_wait(503, "120", ""), later("503 Service Unavailable", Some(120))),
        (with_wait(429, "999999", ""), later("429 Too Many Requests", Some(43_200))),
        (
            (307, vec![("location", "http://127.0.0.1:1/")], ""),
            refused("307 Temporary Redirect: redirects are not followed."),
        ),
        (plain(401, "the key 0123456789abcdef is wrong"), refused("401 Unauthorized: the key [hidden] is wrong")),
    ];
    for (said, expected) in cases {
        let web = Web::saying(said).await;
        let settings = ProviderSettings::Webhook { url: format!("{}/in", web.url) };
        assert_eq!(send(&channels(&web), &settings, "0123456789abcdef", "").await, expected);
    }
}

#[tokio::test]
async fn an_internal_address_is_never_asked() {
    let web = Web::saying(plain(200, "ok")).await;
    let strict = HttpClient::new(Dialer::new(Allowed::networks(&[])), Tls::only([]));
    let channels = Channels::new(strict, "pulse.test", NOWHERE, NOWHERE);
    let inside = ProviderSettings::Webhook { url: format!("{}/in", web.url) };
    for (settings, secret) in
        [(&inside, "0123456789abcdef".to_owned()), (&ProviderSettings::SlackIncoming, format!("{}/x", web.url))]
    {
        let verdict = send(&channels, settings, &secret, "").await;
        assert!(verdict.answer().contains("PULSEBOARD_ALLOWED_NETWORKS"), "{verdict:?}");
    }
    assert!(web.heard().is_empty());
}

#[tokio::test]
async fn an_answer_never_shows_the_token() {
    let closed = Channels::new(to_loopback(Tls::only([])), "pulse.test", NOWHERE, NOWHERE);
    for settings in [ProviderSettings::Telegram, ProviderSettings::SlackBot] {
        let verdict = send(&closed, &settings, TOKEN, "4711").await;
        assert_eq!(verdict, later("127.0.0.1 refused the connection on port 1", None), "{settings:?}");
    }
}
