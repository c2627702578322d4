//! What can go wrong with the embedded Postgres, in words for the person who
//! started the server.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitStatus;

/// A reason why the embedded Postgres isn't running. The text of each says what to
/// do; the cause, if there is one, is its source.
#[derive(Debug, thiserror::Error)]
pub enum PostgresError {
    /// No installation anywhere.
    #[error(
        "no PostgreSQL server was found (looked in {looked}): install PostgreSQL {minimum} or newer \
         (Debian and Ubuntu: apt-get install postgresql), or set PULSEBOARD_PG_BIN to the folder with \
         `postgres` and `initdb`, or set DATABASE_URL"
    )]
    NotInstalled {
        /// The folders that were searched.
        looked: String,
        /// The oldest major version that works.
        minimum: u32,
    },
    /// `PULSEBOARD_PG_BIN` has no server in it.
    #[error("PULSEBOARD_PG_BIN is {bin}, but there is no working `postgres` and `initdb` in that folder")]
    WrongBin {
        /// The folder that was named.
        bin: PathBuf,
    },
    /// Only versions that are too old.
    #[error("PostgreSQL {found} in {bin} is too old: {minimum} or newer is needed")]
    TooOld {
        /// The newest major version that was found.
        found: u32,
        /// Where it was found.
        bin: PathBuf,
        /// The oldest major version that works.
        minimum: u32,
    },
    /// The data are of a major version that isn't installed.
    #[error(
        "the data in {cluster} belong to PostgreSQL {data}, but installed is {installed}: install \
         PostgreSQL {data}, or name its folder in PULSEBOARD_PG_BIN, or move the data with pg_upgrade"
    )]
    OtherMajor {
        /// The cluster's folder.
        cluster: PathBuf,
        /// Major version that wrote the data.
        data: u32,
        /// Versions and folders of what is installed.
        installed: String,
    },
    /// The cluster's folder holds something else.
    #[error("{cluster} exists but is no PostgreSQL cluster (PG_VERSION is missing or unreadable): move it away")]
    NoCluster {
        /// The cluster's folder.
        cluster: PathBuf,
    },
    /// Another server or command has the data directory.
    #[error(
        "another pulseboard{holder} uses the data directory {data_dir}: stop it, or choose another \
         PULSEBOARD_DATA_DIR"
    )]
    Locked {
        /// The data directory.
        data_dir: PathBuf,
        /// " (process 12)", or nothing when it isn't known.
        holder: String,
    },
    /// Started as root on a machine without an account for Postgres.
    #[error(
        "PostgreSQL refuses to run as root, and there is no user `pulseboard` or `postgres` to run it as: \
         create one with `useradd --system pulseboard`, or start pulseboard as another user"
    )]
    NoAccount,
    /// A parent folder stops the account.
    #[error(
        "the user `{account}`, who runs PostgreSQL, can't reach {path}, because {folder} isn't open to it: \
         run `chmod o+x {folder}`, or choose another PULSEBOARD_DATA_DIR (as root it can't be under /root)"
    )]
    Unreachable {
        /// The account's name.
        account: String,
        /// What it needs to reach.
        path: PathBuf,
        /// The folder in the way.
        folder: PathBuf,
    },
    /// The cluster belongs to somebody else.
    #[error("{cluster} belongs to the user `{owner}`: start pulseboard as that user or as root")]
    OtherOwner {
        /// The cluster's folder.
        cluster: PathBuf,
        /// Name or number of its owner.
        owner: String,
    },
    /// The kernel's limit for socket paths.
    #[error(
        "the data directory's path is {excess} bytes too long for a unix socket in it ({socket}): choose a \
         shorter PULSEBOARD_DATA_DIR"
    )]
    LongPath {
        /// The socket's whole path.
        socket: PathBuf,
        /// Bytes over the limit.
        excess: usize,
    },
    /// An operation of the operating system failed.
    #[error("could not {action} {path}")]
    Io {
        /// "create", "read", …
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// `initdb`, or the first statements in the new cluster, failed.
    #[error("{program} failed ({status}):\n{output}")]
    Initialize {
        /// Which program.
        program: String,
        /// How it ended.
        status: ExitStatus,
        /// What it said.
        output: String,
    },
    /// Postgres ended instead of becoming ready.
    #[error("PostgreSQL did not start ({status}); the end of {log}:\n{tail}")]
    Exited {
        /// How it ended.
        status: ExitStatus,
        /// Its log.
        log: PathBuf,
        /// Last lines of the log.
        tail: String,
    },
    /// Postgres is alive but not ready.
    #[error("PostgreSQL was not ready after {seconds} s; {log} says why")]
    NotReady {
        /// How long it was waited for.
        seconds: u64,
        /// Its log.
        log: PathBuf,
    },
    /// Processes of an earlier run don't end.
    #[error("PostgreSQL processes of an earlier run still use {cluster} and don't end: {pids}")]
    Leftover {
        /// The cluster's folder.
        cluster: PathBuf,
        /// Their numbers.
        pids: String,
    },
}

/// Adds what was being done, and to what, to an operating system's error.
pub(super) fn io<'a>(action: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> PostgresError + 'a {
    move |source| PostgresError::Io { action, path: path.to_owned(), source }
}
