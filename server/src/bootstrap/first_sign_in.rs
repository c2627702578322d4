//! The file that keeps the generated password until the owner deletes it.

use std::fs;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use domain::email::Email;
use domain::password::Password;

use super::Welcome;
use crate::{private_file, random};

/// `first-sign-in` in the data directory, readable by its owner only.
pub(super) struct FirstSignIn {
    path: PathBuf,
}

impl FirstSignIn {
    pub(super) fn at(data_dir: &Path) -> Self {
        Self { path: data_dir.join("first-sign-in") }
    }

    /// The password for this address: that of the file, or a new one that is written
    /// there. Also says whether it is new.
    pub(super) fn keep(&self, email: &Email) -> anyhow::Result<(Password, bool)> {
        if let Some(kept) = self.read()?.filter(|kept| kept.email == *email) {
            return Ok((kept.password, false));
        }
        let password = random::password();
        let text = format!(
            "# How to sign in to Pulseboard for the first time. Delete this file when you have.\n\
             email: {email}\npassword: {}\n",
            password.expose()
        );
        private_file::replace(&self.path, |file| file.write_all(text.as_bytes()))
            .with_context(|| format!("can't write {}", self.path.display()))?;
        Ok((password, true))
    }

    /// What the file says, if it is there.
    pub(super) fn read(&self) -> anyhow::Result<Option<Welcome>> {
        let path = self.path.display();
        let text = match fs::read_to_string(&self.path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            read => read.with_context(|| format!("can't read {path}"))?,
        };
        let value = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        let email = value("email:").and_then(|text| Email::parse(text).ok());
        let password = value("password:").and_then(|text| Password::parse(text).ok());
        match (email, password) {
            (Some(email), Some(password)) => Ok(Some(Welcome { email, password, file: self.path.clone() })),
            _ => bail!("{path} has no e-mail address and password in it any more: delete it"),
        }
    }

    /// Forgets a password that no account has.
    pub(super) fn discard(&self) -> anyhow::Result<()> {
        fs::remove_file(&self.path).with_context(|| format!("can't delete {}", self.path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_password_is_kept_for_us_alone_until_the_file_is_deleted() {
        let folder = std::env::temp_dir().join(format!("pulseboard-first-sign-in-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("it can be made");
        let file = FirstSignIn::at(&folder);
        let email = Email::parse("ana@example.com").expect("an address");
        assert!(file.read().expect("it is readable").is_none());

        let (password, is_new) = file.keep(&email).expect("it can be written");
        assert!(is_new);
        let again = file.keep(&email).expect("it is there");
        assert_eq!(again, (password.clone(), false));
        let welcome = file.read().expect("it is readable").expect("it is there");
        assert_eq!((welcome.email, welcome.password), (email, password));
        let mode = fs::metadata(&welcome.file).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(&folder).expect("it is there").count(), 1);

        fs::write(&welcome.file, "email: ana@example.com\n").expect("it can be written");
        let error = file.read().expect_err("there is no password");
        assert!(error.to_string().contains("delete it"), "{error}");
        file.discard().expect("it is there");
        assert!(file.read().expect("it is readable").is_none());
        fs::remove_dir_all(folder).expect("it can be removed");
    }
}
