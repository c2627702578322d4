//! The private Postgres that a server without `DATABASE_URL` brings along.
//!
//! Installed binaries, a cluster in the data directory, a unix socket and no TCP
//! port. It is a child of the server and ends with it: `Ctrl-C`, an error, and
//! even `kill -9` of the server stop the database cleanly.
//!
//! Everything here is synchronous on purpose. The kernel sends the "parent died"
//! signal when the *thread* that spawned Postgres ends, so [`Cluster::start`] is
//! called from the main thread, before a runtime with a thread pool exists.
//! [`Cluster`] isn't `Send`, so that it stays there.
//!
//! This module is Linux only (it reads `/proc` and needs `setpriv`), and it knows
//! nothing of tables: those are the store's.

mod account;
mod binaries;
mod cluster;
mod error;
mod initialize;
mod layout;
mod lock;
mod logfile;
mod process;

use std::path::PathBuf;
use std::time::Duration;

pub use cluster::Cluster;
pub use error::PostgresError;

use layout::Layout;
use lock::Lock;

/// The login role that the server uses, and the name of its database. It isn't a
/// superuser, so that row level security holds for it.
const LOGIN: &str = "pulseboard";

/// How long a command waits for a server that is just starting.
const ATTACH_WITHIN: Duration = Duration::from_mins(1);

/// Pause between two looks at a process or a file.
const POLL: Duration = Duration::from_millis(10);

/// Where the cluster lives and which binaries run it.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The data directory of this installation; it exists.
    pub data_dir: PathBuf,
    /// The folder with `postgres` and `initdb`; searched for when absent.
    pub bin: Option<PathBuf>,
}

/// What a client needs to connect: plain data, no driver's type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// Folder of the unix socket.
    pub socket_dir: PathBuf,
    /// Port: only a part of the socket's name here.
    pub port: u16,
    /// Login role; it has no password, the folder's permissions are the guard.
    pub user: String,
    /// Database name.
    pub database: String,
}

/// The embedded database as a command sees it: started for the command, or that
/// of the server which is running already.
#[derive(Debug)]
pub enum Access {
    /// Started by us; dropping it stops it.
    Started(Cluster),
    /// Somebody else's; it stays when we leave.
    Running(Connection),
}

impl Access {
    /// Uses the running server's cluster, or starts it when no server runs.
    ///
    /// Call it from the main thread, like [`Cluster::start`].
    pub fn open(settings: &Settings) -> Result<Self, PostgresError> {
        let layout = Layout::new(&settings.data_dir)?;
        let attached = process::wait(ATTACH_WITHIN, || match Lock::try_acquire(&layout) {
            Ok(None) => {
                // The lock's holder starts, runs or stops the cluster.
                let file = process::PidFile::read(&layout.cluster())?;
                file.ready.then_some(Ok(None))
            }
            taken => Some(taken),
        });
        match attached {
            Some(Ok(Some(lock))) => Cluster::start_locked(settings, layout, lock).map(Self::Started),
            Some(Ok(None)) => Ok(Self::Running(layout.connection())),
            Some(Err(error)) => Err(error),
            None => Err(Lock::held(&layout)),
        }
    }

    /// How to connect.
    pub fn connection(&self) -> Connection {
        match self {
            Self::Started(cluster) => cluster.connection(),
            Self::Running(connection) => connection.clone(),
        }
    }
}
