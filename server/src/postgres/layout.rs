//! Where things are in the data directory.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::error::io;
use super::{Connection, LOGIN, PostgresError};

/// Part of the socket's name; there is no TCP port.
const PORT: u16 = 5432;

/// `sun_path` has 108 bytes, and the last one is the terminator.
const SOCKET_PATH_MAX: usize = 107;

/// The data directory's paths.
#[derive(Debug)]
pub(super) struct Layout {
    root: PathBuf,
}

impl Layout {
    /// Checks that a socket fits into the directory. The path is made canonical,
    /// because `/proc` shows canonical paths.
    pub(super) fn new(data_dir: &Path) -> Result<Self, PostgresError> {
        let root = data_dir.canonicalize().map_err(io("open", data_dir))?;
        let layout = Self { root };
        let socket = layout.socket();
        match socket.as_os_str().len().checked_sub(SOCKET_PATH_MAX) {
            None | Some(0) => Ok(layout),
            Some(excess) => Err(PostgresError::LongPath { socket, excess }),
        }
    }

    /// The data directory itself.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The finished cluster.
    pub(super) fn cluster(&self) -> PathBuf {
        self.root.join("pg")
    }

    /// A cluster in the making; whatever is found here was interrupted.
    pub(super) fn unfinished(&self) -> PathBuf {
        self.root.join("pg.new")
    }

    /// The folder of the socket.
    pub(super) fn socket_dir(&self) -> PathBuf {
        self.root.join("run")
    }

    /// The socket.
    pub(super) fn socket(&self) -> PathBuf {
        self.socket_dir().join(format!(".s.PGSQL.{PORT}"))
    }

    /// The lock that one server holds.
    pub(super) fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }

    /// What Postgres says.
    pub(super) fn log(&self) -> PathBuf {
        self.root.join("postgres.log")
    }

    /// How clients connect.
    pub(super) fn connection(&self) -> Connection {
        Connection { socket_dir: self.socket_dir(), port: PORT, user: LOGIN.to_owned(), database: LOGIN.to_owned() }
    }

    /// The major version that wrote the cluster; `None` when there is no cluster.
    pub(super) fn major(&self) -> Result<Option<u32>, PostgresError> {
        let cluster = self.cluster();
        match fs::symlink_metadata(&cluster) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(io("read", &cluster)(error)),
            Ok(_) => {}
        }
        let text = fs::read_to_string(cluster.join("PG_VERSION")).unwrap_or_default();
        match text.trim().split('.').next().map(str::parse) {
            Some(Ok(major)) => Ok(Some(major)),
            _ => Err(PostgresError::NoCluster { cluster }),
        }
    }
}
