//! The keys of the stored secrets: where this server has them from, and that they fit the database.
//!
//! They come from `PULSEBOARD_SECRET_KEY`, which several servers of one database share, or else from a
//! file in the data directory that the first start makes. What is done with them is the store's.

mod key_file;
mod rotate;

use anyhow::{Context, bail};
use store::Store;
use store::secret::{self, Keyring, KnownKey, SecretKey};

use crate::config::Config;

use key_file::KeyFile;
pub use rotate::rotate;

/// Gives the store its keys. Fails with one readable message where the database's secrets have
/// other ones: a server that went on would lose what it seals.
pub async fn unlock(store: Store, config: &Config) -> anyhow::Result<Store> {
    let system = store.system();
    let file = KeyFile::in_data_dir(&config.data_dir);
    let mut known = secret::known(&system).await?;
    let held = held(config, &file, &known)?;
    if known.is_empty() {
        let first = held.first().expect("there is a key, since an empty list makes one");
        secret::adopt(&system, first.id()).await.context("the key of the stored secrets can't be noted")?;
        known = secret::known(&system).await?;
    }
    let keyring = if config.secret_keys.is_empty() {
        Keyring::reloading(held, move || reread(&file))
    } else {
        Keyring::new(held)
    };
    if let Some(missing) = known.iter().find(|key| !keyring.holds(key.id)) {
        bail!(wrong_key(missing, config, &KeyFile::in_data_dir(&config.data_dir)));
    }
    Ok(store.with_keyring(keyring))
}

/// The keys of the setting, or those of the file. A file that is missing is made, unless the
/// database has a key already: then it would be a wrong one.
fn held(config: &Config, file: &KeyFile, known: &[KnownKey]) -> anyhow::Result<Vec<SecretKey>> {
    if !config.secret_keys.is_empty() {
        return Ok(config.secret_keys.clone());
    }
    match (file.read()?, known.first()) {
        (Some(keys), _) => Ok(keys),
        (None, None) => {
            let (keys, is_new) = file.read_or_make()?;
            if is_new {
                let path = file.path();
                tracing::info!("made the key of the stored secrets, {path}: keep a copy of it apart from the database");
            }
            Ok(keys)
        }
        (None, Some(current)) => bail!(wrong_key(current, config, file)),
    }
}

/// For a running server: another process may have changed the keys.
fn reread(file: &KeyFile) -> Vec<SecretKey> {
    match file.read() {
        Ok(keys) => keys.unwrap_or_default(),
        Err(error) => {
            tracing::error!(
                error = format!("{error:#}"),
                "the keys of the stored secrets can't be read again: {error:#}"
            );
            Vec::new()
        }
    }
}

fn wrong_key(missing: &KnownKey, config: &Config, file: &KeyFile) -> String {
    let id = missing.id;
    let file = file.path();
    if config.secret_keys.is_empty() {
        format!(
            "this database's secrets are sealed with the key {id}, and that is not in {file}: copy that file from the \
             server or the backup that has it, or set PULSEBOARD_SECRET_KEY to the same on every server"
        )
    } else {
        format!(
            "this database's secrets are sealed with the key {id}, and that is not in PULSEBOARD_SECRET_KEY: set it to \
             the same on every server, or leave it out where {file} has the key"
        )
    }
}
