//! `pulseboard key …`

use secrecy::ExposeSecret;
use store::Store;
use store::secret::SecretKey;

use crate::config::Config;
use crate::secrets;

/// Prints a new key, which is the only line on standard output. Nothing else knows it.
pub(super) fn generate() {
    let key = SecretKey::generate();
    eprintln!("The key {}, for PULSEBOARD_SECRET_KEY. It can't be shown again:", key.id());
    println!("{}", key.expose().expose_secret());
}

/// Changes the key of the stored secrets.
pub(super) async fn rotate(store: &Store, config: &Config) -> anyhow::Result<()> {
    let store = secrets::unlock(store.clone(), config).await?;
    println!("{}", secrets::rotate(&store, config).await?);
    Ok(())
}
