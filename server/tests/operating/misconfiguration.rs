//! A server that can't start says why, once, and ends with exit code 1.

use std::fs;
use std::net::TcpListener;

use crate::harness::{DataDir, Said, at_work_in, pulseboard};

fn serve(variables: &[(&str, &str)]) -> Said {
    Said::from(pulseboard(variables).arg("serve").output().unwrap())
}

#[test]
fn wrong_values_are_told_all_at_once() {
    let said = serve(&[("PULSEBOARD_ADDR", "everywhere"), ("PULSEBOARD_ADRR", "x"), ("DATABASE_URL", "mysql://db")]);
    let said = said.failed();
    assert!(said.starts_with("error: the configuration is wrong in 3 places:\n"), "{said}");
}

#[test]
fn a_data_directory_that_cannot_be_written_is_named() {
    let dir = DataDir::new();
    // A file in the way stops even root.
    let file = dir.path().join("file");
    fs::write(&file, "").unwrap();
    let said = serve(&[("PULSEBOARD_DATA_DIR", file.to_str().unwrap())]).failed();
    assert!(said.contains(&format!("the data directory {} can't be written", file.display())), "{said}");
}

#[test]
fn a_taken_port_is_told_before_the_database_is_touched() {
    let dir = DataDir::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let data_dir = ("PULSEBOARD_DATA_DIR", dir.path().to_str().unwrap());
    for (variable, other) in
        [("PULSEBOARD_ADDR", "PULSEBOARD_METRICS_ADDR"), ("PULSEBOARD_METRICS_ADDR", "PULSEBOARD_ADDR")]
    {
        let said = serve(&[data_dir, (variable, &address), (other, "127.0.0.1:0")]).failed();
        assert!(said.contains(&format!("{address} is taken by another program")), "{said}");
        assert!(said.contains(variable), "{said}");
    }
    assert!(!dir.cluster().exists());
}

#[test]
fn a_missing_postgres_is_told() {
    let dir = DataDir::new();
    let said = serve(&[
        ("PULSEBOARD_DATA_DIR", dir.path().to_str().unwrap()),
        ("PULSEBOARD_ADDR", "127.0.0.1:0"),
        ("PULSEBOARD_METRICS_ADDR", "off"),
        ("PULSEBOARD_PG_BIN", "/nowhere/bin"),
    ]);
    let said = said.failed();
    assert!(said.contains("PULSEBOARD_PG_BIN is /nowhere/bin"), "{said}");
}

#[test]
fn a_wrong_database_url_is_told_without_its_password_and_starts_no_database() {
    let dir = DataDir::new();
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = format!("postgres://ana:hunter2@{free}/pulse");
    let said = serve(&[
        ("PULSEBOARD_DATA_DIR", dir.path().to_str().unwrap()),
        ("PULSEBOARD_ADDR", "127.0.0.1:0"),
        ("PULSEBOARD_METRICS_ADDR", "off"),
        ("DATABASE_URL", &url),
    ]);
    let said = said.failed();
    assert!(said.contains(&format!("can't connect to PostgreSQL at {free} as ana")), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
    assert_eq!(at_work_in(&dir.cluster()), 0);
    assert!(!dir.cluster().exists());
}
