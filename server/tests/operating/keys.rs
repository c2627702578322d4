//! The key of the stored secrets, by the program itself: made once, the same everywhere, changed on demand.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use crate::harness::{DataDir, Said, pulseboard};

fn run(dir: &DataDir, key: &str, line: &str) -> Said {
    let variables = [
        ("PULSEBOARD_DATA_DIR", dir.path().to_str().unwrap()),
        ("PULSEBOARD_SECRET_KEY", key),
        ("PULSEBOARD_ADDR", "127.0.0.1:0"),
        ("PULSEBOARD_METRICS_ADDR", "off"),
    ];
    Said::from(pulseboard(&variables).args(line.split_whitespace()).output().unwrap())
}

fn file(dir: &DataDir) -> PathBuf {
    dir.path().join("secret-key")
}

/// The keys in the file.
fn kept(dir: &DataDir) -> Vec<String> {
    let text = fs::read_to_string(file(dir)).unwrap();
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

fn new_key() -> String {
    let said = Said::from(pulseboard(&[]).args(["key", "generate"]).output().unwrap()).succeeded();
    said.out.trim().to_owned()
}

#[test]
fn a_key_in_the_file_is_made_once_and_replaced_on_demand() {
    let dir = DataDir::with_cluster();
    run(&dir, "", "org create --slug acme --name Acme").succeeded();
    assert!(!file(&dir).exists(), "nothing was sealed yet");
    run(&dir, "", "key rotate").succeeded();
    let first = kept(&dir);
    assert_eq!(first.len(), 1);
    assert_eq!(fs::metadata(file(&dir)).unwrap().permissions().mode() & 0o777, 0o600);

    let said = run(&dir, "", "key rotate").succeeded();
    assert!(said.out.contains("0 secrets were sealed anew"), "{}", said.out);
    let second = kept(&dir);
    assert!(second.len() == 1 && second != first, "the old key is no longer needed");

    // A run that was killed after it wrote the file, and before the database heard of the new key.
    let third = new_key();
    fs::write(file(&dir), format!("{third}\n{}\n", second[0])).unwrap();
    run(&dir, "", "key rotate").succeeded();
    assert_eq!(kept(&dir), [third]);
}

#[test]
fn another_key_than_that_of_the_database_is_told_in_one_message_and_starts_nothing() {
    let dir = DataDir::with_cluster();
    let (ours, theirs) = (new_key(), new_key());
    run(&dir, &ours, "key rotate").failed();
    for line in ["serve", "key rotate"] {
        let said = run(&dir, &theirs, line).failed();
        assert!(said.contains("sealed with the key") && said.contains("PULSEBOARD_SECRET_KEY"), "{said}");
        assert!(!said.contains(&ours) && !said.contains(&theirs), "{said}");
        // Without the setting there is no file either, and none is made.
        let said = run(&dir, "", line).failed();
        assert!(said.contains("sealed with the key") && said.contains("secret-key"), "{said}");
        assert!(!file(&dir).exists());
    }
    let said = run(&dir, "too short", "serve").failed();
    assert!(said.contains("PULSEBOARD_SECRET_KEY") && !said.contains("too short"), "{said}");
}

#[test]
fn keys_in_the_setting_are_changed_by_putting_a_new_one_in_front() {
    let dir = DataDir::with_cluster();
    let (old, new) = (new_key(), new_key());
    let said = run(&dir, &old, "key rotate").failed();
    assert!(said.contains("is the current one already"), "{said}");
    let said = run(&dir, &new, "key rotate").failed();
    assert!(said.contains("sealed with the key"), "the old one is needed until then: {said}");
    let said = run(&dir, &format!("{new},{old}"), "key rotate").succeeded();
    assert!(said.out.contains("take it out of PULSEBOARD_SECRET_KEY"), "{}", said.out);
    let said = run(&dir, &old, "serve").failed();
    assert!(said.contains("sealed with the key"), "{said}");
    let said = run(&dir, &new, "key rotate").failed();
    assert!(said.contains("is the current one already"), "{said}");
    assert!(!file(&dir).exists(), "the setting needs no file");
}
