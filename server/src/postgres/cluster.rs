//! Starts, watches and stops the cluster's postmaster.

use std::ffi::OsString;
use std::marker::PhantomData;
use std::path::Path;
use std::process::Child;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::account::{Account, SETPRIV};
use super::binaries::Installation;
use super::error::io;
use super::initialize;
use super::layout::Layout;
use super::lock::Lock;
use super::logfile::LogFile;
use super::process::{self, PidFile};
use super::{Connection, PostgresError, Settings};

/// How long the start may take; recovery after a crash under load is the long case.
const READY_WITHIN: Duration = Duration::from_mins(5);

/// Settings that differ from Postgres' defaults. Durability stays as it is by
/// default: everything that was answered is on the disk.
const OPTIONS: [(&str, &str); 13] = [
    ("listen_addresses", ""),
    ("unix_socket_permissions", "0700"),
    ("max_connections", "60"),
    ("shared_buffers", "64MB"),
    ("work_mem", "16MB"),
    ("max_wal_size", "512MB"),
    // Nobody replicates a private cluster.
    ("wal_level", "minimal"),
    ("max_wal_senders", "0"),
    ("random_page_cost", "1.1"),
    // Compiling costs more than our short queries take.
    ("jit", "off"),
    ("timezone", "UTC"),
    ("log_timezone", "UTC"),
    ("log_line_prefix", "%m [%p] "),
];

/// A running Postgres that belongs to this process. Dropping it stops it.
#[derive(Debug)]
pub struct Cluster {
    child: Child,
    layout: Layout,
    log: LogFile,
    major: u32,
    /// Released after the postmaster has ended.
    _lock: Lock,
    /// The kernel ends Postgres with the thread that started it, so the value must
    /// not outlive that thread: this makes it neither `Send` nor `Sync`.
    _thread: PhantomData<Rc<()>>,
}

impl Cluster {
    /// Starts the cluster in the data directory, after creating it if need be, and
    /// waits until it answers.
    ///
    /// Call it from the main thread, before a runtime is built: Postgres gets its
    /// stop signal from the kernel as soon as the calling *thread* ends.
    pub fn start(settings: &Settings) -> Result<Self, PostgresError> {
        let layout = Layout::new(&settings.data_dir)?;
        let lock = Lock::acquire(&layout)?;
        Self::start_locked(settings, layout, lock)
    }

    pub(super) fn start_locked(settings: &Settings, layout: Layout, lock: Lock) -> Result<Self, PostgresError> {
        let installation = Installation::choose(settings.bin.as_deref(), &layout)?;
        let account = Account::choose(&layout)?;
        account.open_the_way(&layout, &installation.bin)?;
        initialize::ensure(&layout, &account, &installation)?;
        account.private_folder(&layout.socket_dir())?;
        process::take_over(&layout)?;

        let (log, file) = LogFile::open(layout.log())?;
        let errors = file.try_clone().map_err(io("open", log.path()))?;
        let mut command = account.command("INT", &installation.bin.join("postgres"));
        command.arg("-D").arg(layout.cluster());
        command.arg("-c").arg(socket_option(&layout.socket_dir()));
        for (name, value) in OPTIONS {
            command.arg("-c").arg(format!("{name}={value}"));
        }
        let started = Instant::now();
        let spawned = command.stdout(file).stderr(errors).spawn();
        let mut cluster = Self {
            child: spawned.map_err(io("run", Path::new(SETPRIV)))?,
            layout,
            log,
            major: installation.major,
            _lock: lock,
            _thread: PhantomData,
        };
        cluster.wait_until_ready()?;
        tracing::info!(
            major = cluster.major,
            pid = cluster.child.id(),
            took_ms = started.elapsed().as_millis(),
            "PostgreSQL is ready"
        );
        Ok(cluster)
    }

    /// Postgres says in its pid file when it answers.
    fn wait_until_ready(&mut self) -> Result<(), PostgresError> {
        let path = self.layout.cluster();
        let mine = self.child.id();
        let child = &mut self.child;
        let outcome = process::wait(READY_WITHIN, || match child.try_wait() {
            Ok(Some(status)) => Some(Err(status)),
            _ => PidFile::read(&path).filter(|file| file.ready && file.pid == mine).map(|_| Ok(())),
        });
        match outcome {
            Some(Ok(())) => Ok(()),
            Some(Err(status)) => {
                Err(PostgresError::Exited { status, log: self.log.path().to_owned(), tail: self.log.tail() })
            }
            None => Err(PostgresError::NotReady { seconds: READY_WITHIN.as_secs(), log: self.log.path().to_owned() }),
        }
    }

    /// How to connect.
    pub fn connection(&self) -> Connection {
        self.layout.connection()
    }

    /// Where Postgres writes its log.
    pub fn log(&self) -> &Path {
        self.log.path()
    }

    /// The postmaster's process number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// The major version that runs, for example 15.
    pub fn major(&self) -> u32 {
        self.major
    }

    /// Whether the postmaster has ended without being asked to.
    pub fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    /// Stops the cluster: open transactions are rolled back and a checkpoint is
    /// written. Takes some ten milliseconds, and at most half a minute.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let started = Instant::now();
        let status = process::end(&mut self.child);
        tracing::info!(
            status = status.map(|status| status.to_string()),
            took_ms = started.elapsed().as_millis(),
            "PostgreSQL has stopped"
        );
    }
}

/// The setting is a list separated by commas, so the path is quoted.
fn socket_option(folder: &Path) -> OsString {
    let mut option = OsString::from("unix_socket_directories=\"");
    option.push(folder.to_string_lossy().replace('"', "\"\""));
    option.push("\"");
    option
}
