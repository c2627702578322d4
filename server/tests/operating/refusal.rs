//! What stops a start, and what the message says.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use server::postgres::{Cluster, PostgresError, Settings};

use crate::harness::{DataDir, again, at_work_in, inherited, is_root};

#[test]
fn a_second_server_is_told_who_has_the_data_directory() {
    let dir = DataDir::with_cluster();
    let _first = dir.start();
    let error = dir.try_start().unwrap_err().to_string();
    let holder = format!("another pulseboard (process {})", std::process::id());
    assert!(error.contains(&holder) && error.contains(&dir.path().display().to_string()), "{error}");
}

#[test]
fn another_major_version_is_refused_by_number_and_the_data_stay() {
    let dir = DataDir::with_cluster();
    let cluster = dir.start();
    let major = cluster.major();
    cluster.stop();
    let version = fs::read_to_string(dir.cluster().join("PG_VERSION")).unwrap();
    dir.write("PG_VERSION", "9\n");

    let error = dir.try_start().unwrap_err().to_string();
    assert!(error.contains("belong to PostgreSQL 9"), "{error}");
    assert!(error.contains(&format!("PostgreSQL {major} (")), "{error}");
    assert_eq!(at_work_in(&dir.cluster()), 0);

    dir.write("PG_VERSION", &version);
    dir.start();
}

#[test]
fn a_folder_that_is_no_cluster_is_left_alone() {
    let dir = DataDir::new();
    fs::create_dir(dir.cluster()).unwrap();
    fs::write(dir.cluster().join("thesis.txt"), "text").unwrap();
    let error = dir.try_start().unwrap_err();
    assert!(matches!(error, PostgresError::NoCluster { .. }), "{error}");
    assert!(dir.cluster().join("thesis.txt").exists());
}

#[test]
fn binaries_that_do_not_exist_are_named() {
    let dir = DataDir::new();
    let settings = Settings { bin: Some("/nowhere/bin".into()), ..dir.settings() };
    let error = Cluster::start(&settings).unwrap_err().to_string();
    assert!(error.contains("PULSEBOARD_PG_BIN is /nowhere/bin"), "{error}");
}

#[test]
fn a_path_too_long_for_a_socket_says_by_how_much() {
    let dir = DataDir::new();
    let long = dir.path().join("x".repeat(90));
    fs::create_dir(&long).unwrap();
    let length = long.join("run/.s.PGSQL.5432").as_os_str().len();
    let settings = Settings { data_dir: long, bin: None };
    let error = Cluster::start(&settings).unwrap_err().to_string();
    assert!(error.contains(&format!("{} bytes too long", length - 107)), "{error}");
}

#[test]
fn root_is_told_which_folder_bars_the_way() {
    if !is_root() {
        return;
    }
    let dir = DataDir::new();
    let inner = dir.path().join("inner");
    fs::create_dir(&inner).unwrap();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o700)).unwrap();
    let settings = Settings { data_dir: inner, bin: None };
    let error = Cluster::start(&settings).unwrap_err().to_string();
    assert!(error.contains(&format!("chmod o+x {}`", dir.path().display())), "{error}");
}

#[test]
fn somebody_elses_cluster_is_refused() {
    if !is_root() {
        return;
    }
    let dir = DataDir::with_cluster();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o777)).unwrap();
    let program = dir.path().join("test-program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let output = again(&program, "refusal::start_of_a_foreign_cluster", dir.path(), Some(65_534)).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

#[test]
#[ignore = "started by another test, under another user"]
fn start_of_a_foreign_cluster() {
    let error = Cluster::start(&inherited()).unwrap_err();
    assert!(matches!(error, PostgresError::OtherOwner { .. } | PostgresError::NoCluster { .. }), "{error}");
}
