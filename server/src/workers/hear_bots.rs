//! Hears what is written to bots while somebody's code is about to arrive. A code that comes from a chat proves it.
//!
//! Several servers may hear the same: a code is taken once. A bot that is asked by another program, or that has a
//! webhook, can't be heard; its provider says so.

use super::every;
use crate::channels::Channels;
use crate::clock;
use domain::chat_code::ChatCode;
use domain::delivery::Verdict;
use domain::id::{OrgId, ProviderId};
use std::time::Duration;
use store::{Store, link, profile, provider};
use tokio_util::sync::CancellationToken;

/// How long somebody who wrote the code waits for an answer.
const PERIOD: Duration = Duration::from_secs(2);

pub(super) async fn run(store: Store, channels: Channels, stop: CancellationToken) {
    every("hear_bots", PERIOD, stop, || step(&store, &channels)).await;
}

/// Asks each bot once for which a code is open.
///
/// # Errors
/// When the database fails.
pub async fn step(store: &Store, channels: &Channels) -> anyhow::Result<()> {
    for (org, bot, from) in profile::listening(&store.system(), clock::now()).await? {
        hear(store, channels, org, bot, from).await?;
    }
    Ok(())
}

async fn hear(store: &Store, channels: &Channels, org: OrgId, bot: ProviderId, from: i64) -> anyhow::Result<()> {
    let system = store.system();
    let Some(token) = provider::sender(&system, org, bot).await?.and_then(|sender| sender.secret) else {
        return Ok(());
    };
    match channels.written(&token, from).await {
        Ok((written, next)) => {
            let codes =
                written.iter().flat_map(|one| ChatCode::all_in(&one.text).into_iter().map(|code| (code, one.chat)));
            let codes: Vec<_> = codes.map(|(code, chat)| (link::code_hash(&code), chat)).collect();
            if next > from {
                profile::prove_chats(&system, org, bot, &codes, next, clock::now()).await?;
            }
        }
        Err(Verdict::Refused { answer } | Verdict::Later { answer, .. }) => {
            let answer = format!("The bot could not be heard: {answer}");
            provider::note_listening(&system, org, bot, &Verdict::Later { answer, after: None }, clock::now()).await?;
        }
        Err(Verdict::Sent { .. }) => {}
    }
    Ok(())
}
