//! `secret-key` in the data directory: one key a line, the newest first, for the server's eyes only.

use std::fmt;
use std::fs::{self, OpenOptions, Permissions};
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
        self.path.parent().map_or(Ok(()), |folder| fs::File::open(folder)?.sync_all())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
