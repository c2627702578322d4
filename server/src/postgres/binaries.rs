//! Finds installed Postgres servers and chooses one.

use std::collections::HashSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::PostgresError;
use super::layout::Layout;

/// The oldest major version that works.
const MINIMUM_MAJOR: u32 = 14;

/// Folders that hold one folder per major version, and what the binaries' folder
/// is called in those: Debian and Ubuntu; Red Hat and its kin; Alpine and Arch.
const VERSIONED: [(&str, &str); 3] = [("/usr/lib/postgresql", "bin"), ("/usr", "bin"), ("/usr/libexec", "")];

/// Folders where people install by hand.
const PLAIN: [&str; 3] = ["/usr/local/pgsql/bin", "/usr/local/bin", "/usr/bin"];

/// An installed server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Installation {
    /// The folder with `postgres` and `initdb`.
    pub(super) bin: PathBuf,
    /// The major version, for example 15.
    pub(super) major: u32,
    /// The minor version; 0 for a beta.
    minor: u32,
}

impl Installation {
    /// The installation for a cluster: of its major version if there is a cluster,
    /// else the newest.
    pub(super) fn choose(bin: Option<&Path>, layout: &Layout) -> Result<Self, PostgresError> {
        let data = layout.major()?;
        let found = match bin {
            Some(bin) => vec![Self::probe(bin).ok_or_else(|| PostgresError::WrongBin { bin: bin.to_owned() })?],
            None => Self::search(&candidates())?,
        };
        Self::pick(found, data, layout)
    }

    fn search(folders: &[PathBuf]) -> Result<Vec<Self>, PostgresError> {
        let found: Vec<_> = folders.iter().filter_map(|folder| Self::probe(folder)).collect();
        if found.is_empty() {
            let looked: Vec<_> = folders.iter().map(|folder| folder.display().to_string()).collect();
            return Err(PostgresError::NotInstalled { looked: looked.join(", "), minimum: MINIMUM_MAJOR });
        }
        Ok(found)
    }

    /// Of several with the right major version, the newest; of equals, the first.
    fn pick(mut found: Vec<Self>, data: Option<u32>, layout: &Layout) -> Result<Self, PostgresError> {
        found.sort_by_key(|one| std::cmp::Reverse((one.major, one.minor)));
        if let Some(data) = data {
            let installed: Vec<_> = found.iter().map(Self::describe).collect();
            let fitting = found.into_iter().find(|one| one.major == data);
            return fitting.ok_or_else(|| PostgresError::OtherMajor {
                cluster: layout.cluster(),
                data,
                installed: installed.join(", "),
            });
        }
        let newest = found.swap_remove(0);
        if newest.major < MINIMUM_MAJOR {
            return Err(PostgresError::TooOld { found: newest.major, bin: newest.bin, minimum: MINIMUM_MAJOR });
        }
        Ok(newest)
    }

    fn describe(&self) -> String {
        format!("PostgreSQL {} ({})", self.major, self.bin.display())
    }

    /// The installation in a folder, if it is a whole one that runs.
    fn probe(bin: &Path) -> Option<Self> {
        let postgres = bin.join("postgres");
        if !postgres.is_file() || !bin.join("initdb").is_file() {
            return None;
        }
        let output = Command::new(postgres).arg("--version").stdin(Stdio::null()).output().ok()?;
        let (major, minor) = version(&String::from_utf8_lossy(&output.stdout))?;
        Some(Self { bin: bin.to_owned(), major, minor })
    }
}

/// Major and minor of what `postgres --version` prints.
fn version(line: &str) -> Option<(u32, u32)> {
    let number = line.strip_prefix("postgres (PostgreSQL) ")?;
    let digits = |text: &str| {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        text[..end].parse().ok()
    };
    let mut parts = number.splitn(2, '.');
    let major = digits(parts.next()?)?;
    Some((major, parts.next().and_then(digits).unwrap_or(0)))
}

/// Every folder worth a look, each once.
fn candidates() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for (parent, below) in VERSIONED {
        let Ok(entries) = fs::read_dir(parent) else {
            continue;
        };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let is_version =
                parent == "/usr/lib/postgresql" || name.starts_with("pgsql") || name.starts_with("postgresql");
            if is_version {
                folders.push(entry.path().join(below));
            }
        }
    }
    folders.extend(PLAIN.map(PathBuf::from));
    folders.extend(env::var_os("PATH").iter().flat_map(env::split_paths));
    let mut seen = HashSet::new();
    folders.retain(|folder| folder.is_absolute() && seen.insert(folder.clone()));
    folders
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installation(major: u32, minor: u32, bin: &str) -> Installation {
        Installation { bin: bin.into(), major, minor }
    }

    #[test]
    fn versions_as_distributions_print_them() {
        let cases = [
            ("postgres (PostgreSQL) 15.10 (Debian 15.10-0+deb12u1)\n", Some((15, 10))),
            ("postgres (PostgreSQL) 18beta1\n", Some((18, 0))),
            ("postgres (PostgreSQL) 9.6.24\n", Some((9, 6))),
            ("postgres (EnterpriseDB) 15\n", None),
            ("", None),
        ];
        for (line, expected) in cases {
            assert_eq!(version(line), expected, "{line}");
        }
    }

    #[test]
    fn the_data_decide_the_version_and_else_the_newest() {
        let layout = Layout::new(&env::temp_dir()).expect("the folder exists");
        let found = vec![
            installation(15, 3, "/a"),
            installation(9, 6, "/b"),
            installation(16, 1, "/c"),
            installation(15, 10, "/d"),
        ];
        let pick = |data| Installation::pick(found.clone(), data, &layout);
        assert_eq!(pick(None).expect("one is new enough").bin, Path::new("/c"));
        assert_eq!(pick(Some(15)).expect("there are two").bin, Path::new("/d"));
        let error = pick(Some(14)).expect_err("there is none").to_string();
        assert!(error.contains("belong to PostgreSQL 14"), "{error}");
        assert!(error.contains("PostgreSQL 16 (/c), PostgreSQL 15 (/d)"), "{error}");
    }

    #[test]
    fn an_old_server_is_refused_for_a_new_cluster() {
        let layout = Layout::new(&env::temp_dir()).expect("the folder exists");
        let error = Installation::pick(vec![installation(9, 6, "/b")], None, &layout).expect_err("it is refused");
        assert!(matches!(error, PostgresError::TooOld { found: 9, .. }), "{error}");
    }

    #[test]
    fn nothing_installed_names_the_folders() {
        let error = Installation::search(&["/nowhere/bin".into()]).expect_err("it is refused").to_string();
        assert!(error.contains("/nowhere/bin") && error.contains("apt-get install postgresql"), "{error}");
    }
}
