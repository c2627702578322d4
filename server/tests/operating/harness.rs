//! A data directory of one test, a process that owns a cluster, and a few looks at
//! both.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::thread;
use std::time::{Duration, Instant};

use server::postgres::{Cluster, Connection, PostgresError, Settings};

/// Names the data directory for [`owner_process`].
const OWNED: &str = "CLUSTER_OF_THE_TEST";

/// A data directory that the account of Postgres can reach; removed at the end.
pub struct DataDir {
    path: PathBuf,
    /// Kept until the last copy is gone.
    template: Option<Arc<DataDir>>,
}

impl DataDir {
    /// An empty one.
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        // Not the temporary folder of the environment: that may be a private one.
        let path = PathBuf::from(format!("/tmp/pulseboard-pg-{}-{number}", std::process::id()));
        fs::create_dir(&path).unwrap();
        Self { path, template: None }
    }

    /// One with a new cluster that isn't running: a copy, since copies are quick.
    pub fn with_cluster() -> Self {
        static TEMPLATE: Mutex<Weak<DataDir>> = Mutex::new(Weak::new());
        let mut shared = TEMPLATE.lock().unwrap();
        let template = shared.upgrade().unwrap_or_else(|| {
            let made = Arc::new(Self::new());
            made.start().stop();
            made
        });
        *shared = Arc::downgrade(&template);
        drop(shared);
        let mut copy = Self::new();
        let status = Command::new("cp").arg("-a").arg(template.cluster()).arg(copy.cluster()).status();
        assert!(status.unwrap().success());
        copy.template = Some(template);
        copy
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn cluster(&self) -> PathBuf {
        self.path.join("pg")
    }

    pub fn settings(&self) -> Settings {
        Settings { data_dir: self.path.clone(), bin: None }
    }

    pub fn start(&self) -> Cluster {
        self.try_start().unwrap()
    }

    pub fn try_start(&self) -> Result<Cluster, PostgresError> {
        Cluster::start(&self.settings())
    }

    /// Replaces a file of the cluster, keeping its owner.
    pub fn write(&self, name: &str, text: &str) {
        let path = self.cluster().join(name);
        fs::write(&path, text).unwrap();
        let owner = fs::metadata(self.cluster()).unwrap();
        chown(&path, Some(owner.uid()), Some(owner.gid())).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }
}

impl Drop for DataDir {
    fn drop(&mut self) {
        until("the cluster has ended", || at_work_in(&self.cluster()) == 0);
        fs::remove_dir_all(&self.path).unwrap();
    }
}

pub fn is_root() -> bool {
    nix::unistd::Uid::effective().is_root()
}

/// Waits for something that happens in another process.
pub fn until(what: &str, mut check: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_mins(1);
    while !check() {
        assert!(Instant::now() < deadline, "waited in vain: {what}");
        thread::sleep(Duration::from_millis(2));
    }
}

/// How many processes stand in a folder.
pub fn at_work_in(folder: &Path) -> usize {
    let processes = fs::read_dir("/proc").unwrap().flatten();
    processes.filter(|entry| fs::read_link(entry.path().join("cwd")).is_ok_and(|cwd| cwd == folder)).count()
}

/// What a statement answers.
pub fn query(connection: &Connection, statement: &str) -> String {
    let output = Command::new("psql")
        .args(["--no-psqlrc", "--tuples-only", "--no-align", "--quiet", "--host"])
        .arg(&connection.socket_dir)
        .args(["--port", &connection.port.to_string()])
        .args(["--username", &connection.user, "--dbname", &connection.database])
        .args(["--set", "ON_ERROR_STOP=1", "--command", statement])
        .output()
        .unwrap();
    let answer = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    answer
}

/// This test program once more, running one test that is ignored otherwise.
pub fn again(program: &Path, test: &str, data_dir: &Path, user: Option<u32>) -> Command {
    let mut command = Command::new(program);
    command
        .args(["--exact", test, "--ignored", "--nocapture", "--test-threads=1"])
        .env(OWNED, data_dir)
        .current_dir("/")
        .stdin(Stdio::null());
    if let Some(user) = user {
        command.uid(user).gid(user);
    }
    command
}

/// The data directory that [`again`] passed on.
pub fn inherited() -> Settings {
    Settings { data_dir: std::env::var_os(OWNED).unwrap().into(), bin: None }
}

/// The program under test, with these variables and no others of ours.
pub fn pulseboard(variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pulseboard"));
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", "/nonexistent")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What a program said, and how it ended.
pub struct Said {
    pub out: String,
    error: String,
    code: Option<i32>,
}

impl Said {
    pub fn succeeded(self) -> Self {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.error);
        self
    }

    /// What it said about its failure: exactly one error.
    pub fn failed(self) -> String {
        assert_eq!(self.code, Some(1), "{}{}", self.out, self.error);
        assert_eq!(self.error.matches("error: ").count(), 1, "{}", self.error);
        self.error
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            out: String::from_utf8(output.stdout).unwrap(),
            error: String::from_utf8(output.stderr).unwrap(),
            code: output.status.code(),
        }
    }
}

/// A process that starts the cluster and keeps it until it is killed.
pub struct Owner(Child);

impl Owner {
    /// Starts the process; the cluster isn't ready yet.
    pub fn begin(data_dir: &DataDir) -> Self {
        let program = std::env::current_exe().unwrap();
        let child = again(&program, "survival::owner_process", data_dir.path(), None).stdout(Stdio::piped()).spawn();
        Self(child.unwrap())
    }

    /// Starts the process and waits for the cluster.
    pub fn start(data_dir: &DataDir) -> Self {
        let mut owner = Self::begin(data_dir);
        let mut lines = BufReader::new(owner.0.stdout.take().unwrap()).lines();
        assert!(lines.any(|line| line.unwrap().contains("cluster is ready")));
        owner
    }

    /// `kill -9`.
    pub fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}
