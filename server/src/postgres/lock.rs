//! One server at a time has the data directory.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::time::Duration;

use super::PostgresError;
use super::error::io;
use super::layout::Layout;
use super::process;

/// How long a server waits for a lock: a command may be about to end, and a server
/// that was just killed may not be gone yet.
const GRACE: Duration = Duration::from_secs(2);

/// Held as long as this value lives; the kernel lets go of it when the process
/// dies in whatever way, so it is never stale.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock; `None` when somebody else has it.
    pub(super) fn try_acquire(layout: &Layout) -> Result<Option<Self>, PostgresError> {
        let path = layout.lock();
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(io("open", &path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(io("lock", &path)(error)),
        }
        // Only for the message that the next one gets.
        let pid = std::process::id();
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| writeln!(file, "{pid}"))
            .map_err(io("write", &path))?;
        Ok(Some(Self { file }))
    }

    /// Takes the lock, or says who has it.
    pub(super) fn acquire(layout: &Layout) -> Result<Self, PostgresError> {
        let taken = process::wait(GRACE, || Self::try_acquire(layout).transpose());
        taken.unwrap_or_else(|| Err(Self::held(layout)))
    }

    /// The error that names the holder.
    pub(super) fn held(layout: &Layout) -> PostgresError {
        let holder = fs::read_to_string(layout.lock()).ok().and_then(|text| text.trim().parse::<u32>().ok());
        PostgresError::Locked {
            data_dir: layout.root().to_owned(),
            holder: holder.map_or_else(String::new, |pid| format!(" (process {pid})")),
        }
    }
}

impl Drop for Lock {
    /// Closing the file isn't enough: a child that another thread is just starting
    /// may hold a copy of it until it runs its program.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}
