//! A database for one test: a copy of a template that is migrated once per run.
//!
//! Postgres' own programs make and drop them, since SQL is the store's. What a run that was killed has left behind is
//! removed by the next one.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

use store::Store;
use tokio::sync::OnceCell;
use url::Url;

/// Names of our databases: this, the process, and a number.
const PREFIX: &str = "pulseboard_it_";

/// A scratch database; dropped with the value.
pub struct Database {
    name: String,
}

impl Database {
    /// Makes one, with the schema and the partitions of events in place.
    pub async fn create() -> Self {
        static TEMPLATE: OnceCell<String> = OnceCell::const_new();
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let template = TEMPLATE.get_or_init(template).await;
        let name = format!("{PREFIX}{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let arguments = [format!("--template={template}"), name.clone()];
        tokio::task::spawn_blocking(move || run("createdb", &arguments)).await.expect("createdb doesn't panic");
        Self { name }
    }

    /// Has `psql` run a statement.
    pub fn sql(&self, text: &str) {
        let mut url = server_url();
        url.set_path(&self.name);
        let mut command = Command::new(path_of("psql"));
        let arguments = ["--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--command", text];
        let output = command.arg(format!("--dbname={url}")).args(arguments).output().expect("psql can be run");
        assert!(output.status.success(), "{text}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Connects as the server does.
    pub async fn connect(&self) -> Store {
        connect(&self.name).await
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        run("dropdb", &["--force".to_owned(), self.name.clone()]);
    }
}

/// The name of a database that is ready to be copied.
async fn template() -> String {
    let name = format!("{PREFIX}{}_0", std::process::id());
    let arguments = [name.clone()];
    let made = move || {
        remove_leftovers();
        run("createdb", &arguments);
    };
    tokio::task::spawn_blocking(made).await.expect("createdb doesn't panic");
    let store = connect(&name).await;
    server::bootstrap::migrate(&store, server::clock::now()).await.expect("the migrations work");
    // Postgres copies no database that somebody is connected to.
    store.close().await;
    name
}

async fn connect(name: &str) -> Store {
    let mut url = server_url();
    url.set_path(name);
    let options = url.as_str().parse().expect("DATABASE_URL is one of Postgres");
    Store::connect(options, None, None).await.expect("the scratch database can be connected to")
}

/// Drops the databases of processes that are gone.
fn remove_leftovers() {
    let arguments = ["--list", "--no-align", "--tuples-only", "--no-psqlrc"].map(str::to_owned);
    let listed = String::from_utf8(run("psql", &arguments).stdout).expect("names are UTF-8");
    let ours = listed.lines().filter_map(|line| line.split('|').next()).filter(|name| name.starts_with(PREFIX));
    for name in ours {
        let process = name[PREFIX.len()..].split('_').next().unwrap_or_default();
        if !PathBuf::from("/proc").join(process).exists() {
            // Another run may be doing the same.
            run("dropdb", &["--force".to_owned(), "--if-exists".to_owned(), name.to_owned()]);
        }
    }
}

/// Runs one of Postgres' programs against the server of the tests.
fn run(program: &str, arguments: &[String]) -> Output {
    let server = server_url();
    let place = if program == "psql" { "--dbname" } else { "--maintenance-db" };
    let mut command = Command::new(path_of(program));
    let output = command.arg(format!("{place}={server}")).args(arguments).output();
    let output = output.unwrap_or_else(|error| panic!("{program} can't be run: {error}"));
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// The newest installed version: what Debian has on PATH is a slow wrapper around it.
fn path_of(program: &str) -> PathBuf {
    let folder = std::env::var_os("PULSEBOARD_PG_BIN").map(PathBuf::from);
    let newest = || {
        let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
        let major = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
        versions.map(|entry| entry.path()).max_by_key(major).map(|path| path.join("bin"))
    };
    let path = folder.or_else(newest).map(|folder| folder.join(program));
    path.filter(|path| path.exists()).unwrap_or_else(|| PathBuf::from(program))
}

fn server_url() -> Url {
    let url = std::env::var("DATABASE_URL").expect("DATABASE_URL is set: run these tests with `scripts/test.sh rust`");
    Url::parse(&url).expect("DATABASE_URL is a URL")
}
