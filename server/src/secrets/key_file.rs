//! `secret-key` in the data directory: one key a line, the newest first, for the server's eyes only.

use std::fmt;
use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use secrecy::{ExposeSecret, SecretString};
use store::secret::SecretKey;

/// The file; it may not exist.
#[derive(Debug, Clone)]
pub(super) struct KeyFile {
    path: PathBuf,
}

impl KeyFile {
    pub(super) fn in_data_dir(data_dir: &Path) -> Self {
        Self { path: data_dir.join("secret-key") }
    }

    /// The path, for messages.
    pub(super) fn path(&self) -> impl fmt::Display {
        self.path.display()
    }

    /// The keys in the file, at least one; `None` where there is no file.
    pub(super) fn read(&self) -> anyhow::Result<Option<Vec<SecretKey>>> {
        let path = self.path();
        let text = match fs::read_to_string(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            read => SecretString::from(read.with_context(|| format!("can't read {path}"))?),
        };
        let mode = fs::metadata(&self.path).with_context(|| format!("can't read {path}"))?.permissions().mode();
        if mode & 0o077 != 0 {
            bail!("{path} holds the key of the stored secrets and others may read it: run `chmod 600 {path}`");
        }
        let lines = text.expose_secret().lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        let keys: Result<Vec<_>, _> = lines.map(SecretKey::parse).collect();
        match keys {
            Ok(keys) if !keys.is_empty() => Ok(Some(keys)),
            _ => {
                bail!("{path} should hold the key of the stored secrets, and doesn't: put the file back from a backup")
            }
        }
    }

    /// The keys in the file; a new one where there is no file. Of two processes that start at once, one makes it.
    pub(super) fn read_or_make(&self) -> anyhow::Result<(Vec<SecretKey>, bool)> {
        let lock = self.lock_file()?;
        lock.lock().with_context(|| format!("can't lock {}", self.path()))?;
        if let Some(keys) = self.read()? {
            return Ok((keys, false));
        }
        let keys = vec![SecretKey::generate()];
        self.write(&keys)?;
        Ok((keys, true))
    }

    /// Keeps others from changing the file for as long as the answer lives: of two changes of keys at once, one would
    /// overwrite the key of the other.
    pub(super) fn lock(&self) -> anyhow::Result<File> {
        let lock = self.lock_file()?;
        match lock.try_lock() {
            Ok(()) => Ok(lock),
            Err(TryLockError::WouldBlock) => bail!("somebody else is changing the key in {} just now", self.path()),
            Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("can't lock {}", self.path())),
        }
    }

    /// Beside the file, which is replaced whenever it is written.
    fn lock_file(&self) -> anyhow::Result<File> {
        let path = self.path.with_extension("lock");
        let opened = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path);
        opened.with_context(|| format!("can't write {}", path.display()))
    }

    /// Writes the keys under another name first: a crash must not leave half a key.
    pub(super) fn write(&self, keys: &[SecretKey]) -> anyhow::Result<()> {
        self.replace(keys).with_context(|| format!("can't write {}", self.path()))
    }

    fn replace(&self, keys: &[SecretKey]) -> std::io::Result<()> {
        let unfinished = self.path.with_extension(format!("new-{}", std::process::id()));
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
        // A leftover of the same name keeps its mode.
        file.set_permissions(Permissions::from_mode(0o600))?;
        file.write_all(
            b"# Opens the secrets in the database: keep a copy, and keep it apart from the database's backups.\n",
        )?;
        for key in keys {
            file.write_all(key.expose().expose_secret().as_bytes())?;
            file.write_all(b"\n")?;
        }
        file.sync_all()?;
        fs::rename(unfinished, &self.path)?;
        // The name is on the disk only when the folder is.
        self.path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_that_make_or_change_the_key_at_once_one_does() {
        let folder = std::env::temp_dir().join(format!("pulseboard-key-lock-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("it can be made");
        let file = KeyFile::in_data_dir(&folder);
        let threads: Vec<_> = (0..8)
            .map(|_| {
                std::thread::spawn({
                    let file = file.clone();
                    move || file.read_or_make().expect("it works")
                })
            })
            .collect();
        let made: Vec<_> = threads.into_iter().map(|thread| thread.join().expect("no panic")).collect();
        assert_eq!(made.iter().filter(|(_, is_new)| *is_new).count(), 1);
        assert!(made.iter().all(|(keys, _)| *keys == made[0].0));

        let lock = file.lock().expect("nobody has it");
        let error = file.lock().expect_err("somebody has it");
        assert!(error.to_string().starts_with("somebody else is changing the key"), "{error}");
        drop(lock);
        file.lock().expect("nobody has it any more");
        fs::remove_dir_all(folder).expect("it can be removed");
    }

    #[test]
    fn the_keys_are_for_us_alone_and_a_file_that_others_can_read_is_refused() {
        let folder = std::env::temp_dir().join(format!("pulseboard-key-file-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("it can be made");
        let file = KeyFile::in_data_dir(&folder);
        assert!(file.read().expect("no file is right").is_none());

        let keys = [SecretKey::generate(), SecretKey::generate()];
        file.write(&keys).expect("it can be written");
        assert_eq!(file.read().expect("it can be read").as_deref(), Some(&keys[..]));
        let mode = fs::metadata(&file.path).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(&folder).expect("it is there").count(), 1);

        fs::set_permissions(&file.path, Permissions::from_mode(0o640)).expect("it is ours");
        let error = file.read().expect_err("others can read it");
        assert!(error.to_string().contains("chmod 600"), "{error}");
        for text in ["", "# nothing\n", "hunter2\n"] {
            fs::write(&file.path, text).expect("it can be written");
            fs::set_permissions(&file.path, Permissions::from_mode(0o600)).expect("it is ours");
            let error = file.read().expect_err("there is no key");
            assert!(error.to_string().contains("backup") && !error.to_string().contains("hunter2"), "{error}");
        }
        fs::remove_dir_all(folder).expect("it can be removed");
    }
}
