//! Makes a new cluster.
//!
//! All of it happens in `pg.new`, and the finished cluster is moved into place by
//! one rename: a crash at any point leaves either a cluster or nothing.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::account::{Account, SETPRIV};
use super::binaries::Installation;
use super::error::io;
use super::layout::Layout;
use super::process::{at_work_in, wait};
use super::{LOGIN, PostgresError};

/// The cluster's superuser; the server never signs in as it.
const SUPERUSER: &str = "postgres";

/// How long the helpers of an interrupted `initdb` may take to end.
const LEFTOVER_WITHIN: Duration = Duration::from_secs(10);

/// Makes the cluster if there is none.
pub(super) fn ensure(layout: &Layout, account: &Account, installation: &Installation) -> Result<(), PostgresError> {
    let unfinished = layout.unfinished();
    remove_unfinished(&unfinished)?;
    if layout.cluster().exists() {
        return Ok(());
    }
    tracing::info!(major = installation.major, path = %layout.cluster().display(), "creating the database");
    account.private_folder(&unfinished)?;

    let mut initdb = account.command("KILL", &installation.bin.join("initdb"));
    initdb
        .arg("--pgdata")
        .arg(&unfinished)
        .args(["--username", SUPERUSER, "--auth", "trust"])
        .args(["--encoding", "UTF8", "--locale", "C.UTF-8"])
        .args(["--data-checksums", "--no-instructions"]);
    run("initdb", &mut initdb, "")?;

    // The single-user server needs no socket, and nobody can connect meanwhile.
    let mut single = account.command("KILL", &installation.bin.join("postgres"));
    single.args(["--single", "-D"]).arg(&unfinished).args(["-c", "exit_on_error=on", SUPERUSER]);
    let statements = format!("create role {LOGIN} login createrole\ncreate database {LOGIN} owner {LOGIN}\n");
    run("the first start of postgres", &mut single, &statements)?;

    let cluster = layout.cluster();
    fs::rename(&unfinished, &cluster).map_err(io("rename", &unfinished))?;
    // The rename itself must survive a power cut.
    File::open(layout.root()).and_then(|folder| folder.sync_all()).map_err(io("sync", layout.root()))
}

fn remove_unfinished(path: &Path) -> Result<(), PostgresError> {
    if !path.exists() {
        return Ok(());
    }
    tracing::info!(path = %path.display(), "removing a database that was never finished");
    wait(LEFTOVER_WITHIN, || at_work_in(path).is_empty().then_some(()));
    fs::remove_dir_all(path).map_err(io("remove", path))
}

/// Runs a program to its end; what it said is in the error.
fn run(name: &str, command: &mut Command, input: &str) -> Result<(), PostgresError> {
    let spawned = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = spawned.map_err(io("run", Path::new(SETPRIV)))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that ended early says why below.
        let _ = stdin.write_all(input.as_bytes());
    }
    let output = child.wait_with_output().map_err(io("run", Path::new(SETPRIV)))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    Err(PostgresError::Initialize {
        program: name.to_owned(),
        status: output.status,
        output: String::from_utf8_lossy(&said).trim().to_owned(),
    })
}
