//! The file that Postgres' messages go to.

use std::fs::{self, File, OpenOptions};
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::PostgresError;
use super::error::io;

/// A larger file is put aside at the next start.
const ROTATE_AT: u64 = 10 * 1024 * 1024;

/// The most that an error message quotes.
const TAIL_LINES: usize = 12;

/// The log of one run.
#[derive(Debug)]
pub(super) struct LogFile {
    path: PathBuf,
    /// Where this run's part begins.
    start: u64,
}

impl LogFile {
    /// Opens the log for appending, after putting a large one aside as `….1`.
    pub(super) fn open(path: PathBuf) -> Result<(Self, File), PostgresError> {
        if fs::metadata(&path).is_ok_and(|meta| meta.len() > ROTATE_AT) {
            let mut aside = path.clone().into_os_string();
            aside.push(".1");
            fs::rename(&path, aside).map_err(io("rotate", &path))?;
        }
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(&path).map_err(io("open", &path))?;
        let start = file.metadata().map_err(io("read", &path))?.len();
        Ok((Self { path, start }, file))
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The last lines that this run has written.
    pub(super) fn tail(&self) -> String {
        let mut text = Vec::new();
        let read = File::open(&self.path).and_then(|mut file| {
            file.seek(SeekFrom::Start(self.start))?;
            file.take(ROTATE_AT).read_to_end(&mut text)
        });
        if read.is_err() || text.is_empty() {
            return "(nothing was written)".to_owned();
        }
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<_> = text.lines().collect();
        lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_large_log_is_put_aside_and_the_tail_is_of_this_run() {
        let folder = std::env::temp_dir().join(format!("pulseboard-logfile-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("the folder can be used");
        let path = folder.join("postgres.log");
        File::create(&path).expect("the folder can be used").set_len(ROTATE_AT + 1).expect("the folder can be used");

        let (_, mut file) = LogFile::open(path.clone()).expect("the folder can be used");
        assert_eq!(fs::metadata(folder.join("postgres.log.1")).expect("the folder can be used").len(), ROTATE_AT + 1);
        writeln!(file, "the run before").expect("the folder can be used");

        let (log, mut file) = LogFile::open(path).expect("the folder can be used");
        assert_eq!(log.tail(), "(nothing was written)");
        for line in 0..20 {
            writeln!(file, "line {line}").expect("the folder can be used");
        }
        let tail = log.tail();
        assert!(tail.starts_with("line 8\n") && tail.ends_with("line 19"), "{tail}");
        fs::remove_dir_all(folder).expect("the folder can be used");
    }
}
