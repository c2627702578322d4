//! Files that are for the server's eyes only, written whole or not at all.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Makes what `write` writes the content of the file at `path`, with mode 0600. It is written under another name first,
/// beside it: a crash leaves the old content or the new one.
///
/// # Errors
/// As the file system has them.
pub fn replace(path: &Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    let unfinished = path.with_extension(format!("new-{}", std::process::id()));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished)?;
    // A leftover of the same name keeps its mode.
    file.set_permissions(Permissions::from_mode(0o600))?;
    write(&mut file)?;
    file.sync_all()?;
    fs::rename(unfinished, path)?;
    // The name is on the disk only when the folder is.
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}
