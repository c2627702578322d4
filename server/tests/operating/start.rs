//! Starting, stopping and sharing.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use server::postgres::Access;

use crate::harness::{DataDir, again, at_work_in, inherited, is_root, query};

#[test]
fn data_survive_a_stop() {
    let dir = DataDir::new();
    let cluster = dir.start();
    let connection = cluster.connection();
    query(&connection, "create table kept (n int); insert into kept values (7)");
    cluster.stop();
    assert_eq!(at_work_in(&dir.cluster()), 0);

    let cluster = dir.start();
    assert_eq!(query(&cluster.connection(), "select n from kept"), "7");
    let log = fs::read_to_string(dir.path().join("postgres.log")).unwrap();
    assert!(!log.contains("was not properly shut down"), "{log}");
}

#[test]
fn the_cluster_is_durable_private_and_without_superuser_rights() {
    let dir = DataDir::with_cluster();
    let cluster = dir.start();
    let connection = cluster.connection();
    let ask = |statement| query(&connection, statement);
    assert_eq!(ask("show fsync"), "on");
    assert_eq!(ask("show full_page_writes"), "on");
    assert_eq!(ask("show synchronous_commit"), "on");
    assert_eq!(ask("show data_checksums"), "on");
    assert_eq!(ask("show listen_addresses"), "");
    assert_eq!(ask("show server_encoding"), "UTF8");
    assert_eq!(ask("select rolsuper or rolbypassrls from pg_roles where rolname = current_user"), "f");
    // The migrations make the roles that row level security switches to.
    ask("create role guest_of_the_test; create schema own");

    let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(connection.socket_dir.clone()), 0o700);
    assert_eq!(mode(dir.cluster()), 0o700);
    assert_eq!(mode(dir.path().join("postgres.log")), 0o600);
}

#[test]
fn a_command_shares_the_cluster_of_a_running_server_and_starts_its_own_otherwise() {
    let dir = DataDir::with_cluster();
    let server = dir.start();
    let access = Access::open(&dir.settings()).unwrap();
    assert!(matches!(access, Access::Running(_)), "{access:?}");
    drop(access);
    assert_eq!(query(&server.connection(), "select 1"), "1");
    server.stop();

    let access = Access::open(&dir.settings()).unwrap();
    assert!(matches!(access, Access::Started(_)), "{access:?}");
    assert_eq!(query(&access.connection(), "select 1"), "1");
    drop(access);
    assert_eq!(at_work_in(&dir.cluster()), 0);
}

/// Under root, the same once more as somebody else. Without root, every test here
/// already runs as somebody else.
#[test]
fn an_ordinary_user_runs_postgres_as_itself() {
    if !is_root() {
        return;
    }
    let dir = DataDir::new();
    let user = 65_534;
    std::os::unix::fs::chown(dir.path(), Some(user), Some(user)).unwrap();
    // The build's folder may be closed to that user.
    let program = dir.path().join("test-program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let output = again(&program, "start::starts_and_stops", dir.path(), Some(user)).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    assert_eq!(at_work_in(&dir.cluster()), 0);
}

#[test]
#[ignore = "started by another test, under another user"]
fn starts_and_stops() {
    let cluster = server::postgres::Cluster::start(&inherited()).unwrap();
    assert_eq!(query(&cluster.connection(), "select 1"), "1");
}
