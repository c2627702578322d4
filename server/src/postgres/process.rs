//! Running processes: what the pid file and `/proc` say about them, and how to end
//! one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::error::io;
use super::layout::Layout;
use super::{POLL, PostgresError};

/// How long a fast shutdown (roll back, write a checkpoint) may take.
const FAST_WITHIN: Duration = Duration::from_secs(20);

/// How long an immediate shutdown may take; the next start then recovers.
const IMMEDIATE_WITHIN: Duration = Duration::from_secs(10);

/// The lines of `postmaster.pid` that matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PidFile {
    /// The postmaster's process (line 1).
    pub(super) pid: u32,
    /// Whether it answers queries (line 8).
    pub(super) ready: bool,
}

impl PidFile {
    /// Reads the file; `None` when it is missing or was only half written.
    pub(super) fn read(cluster: &Path) -> Option<Self> {
        Self::parse(&fs::read_to_string(Self::path(cluster)).ok()?)
    }

    fn path(cluster: &Path) -> PathBuf {
        cluster.join("postmaster.pid")
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let pid = lines.next()?.trim().parse().ok()?;
        let ready = lines.nth(6).is_some_and(|status| status.trim() == "ready");
        Some(Self { pid, ready })
    }
}

/// Looks again and again until `check` has something or the time is over.
#[expect(clippy::disallowed_methods, reason = "runs on the main thread, before and after there is a runtime")]
pub(super) fn wait<T>(within: Duration, mut check: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + within;
    loop {
        if let Some(found) = check() {
            return Some(found);
        }
        if Instant::now() > deadline {
            return None;
        }
        thread::sleep(POLL);
    }
}

/// The Postgres processes at work in a cluster. A dead process has no working
/// directory, so a zombie doesn't count; neither does a shell that stands there.
pub(super) fn at_work_in(cluster: &Path) -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let works_there = |pid: &u32| {
        fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|cwd| cwd == cluster)
            && fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|name| name.starts_with("post"))
    };
    entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).filter(works_there).collect()
}

fn signal(pid: u32, signal: Signal) {
    // Failing means that the process has ended, which is what the signal is for.
    if let Ok(pid) = i32::try_from(pid) {
        let _ = kill(Pid::from_raw(pid), signal);
    }
}

/// Ends our own postmaster: fast, then immediate, then by force.
pub(super) fn end(child: &mut Child) -> Option<ExitStatus> {
    if let Ok(Some(status)) = child.try_wait() {
        return Some(status);
    }
    let pid = child.id();
    for (how, within) in [(Signal::SIGINT, FAST_WITHIN), (Signal::SIGQUIT, IMMEDIATE_WITHIN)] {
        signal(pid, how);
        if let Some(status) = wait(within, || child.try_wait().ok().flatten()) {
            return Some(status);
        }
        tracing::warn!(pid, signal = how.as_str(), "PostgreSQL didn't end in time");
    }
    let _ = child.kill();
    child.wait().ok()
}

/// Ends what an earlier run has left in the cluster, then removes its stale files.
///
/// Whoever calls this holds the lock, so no server owns such processes any more. A
/// postmaster that outlived its server is taken over by a clean stop and a new start
/// rather than as it runs: it may be about to end already (the kernel lets go of a
/// dead server's lock before it signals the child), and only as our child does it end
/// with us. After a power cut there are only files, and their process number may
/// belong to a stranger by now; Postgres itself would refuse to start then.
pub(super) fn take_over(layout: &Layout) -> Result<(), PostgresError> {
    let cluster = layout.cluster();
    for (how, within) in [(Signal::SIGINT, FAST_WITHIN), (Signal::SIGQUIT, IMMEDIATE_WITHIN)] {
        let left = at_work_in(&cluster);
        if left.is_empty() {
            break;
        }
        // Without a postmaster its orphans notice and end by themselves.
        if let Some(file) = PidFile::read(&cluster).filter(|file| left.contains(&file.pid)) {
            tracing::info!(pid = file.pid, "taking over the PostgreSQL that an earlier server left");
            signal(file.pid, how);
        }
        wait(within, || at_work_in(&cluster).is_empty().then_some(()));
    }
    let left = at_work_in(&cluster);
    if !left.is_empty() {
        let pids: Vec<_> = left.iter().map(u32::to_string).collect();
        return Err(PostgresError::Leftover { cluster, pids: pids.join(", ") });
    }
    let socket = layout.socket();
    let mut socket_lock = socket.clone().into_os_string();
    socket_lock.push(".lock");
    for stale in [PidFile::path(&cluster), socket, socket_lock.into()] {
        match fs::remove_file(&stale) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(io("remove", &stale)(error));
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pid_file_as_postgres_writes_it() {
        let whole = "4711\n/data/pg\n1700000000\n5432\n/data/run\n\n  1048635   0\nready   \n";
        let file = |pid, ready| Some(PidFile { pid, ready });
        assert_eq!(PidFile::parse(whole), file(4711, true));
        assert_eq!(PidFile::parse(&whole.replace("ready", "stopping")), file(4711, false));
        assert_eq!(PidFile::parse("4711\n/data/pg\n1700000000\n"), file(4711, false));
        // As a power cut leaves it.
        assert_eq!(PidFile::parse(""), None);
        assert_eq!(PidFile::parse("\0\0\0\0"), None);
    }

    #[test]
    fn a_process_that_merely_stands_there_is_not_at_work() {
        let here = std::env::current_dir().expect("there is a working directory");
        assert_eq!(at_work_in(&here), Vec::<u32>::new());
    }
}
