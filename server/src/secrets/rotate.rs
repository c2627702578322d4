//! `pulseboard key rotate`: which key comes next, and where it has to be before it seals.
//!
//! With a file: the new key is in the file before the database hears of it, and a running server that
//! meets it reads the file again. With `PULSEBOARD_SECRET_KEY`: the operator puts the new key first on
//! every server, restarts them, and then rotates; a server that lacked it could read nothing new.

use anyhow::{Context, bail};
use store::Store;
use store::secret::{self, KeyId, KnownKey, Rotation, SEALED_COLUMNS, SecretKey};

use super::key_file::KeyFile;
use crate::config::Config;

/// Changes the key of a store that was [unlocked](super::unlock), or finishes a change that was
/// interrupted. Says what was done.
pub async fn rotate(store: &Store, config: &Config) -> anyhow::Result<String> {
    let system = store.system();
    let file = KeyFile::in_data_dir(&config.data_dir);
    let from_file = config.secret_keys.is_empty();
    // To the end: what is done to the file depends on what the database knows, and the other way round.
    let _lock = from_file.then(|| file.lock()).transpose()?;
    let known = secret::known(&system).await?;
    let to = if from_file { next_in_file(&file, &known)? } else { next_in_setting(&config.secret_keys, &known)? };
    let done = secret::rotate(&system, store.keyring(), to, SEALED_COLUMNS).await;
    let done = done.context("the change of keys was interrupted; run it again to finish it")?;
    if from_file {
        let needed = secret::known(&system).await?;
        let mut keys = file.read()?.with_context(|| format!("{} is gone", file.path()))?;
        keys.retain(|key| needed.iter().any(|known| known.id == key.id()));
        file.write(&keys)?;
    }
    report(&done, to, from_file)
}

/// The first key of the file where the database doesn't have it as the current one yet, or a change to
/// it isn't finished; else a new key, which is in the file from now on.
fn next_in_file(file: &KeyFile, known: &[KnownKey]) -> anyhow::Result<KeyId> {
    let mut keys = file.read()?.with_context(|| format!("{} is gone", file.path()))?;
    let first = keys.first().expect("a file with keys has one").id();
    let is_finished = matches!(known, [KnownKey { id, is_current: true }] if *id == first);
    if !is_finished {
        return Ok(first);
    }
    let new = SecretKey::generate();
    keys.insert(0, new.clone());
    file.write(&keys)?;
    Ok(new.id())
}

fn next_in_setting(keys: &[SecretKey], known: &[KnownKey]) -> anyhow::Result<KeyId> {
    let first = keys.first().expect("it is set").id();
    if matches!(known, [KnownKey { id, is_current: true }] if *id == first) {
        bail!(
            "the first key of PULSEBOARD_SECRET_KEY is the current one already: put a new one (`pulseboard key \
             generate` makes one) and a comma in front of it on every server, restart them, and run this again"
        );
    }
    Ok(first)
}

fn report(done: &Rotation, to: KeyId, from_file: bool) -> anyhow::Result<String> {
    if !done.unreadable.is_empty() {
        let list: Vec<_> = done.unreadable.iter().map(|problem| format!("\n  {problem}")).collect();
        bail!(
            "the key is {to} now, and {} sealed anew, but some can't be opened and were left, so the old key stays:{}",
            secrets(done.resealed),
            list.concat()
        );
    }
    let done_so_far = format!("The key is {to} now; {} sealed anew.", secrets(done.resealed));
    if from_file || done.forgotten.is_empty() {
        return Ok(done_so_far);
    }
    let old: Vec<_> = done.forgotten.iter().map(ToString::to_string).collect();
    Ok(format!("{done_so_far} Nothing needs {} any more: take it out of PULSEBOARD_SECRET_KEY.", old.join(", ")))
}

fn secrets(count: u64) -> String {
    if count == 1 { "1 secret was".to_owned() } else { format!("{count} secrets were") }
}
