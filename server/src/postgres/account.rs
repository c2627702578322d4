//! The account that Postgres runs as: the server's own, or another one for root,
//! as which Postgres refuses to run.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::unistd::{Uid, User};
use std::os::unix::process::CommandExt;

use super::PostgresError;
use super::error::io;
use super::layout::Layout;

/// Accounts for a server that runs as root, in this order.
const ACCOUNTS: [&str; 2] = ["pulseboard", "postgres"];

/// What starts Postgres, as an error message names it.
pub(super) const SETPRIV: &str = "setpriv (part of util-linux)";

/// Who runs Postgres.
#[derive(Debug)]
pub(super) struct Account {
    name: String,
    uid: u32,
    gid: u32,
    /// Whether a process must be switched to it.
    is_other: bool,
}

impl Account {
    /// The owner of the cluster if there is one, else ourselves, or for root one of
    /// the known accounts.
    pub(super) fn choose(layout: &Layout) -> Result<Self, PostgresError> {
        let own = Uid::effective();
        let cluster = layout.cluster();
        let owner = fs::metadata(&cluster).ok().map(|meta| Uid::from_raw(meta.uid()));
        match owner {
            Some(owner) if owner != own => {
                let account = Self::of(owner, own.is_root());
                if own.is_root() {
                    Ok(account)
                } else {
                    Err(PostgresError::OtherOwner { cluster, owner: account.name })
                }
            }
            // A cluster of root comes from a copy or a chown: it gets an owner again.
            _ if own.is_root() => {
                let account = Self::for_root()?;
                if owner.is_some() {
                    account.give(&cluster)?;
                }
                Ok(account)
            }
            _ => Ok(Self::of(own, false)),
        }
    }

    fn for_root() -> Result<Self, PostgresError> {
        ACCOUNTS
            .into_iter()
            .find_map(|name| User::from_name(name).ok().flatten())
            .map(|user| Self::of(user.uid, true))
            .ok_or(PostgresError::NoAccount)
    }

    fn of(uid: Uid, is_other: bool) -> Self {
        let user = User::from_uid(uid).ok().flatten();
        Self {
            gid: user.as_ref().map_or(uid.as_raw(), |user| user.gid.as_raw()),
            name: user.map_or_else(|| uid.to_string(), |user| user.name),
            uid: uid.as_raw(),
            is_other,
        }
    }

    /// A command that runs as this account, outside our process group (so that
    /// Ctrl-C reaches only us) and with none of our environment. The kernel sends it
    /// `signal` when the calling thread ends.
    pub(super) fn command(&self, signal: &str, program: &Path) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", signal]);
        if self.is_other {
            command.args(["--reuid", &self.uid.to_string()]);
            command.args(["--regid", &self.gid.to_string(), "--clear-groups"]);
        }
        command
            .arg("--")
            .arg(program)
            .env_clear()
            .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            .env("LC_ALL", "C.UTF-8")
            .current_dir("/")
            .stdin(Stdio::null())
            .process_group(0);
        command
    }

    /// Makes a folder that only this account (and root) can enter. An existing one
    /// is brought into that state.
    pub(super) fn private_folder(&self, path: &Path) -> Result<(), PostgresError> {
        fs::create_dir_all(path).map_err(io("create", path))?;
        let private = fs::Permissions::from_mode(0o700);
        fs::set_permissions(path, private).map_err(io("set the permissions of", path))?;
        if self.is_other {
            chown(path, Some(self.uid), Some(self.gid)).map_err(io("change the owner of", path))?;
        }
        Ok(())
    }

    /// Gives a whole tree to this account.
    fn give(&self, path: &Path) -> Result<(), PostgresError> {
        let own = |path: &Path| std::os::unix::fs::lchown(path, Some(self.uid), Some(self.gid));
        own(path).map_err(io("change the owner of", path))?;
        if fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir()) {
            for entry in fs::read_dir(path).map_err(io("read", path))? {
                self.give(&entry.map_err(io("read", path))?.path())?;
            }
        }
        Ok(())
    }

    /// Lets the account pass through our data directory, and checks that it can
    /// reach it, and the binaries, through every parent folder.
    pub(super) fn open_the_way(&self, layout: &Layout, bin: &Path) -> Result<(), PostgresError> {
        if !self.is_other {
            return Ok(());
        }
        let root = layout.root();
        if !self.may_pass(root)? {
            // Ours, so we may: passable by the account's group, not listable.
            let mode = fs::metadata(root).map_err(io("read", root))?.mode();
            chown(root, None, Some(self.gid)).map_err(io("change the group of", root))?;
            let passable = fs::Permissions::from_mode(mode & 0o7700 | 0o010);
            fs::set_permissions(root, passable).map_err(io("set the permissions of", root))?;
        }
        let bin = bin.canonicalize().map_err(io("open", bin))?;
        for path in [root, &bin] {
            if let Some(folder) = self.obstacle(path)? {
                return Err(PostgresError::Unreachable { account: self.name.clone(), path: path.to_owned(), folder });
            }
        }
        Ok(())
    }

    /// The topmost folder on the way to `path` that this account can't pass.
    fn obstacle(&self, path: &Path) -> Result<Option<PathBuf>, PostgresError> {
        let mut folders: Vec<_> = path.ancestors().collect();
        folders.reverse();
        for folder in folders {
            if !self.may_pass(folder)? {
                return Ok(Some(folder.to_owned()));
            }
        }
        Ok(None)
    }

    fn may_pass(&self, folder: &Path) -> Result<bool, PostgresError> {
        let meta = fs::metadata(folder).map_err(io("read", folder))?;
        let bit = if meta.uid() == self.uid {
            0o100
        } else if meta.gid() == self.gid {
            0o010
        } else {
            0o001
        };
        Ok(meta.mode() & bit != 0)
    }
}
