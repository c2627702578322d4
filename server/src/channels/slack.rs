//! Slack, by an incoming webhook or as a bot.
//!
//! A webhook answers with a word, and only "ok" is one that counts; a bot's
//! calls answer 200 whatever happened, and say it in the body.

use domain::delivery::Verdict;
use domain::message;
use http::{HeaderValue, StatusCode, header};
use serde::Deserialize;

use super::answer::{self, LIMITS};
use super::{Channels, Letter};
use crate::outbound::{Answer, Request};

/// What Slack says when it may go better later (docs.slack.dev/reference/methods/chat.postMessage).
const TRANSIENT: [&str; 7] = [
    "ratelimited",
    "rate_limited",
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "message_limit_exceeded",
];

pub(super) async fn to_webhook(channels: &Channels, url: &str, letter: &Letter<'_>) -> Verdict {
    let request = match Request::post_json(url, &message::slack(letter.message)) {
        Ok(request) => request.limits(LIMITS),
        // The address is a secret, and not told.
        Err(_) => return answer::refused("The address of the incoming webhook can't be asked."),
    };
    match channels.outbound.send(request).await {
        Err(error) => answer::unanswered(&error),
        Ok(got) if got.status == StatusCode::TOO_MANY_REQUESTS => {
            answer::busy(answer::in_words(&got), answer::retry_after(&got))
        }
        Ok(got) if got.status == StatusCode::OK && got.text().trim() == "ok" => answer::sent("ok"),
        Ok(got) if got.status.is_server_error() => answer::later(answer::in_words(&got)),
        Ok(got) if TRANSIENT.contains(&got.text().trim()) => answer::later(answer::in_words(&got)),
        Ok(got) => answer::refused(answer::in_words(&got)),
    }
}

/// What a call of Slack's answers.
#[derive(Deserialize)]
struct Called {
    ok: bool,
    #[serde(default)]
    error: Option<String>,
}

pub(super) async fn as_bot(channels: &Channels, token: &str, letter: &Letter<'_>) -> Verdict {
    let mut body = message::slack(letter.message);
    body["channel"] = letter.target.into();
    let Ok(mut bearer) = HeaderValue::from_str(&format!("Bearer {token}")) else {
        return answer::refused("The token has characters that no token has.");
    };
    bearer.set_sensitive(true);
    let request = match Request::post_json(&format!("{}/chat.postMessage", channels.slack_api), &body) {
        Ok(request) => request.header(header::AUTHORIZATION, bearer).limits(LIMITS),
        Err(error) => return answer::unanswered(&error),
    };
    match channels.outbound.send(request).await {
        Err(error) => answer::unanswered(&error),
        Ok(got) => called(&got, letter.target),
    }
}

fn called(got: &Answer, channel: &str) -> Verdict {
    if got.status == StatusCode::TOO_MANY_REQUESTS {
        return answer::busy(answer::in_words(got), answer::retry_after(got));
    }
    let Ok(called) = serde_json::from_slice::<Called>(&got.body) else {
        return answer::later(answer::in_words(got));
    };
    let error = called.error.unwrap_or_default();
    match error.as_str() {
        _ if called.ok => answer::sent(format!("Slack took it for {channel}.")),
        "ratelimited" => answer::busy(error, answer::retry_after(got)),
        transient if TRANSIENT.contains(&transient) => answer::later(error),
        "" => answer::later(answer::in_words(got)),
        "invalid_auth" | "not_authed" | "account_inactive" | "token_revoked" | "token_expired" => {
            answer::refused(format!("{error}: Slack doesn't accept the bot's token."))
        }
        "channel_not_found" => answer::refused(format!("{error}: there is no channel {channel} that the bot may see.")),
        "not_in_channel" => answer::refused(format!("{error}: invite the bot into {channel}.")),
        _ => answer::refused(error),
    }
}
