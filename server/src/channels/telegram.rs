//! Telegram, as a bot: what it sends, and what is written to it.

use domain::delivery::Verdict;
use domain::message;
use serde::Deserialize;
use serde_json::json;

use super::answer::{self, LIMITS};
use super::{Channels, Letter};
use crate::outbound::{Answer, Limits, Request};

/// What the Bot API answers (core.telegram.org/bots/api#making-requests).
#[derive(Deserialize)]
struct Called {
    ok: bool,
    #[serde(default)]
    error_code: u16,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Deserialize, Default)]
struct Parameters {
    retry_after: Option<i64>,
    migrate_to_chat_id: Option<i64>,
}

/// How much may have been written to the bot since it was asked last.
const UPDATES_BYTES: usize = 1024 * 1024;

/// What somebody wrote to a bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// In which chat.
    pub chat: i64,
    /// What.
    pub text: String,
}

#[derive(Deserialize)]
struct Updates {
    result: Vec<Update>,
}

#[derive(Deserialize)]
struct Update {
    update_id: i64,
    message: Option<Received>,
}

#[derive(Deserialize)]
struct Received {
    chat: Chat,
    #[serde(default)]
    text: String,
}

#[derive(Deserialize)]
struct Chat {
    id: i64,
}

/// What was written to the bot from the update `from` on, and the next one to ask for.
///
/// # Errors
/// What went wrong, as a verdict that says whether it may go better later.
pub(super) async fn written(channels: &Channels, token: &str, from: i64) -> Result<(Vec<Written>, i64), Verdict> {
    let body = json!({ "offset": from, "limit": 100, "timeout": 0, "allowed_updates": ["message"] });
    let request = Request::post_json(&format!("{}/bot{token}/getUpdates", channels.telegram_api), &body)
        .map_err(|_| answer::refused("The bot's token has characters that no token has."))?;
    let request = request.limits(Limits { body: UPDATES_BYTES, ..LIMITS });
    let got = channels.outbound.send(request).await.map_err(|error| answer::unanswered(&error))?;
    let Ok(updates) = serde_json::from_slice::<Updates>(&got.body) else {
        return Err(called(&got));
    };
    let next = updates.result.iter().map(|update| update.update_id.saturating_add(1)).max().unwrap_or(from);
    let messages = updates.result.into_iter().filter_map(|update| update.message);
    let written = messages.map(|received| Written { chat: received.chat.id, text: received.text });
    Ok((written.collect(), next))
}

pub(super) async fn send(channels: &Channels, token: &str, letter: &Letter<'_>) -> Verdict {
    let body = json!({
        "chat_id": letter.target,
        "text": message::telegram(letter.message),
        "parse_mode": "HTML",
        "link_preview_options": { "is_disabled": true },
    });
    let request = match Request::post_json(&format!("{}/bot{token}/sendMessage", channels.telegram_api), &body) {
        Ok(request) => request.limits(LIMITS),
        // The address has the token in it, and isn't told.
        Err(_) => return answer::refused("The bot's token has characters that no token has."),
    };
    match channels.outbound.send(request).await {
        Err(error) => answer::unanswered(&error),
        Ok(got) => called(&got),
    }
}

fn called(got: &Answer) -> Verdict {
    let Ok(called) = serde_json::from_slice::<Called>(&got.body) else {
        return answer::later(answer::in_words(got));
    };
    let code = if called.error_code == 0 { got.status.as_u16() } else { called.error_code };
    let words = format!("{code}: {}", called.description);
    match code {
        _ if called.ok => answer::sent("Telegram took it."),
        429 => answer::busy(words, called.parameters.retry_after.or(answer::retry_after(got))),
        401 | 404 => answer::refused(format!("{words}. Telegram doesn't know the bot's token.")),
        _ if called.parameters.migrate_to_chat_id.is_some() => {
            let id = called.parameters.migrate_to_chat_id.unwrap_or_default();
            answer::refused(format!("{words}. The chat has another id now: {id}."))
        }
        400 | 403 => answer::refused(words),
        _ => answer::later(words),
    }
}
