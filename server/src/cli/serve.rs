//! `pulseboard serve`: starts what the server needs, in the order in which a mistake
//! is told soonest, and stops it in the opposite order.

use anyhow::Context;
use tokio::net::TcpListener;

use crate::bootstrap::{self, Welcome};
use crate::config::{self, Config};
use crate::database::Database;
use crate::{clock, secrets, serve, telemetry};

/// Stack of a worker thread, in bytes. A page is one deep tree of components, and each is a frame of
/// its own; only what is touched takes memory.
const STACK: usize = 16 * 1024 * 1024;

/// Serves until a signal comes.
pub(super) fn run(config: Config) -> anyhow::Result<()> {
    telemetry::start_logs(&config)?;
    let pages = config::listen(config.address, "PULSEBOARD_ADDR")?;
    let metrics = config.metrics_address.map(|address| config::listen(address, "PULSEBOARD_METRICS_ADDR"));
    let metrics = metrics.transpose()?;
    // On this thread and before there is another one: Postgres ends with the thread.
    let mut database = Database::start(&config)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .build()
        .context("the runtime can't be started")?;
    let served = runtime.block_on(async {
        let store = database.connect().await?;
        let welcome = bootstrap::prepare(&store, &config, clock::now()).await?;
        let store = secrets::unlock(store, &config).await?;
        let pages = TcpListener::from_std(pages).context("the listener can't be used")?;
        let metrics = metrics.map(TcpListener::from_std).transpose().context("the listener can't be used")?;
        greet(&config, welcome.as_ref());
        // Without its database the server ends, and whoever supervises it starts both again.
        tokio::select! {
            served = serve::serve(config, store, pages, metrics) => served,
            error = database.lost() => Err(error),
        }
    });
    // Connections end with the runtime, and then the database may.
    drop(runtime);
    drop(database);
    served
}

/// Tells a person where to go, and how to get in as long as that is on file.
fn greet(config: &Config, welcome: Option<&Welcome>) {
    println!("Pulseboard is at {}", config.public_url);
    let Some(Welcome { email, password, file }) = welcome else {
        return;
    };
    println!("  e-mail    {email}\n  password  {}", password.expose());
    println!("Both are in {} until you delete it.", file.display());
}
