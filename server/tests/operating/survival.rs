//! `kill -9` at every stage, a power cut, and a Postgres that outlives its server.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::process::Command;
use std::thread;

use server::postgres::Cluster;

use crate::harness::{DataDir, Owner, at_work_in, inherited, query, until};

#[test]
#[ignore = "started by other tests, and killed by them"]
fn owner_process() {
    let _cluster = Cluster::start(&inherited()).unwrap();
    println!("cluster is ready");
    loop {
        thread::park();
    }
}

#[test]
fn postgres_ends_with_a_killed_server_and_keeps_what_was_committed() {
    let dir = DataDir::with_cluster();
    let owner = Owner::start(&dir);
    let connection = server::postgres::Access::open(&dir.settings()).unwrap().connection();
    query(&connection, "create table kept (n int); insert into kept values (7)");
    owner.kill();
    until("Postgres ends with its server", || at_work_in(&dir.cluster()) == 0);

    let cluster = dir.start();
    assert_eq!(query(&cluster.connection(), "select n from kept"), "7");
    // The kernel's signal made it a clean end, not a crash.
    let log = fs::read_to_string(dir.path().join("postgres.log")).unwrap();
    assert!(!log.contains("was not properly shut down"), "{log}");
}

#[test]
fn a_new_server_may_start_at_once_after_a_kill() {
    let dir = DataDir::with_cluster();
    let owner = Owner::start(&dir);
    owner.kill();
    let cluster = dir.start();
    assert_eq!(query(&cluster.connection(), "select 1"), "1");
}

#[test]
fn a_kill_of_both_is_recovered_from() {
    let dir = DataDir::with_cluster();
    let owner = Owner::start(&dir);
    let connection = server::postgres::Access::open(&dir.settings()).unwrap().connection();
    query(&connection, "create table kept (n int); insert into kept values (7)");
    let text = fs::read_to_string(dir.cluster().join("postmaster.pid")).unwrap();
    let postmaster = text.lines().next().unwrap().parse().unwrap();
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(postmaster), nix::sys::signal::SIGKILL).unwrap();
    owner.kill();

    let cluster = dir.start();
    assert_eq!(query(&cluster.connection(), "select n from kept"), "7");
    let log = fs::read_to_string(dir.path().join("postgres.log")).unwrap();
    assert!(log.contains("was not properly shut down"), "{log}");
}

#[test]
fn a_kill_during_the_first_start_leaves_nothing_half_made() {
    let dir = DataDir::new();
    let owner = Owner::begin(&dir);
    let unfinished = dir.path().join("pg.new");
    until("initdb writes", || unfinished.join("PG_VERSION").exists());
    owner.kill();
    assert!(!dir.cluster().exists());

    let cluster = dir.start();
    assert!(!unfinished.exists());
    assert_eq!(query(&cluster.connection(), "select 1"), "1");
}

/// A power cut leaves the files of a running server, and after the reboot their
/// process number is somebody else's: here it is this test's own.
#[test]
fn stale_files_of_a_power_cut_do_not_stop_a_start() {
    let dir = DataDir::with_cluster();
    // Makes the folder of the socket.
    dir.start().stop();
    let cluster = dir.cluster();
    let stranger = std::process::id();
    let pid_file = format!("{stranger}\n{}\n1700000000\n5432\n\n\n0 0\nready\n", cluster.display());
    dir.write("postmaster.pid", &pid_file);
    for name in ["run/.s.PGSQL.5432", "run/.s.PGSQL.5432.lock"] {
        fs::write(dir.path().join(name), &pid_file).unwrap();
    }
    assert_eq!(query(&dir.start().connection(), "select 1"), "1");

    // The file may also be there without its contents.
    dir.write("postmaster.pid", "");
    assert_eq!(query(&dir.start().connection(), "select 1"), "1");
}

#[test]
fn a_postgres_that_outlived_its_server_is_taken_over() {
    let dir = DataDir::with_cluster();
    let cluster = dir.start();
    let postgres = fs::read_link(format!("/proc/{}/exe", cluster.pid())).unwrap();
    cluster.stop();

    let owner = fs::metadata(dir.cluster()).unwrap();
    let mut left = Command::new("setpriv")
        .args(["--reuid", &owner.uid().to_string(), "--regid", &owner.gid().to_string()])
        .args(["--keep-groups", "--"])
        .arg(postgres)
        .arg("-D")
        .arg(dir.cluster())
        .args(["-c", "listen_addresses=", "-c"])
        .arg(format!("unix_socket_directories={}", dir.path().join("run").display()))
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let pid = left.id();
    until("the old Postgres is ready", || {
        fs::read_to_string(dir.cluster().join("postmaster.pid")).is_ok_and(|text| text.contains("ready"))
    });
    // Its end is clean, and somebody has to notice it.
    let reaper = thread::spawn(move || left.wait().unwrap());

    let cluster = dir.start();
    assert_ne!(cluster.pid(), pid);
    assert_eq!(query(&cluster.connection(), "select 1"), "1");
    assert!(reaper.join().unwrap().success());
}
