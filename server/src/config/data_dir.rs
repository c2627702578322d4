//! The data directory: where it is, and that it can be used.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::reader::Reader;
use super::values;

/// The data directory can't be used.
#[derive(Debug, thiserror::Error)]
#[error("the data directory {path} can't be written: set PULSEBOARD_DATA_DIR to a folder that this user may write")]
pub struct DataDirError {
    path: PathBuf,
    source: io::Error,
}

/// The variable, else the place where the system keeps a service's or a user's data.
pub(super) fn choose(reader: &mut Reader, is_root: bool) -> PathBuf {
    let name = "PULSEBOARD_DATA_DIR";
    if let Some(path) = reader.value(name, values::path) {
        return path;
    }
    if is_root {
        return PathBuf::from("/var/lib/pulseboard");
    }
    let absolute = |name| reader.foreign(name).map(Path::new).filter(|path| path.is_absolute());
    let data = absolute("XDG_DATA_HOME").map(Path::to_owned);
    let data = data.or_else(|| absolute("HOME").map(|home| home.join(".local/share")));
    if let Some(data) = data {
        return data.join("pulseboard");
    }
    if !reader.is_set(name) {
        reader.contradiction(name, "must be set, because neither XDG_DATA_HOME nor HOME is");
    }
    PathBuf::new()
}

/// Creates the directory if it is missing (closed to others), and tries to write.
pub fn prepare(path: &Path) -> Result<(), DataDirError> {
    let wrong = |source| DataDirError { path: path.to_owned(), source };
    if !path.is_dir() {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(wrong)?;
        }
        match DirBuilder::new().mode(0o700).create(path) {
            // Two servers may start at the same moment.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
            other => other.map_err(wrong)?,
        }
    }
    let probe = path.join(format!(".probe-{}", std::process::id()));
    File::create(&probe).map_err(wrong)?;
    fs::remove_file(&probe).map_err(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_missing_directory_is_made_for_us_alone() {
        let parent = std::env::temp_dir().join(format!("pulseboard-data-dir-{}", std::process::id()));
        let path = parent.join("deep/data");
        prepare(&path).expect("it can be made");
        prepare(&path).expect("it may exist");
        let mode = fs::metadata(&path).expect("it exists").permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        assert_eq!(fs::read_dir(&path).expect("it exists").count(), 0);
        fs::remove_dir_all(parent).expect("it can be removed");
    }

    #[test]
    fn a_directory_that_cannot_be_written_is_named_with_the_cause() {
        // A file in the way stops even root.
        let file = std::env::temp_dir().join(format!("pulseboard-data-file-{}", std::process::id()));
        fs::write(&file, "").expect("it can be written");
        for path in [file.join("data"), file.clone()] {
            let error = prepare(&path).expect_err("there is a file in the way");
            assert!(error.to_string().contains(&path.display().to_string()), "{error}");
            assert!(error.source().is_some());
        }
        fs::remove_file(file).expect("it can be removed");
    }
}
