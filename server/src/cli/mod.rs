//! The command line of `pulseboard`.
//!
//! Results go to standard output, so that scripts can use them; everything else goes
//! to standard error. What goes wrong is one message and exit code 1. The rules are
//! elsewhere: arguments are read by `domain`, and changes are made by `store`.

mod arguments;
mod key;
mod organization;
mod serve;
mod token;
mod user;

use std::process::ExitCode;

use anyhow::Context;
use clap::Parser;
use store::Store;

use crate::config::{self, Config};
use crate::database::Database;
use crate::{bootstrap, clock};

use arguments::{Arguments, Command, KeyCommand, OrgCommand, TokenCommand, UserCommand};

/// Runs the program. Call it from the main thread and nowhere else.
pub fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Option<Command>) -> anyhow::Result<()> {
    if let Some(Command::Key(KeyCommand::Generate)) = command {
        key::generate();
        return Ok(());
    }
    let config = Config::from_env()?;
    config::prepare_data_dir(&config.data_dir)?;
    match command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(config),
        Command::Migrate => with_store(&config, async |_| {
            println!("The database is up to date.");
            Ok(())
        }),
        Command::Org(OrgCommand::Create(new)) => {
            with_store(&config, async |store| organization::create(store, new).await)
        }
        Command::User(UserCommand::Create(new)) => {
            // Before anything is started: it may be typed.
            let password = new.read_password()?;
            with_store(&config, async |store| user::create(store, new, password).await)
        }
        Command::User(UserCommand::Reset(reset)) => {
            with_store(&config, async |store| user::reset(store, reset, &config.public_url, clock::now()).await)
        }
        Command::Token(TokenCommand::Create(new)) => {
            with_store(&config, async |store| token::create(store, new, clock::now()).await)
        }
        Command::Key(KeyCommand::Generate | KeyCommand::Rotate) => {
            with_store(&config, async |store| key::rotate(store, &config).await)
        }
    }
}

/// Runs a command on an up-to-date database: that of the running server, or one that
/// is started and stopped for the command.
fn with_store(config: &Config, command: impl AsyncFnOnce(&Store) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let database = Database::open(config)?;
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().context("the runtime can't be started")?;
    runtime.block_on(async {
        let store = database.connect().await?;
        bootstrap::migrate(&store, clock::now()).await?;
        let result = command(&store).await;
        store.close().await;
        result
    })
}
