//! The configuration as a whole.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;

use super::*;

/// 32 bytes in base64.
const KEY: &str = "aHVudGVyMmh1bnRlcjJodW50ZXIyaHVudGVyMjEyMzQ=";

const EXAMPLE: &str = include_str!("../../../.env.example");

fn read(variables: &[(&str, &str)]) -> Result<Config, Problems> {
    let home = [("HOME", "/home/ana")];
    Config::from_variables(home.iter().chain(variables).copied(), false)
}

/// What the reader says about one variable alone.
fn complaint(name: &str, value: &str) -> String {
    let problems = read(&[(name, value)]).expect_err("the value is wrong");
    let [problem] = problems.as_slice() else { panic!("one problem is expected: {problems}") };
    problem.to_string()
}

/// The lines of the example, without the sign that makes them comments.
fn example() -> BTreeMap<&'static str, &'static str> {
    EXAMPLE
        .lines()
        .filter_map(|line| line.strip_prefix('#')?.split_once('='))
        .filter(|(name, _)| name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
        .collect()
}

#[test]
fn the_example_names_every_variable_and_no_other() {
    let names: Vec<_> = example().into_keys().collect();
    assert_eq!(names, VARIABLES);
}

#[test]
fn the_example_shows_the_defaults() {
    let shown: Vec<_> = example().into_iter().collect();
    let config = read(&shown).expect("the example is right");
    let default = read(&[]).expect("there is a default for everything");
    assert_eq!(format!("{config:?}"), format!("{default:?}"));
}

#[test]
fn every_variable_in_the_example_is_explained() {
    let mut is_explained = false;
    for line in EXAMPLE.lines() {
        if line.starts_with("# ") {
            is_explained = true;
        } else {
            assert!(is_explained, "{line} has no comment");
            is_explained &= !line.is_empty();
        }
    }
}

#[test]
fn defaults() {
    let config = read(&[]).expect("nothing is needed");
    assert_eq!(config.address.to_string(), "127.0.0.1:3000");
    assert_eq!(config.public_url.as_str(), "http://127.0.0.1:3000/");
    assert_eq!(config.data_dir.to_str(), Some("/home/ana/.local/share/pulseboard"));
    assert_eq!(config.metrics_address.map(|a| a.to_string()).as_deref(), Some("127.0.0.1:9464"));
    assert_eq!(config.admin_email.as_str(), "admin@localhost");
    assert!(config.database.is_none() && config.admin_password.is_none());
    assert!(!config.is_https());
}

#[test]
fn the_data_directory_follows_the_user() {
    let directory = |variables: &[(&str, &str)], is_root| {
        Config::from_variables(variables.iter().copied(), is_root).map(|config| config.data_dir.display().to_string())
    };
    let home = ("HOME", "/home/ana");
    assert_eq!(directory(&[home], true).as_deref(), Ok("/var/lib/pulseboard"));
    let xdg = ("XDG_DATA_HOME", "/data/ana");
    assert_eq!(directory(&[home, xdg], false).as_deref(), Ok("/data/ana/pulseboard"));
    let relative = ("XDG_DATA_HOME", "data");
    assert_eq!(directory(&[home, relative], false).as_deref(), Ok("/home/ana/.local/share/pulseboard"));
    let set = ("PULSEBOARD_DATA_DIR", "/srv/pulse");
    assert_eq!(directory(&[home, set], true).as_deref(), Ok("/srv/pulse"));
    let problems = directory(&[], false).expect_err("there is no home");
    assert!(problems.to_string().contains("PULSEBOARD_DATA_DIR must be set"), "{problems}");
}

#[test]
fn the_public_address_follows_the_listening_one() {
    let cases = [
        ("0.0.0.0:8080", "http://localhost:8080/"),
        ("[::]:80", "http://localhost/"),
        ("[::1]:3000", "http://[::1]:3000/"),
        ("192.0.2.7:3000", "http://192.0.2.7:3000/"),
    ];
    for (address, expected) in cases {
        let config = read(&[("PULSEBOARD_ADDR", address)]).expect("the address is right");
        assert_eq!(config.public_url.as_str(), expected);
    }
    let config = read(&[("PULSEBOARD_PUBLIC_URL", "https://pulse.example.com")]).expect("it is right");
    assert!(config.is_https());
}

#[test]
fn values_in_their_forms() {
    let config = read(&[
        ("DATABASE_URL", "postgres:///pulse?host=/run/postgresql"),
        ("DATABASE_READ_URL", "postgresql://ana@replica/pulse"),
        ("PULSEBOARD_METRICS_ADDR", "off"),
        ("PULSEBOARD_ALLOWED_NETWORKS", "10.20.0.0/16,192.168.1.7"),
        ("PULSEBOARD_TRUSTED_PROXIES", "10.0.0.0/8, ::1"),
        ("PULSEBOARD_LOG", "json,warn,store=debug"),
        ("PULSEBOARD_LLM_URL", "http://localhost:11434/v1"),
        ("PULSEBOARD_LLM_MODEL", "small"),
        ("PULSEBOARD_ADMIN_EMAIL", " Ana@Example.com "),
    ])
    .expect("all are right");
    assert!(config.database.is_some_and(|urls| urls.read.is_some() && urls.direct.is_none()));
    assert_eq!(config.metrics_address, None);
    let proxies: Vec<_> = config.trusted_proxies.iter().map(ToString::to_string).collect();
    assert_eq!(proxies, ["10.0.0.0/8", "::1/128"]);
    let allowed: Vec<_> = config.allowed_networks.iter().map(ToString::to_string).collect();
    assert_eq!(allowed, ["10.20.0.0/16", "192.168.1.7/32"]);
    assert!(config.language_model.is_some_and(|model| model.model == "small" && model.key.is_none()));
    assert_eq!(config.log.filter, "warn,store=debug");
    assert_eq!(config.log.format, LogFormat::Json);
    assert_eq!(config.admin_email.as_str(), "ana@example.com");
}

#[test]
fn a_wrong_value_is_told_with_what_is_accepted() {
    let cases = [
        ("PULSEBOARD_ADDR", "3000", "PULSEBOARD_ADDR is \"3000\": an address with a port"),
        ("PULSEBOARD_METRICS_ADDR", "no", "PULSEBOARD_METRICS_ADDR is \"no\": an address with a port"),
        ("PULSEBOARD_METRICS_ADDR", "127.0.0.1:3000", "PULSEBOARD_METRICS_ADDR is the same as PULSEBOARD_ADDR"),
        ("PULSEBOARD_PUBLIC_URL", "pulse.example.com", "an http or https address without a path"),
        ("PULSEBOARD_PUBLIC_URL", "https://example.com/pulse", "an http or https address without a path"),
        ("PULSEBOARD_ALLOWED_NETWORKS", "intranet", "is \"intranet\": networks or addresses"),
        ("PULSEBOARD_TRUSTED_PROXIES", "10.0.0.0/8,proxy", "is \"10.0.0.0/8,proxy\": networks or addresses"),
        ("PULSEBOARD_LOG", "info,store=loud", "is \"info,store=loud\": `pretty` or `json`"),
        ("PULSEBOARD_ADMIN_EMAIL", "ana", "PULSEBOARD_ADMIN_EMAIL is \"ana\": Enter an e-mail address"),
        ("PULSEBOARD_ADRR", "127.0.0.1:3000", "PULSEBOARD_ADRR is unknown: did you mean PULSEBOARD_ADDR?"),
        ("PULSEBOARD_COLOUR_SCHEME", "red", "PULSEBOARD_COLOUR_SCHEME is unknown"),
        ("DATABASE_READ_URL", "postgres://replica/pulse", "DATABASE_READ_URL is set, but DATABASE_URL is not"),
        ("PULSEBOARD_LLM_URL", "llm.example.com", "PULSEBOARD_LLM_URL must be an http or https address"),
        ("PULSEBOARD_LLM_URL", "http://me:key@llm/v1", "PULSEBOARD_LLM_URL must be an http or https address"),
        ("PULSEBOARD_LLM_URL", "http://llm/v1", "PULSEBOARD_LLM_URL is set, but PULSEBOARD_LLM_MODEL is not"),
        ("PULSEBOARD_LLM_KEY", "abc", "PULSEBOARD_LLM_KEY is set, but PULSEBOARD_LLM_URL is not"),
    ];
    for (name, value, expected) in cases {
        let said = complaint(name, value);
        assert!(said.contains(expected), "{said}");
    }
}

#[test]
fn all_problems_are_told_at_once() {
    let problems = read(&[
        ("PULSEBOARD_ADDR", "3000"),
        ("PULSEBOARD_LGO", "info"),
        ("DATABASE_URL", "mysql://root@db/pulse"),
        ("DATABASE_READ_URL", "postgres://replica/pulse"),
    ])
    .expect_err("three are wrong");
    let mut names: Vec<_> = problems.as_slice().iter().map(|one| one.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["DATABASE_URL", "PULSEBOARD_ADDR", "PULSEBOARD_LGO"]);
    assert!(problems.to_string().starts_with("the configuration is wrong in 3 places:\n  "), "{problems}");
}

#[test]
fn secrets_are_never_shown() {
    let said = complaint("DATABASE_URL", "mysql://ana:hunter2@db/pulse");
    assert!(said.contains("postgres://user:password@host") && !said.contains("hunter2"), "{said}");
    let said = complaint("PULSEBOARD_ADMIN_PASSWORD", "hunter2");
    assert!(said.contains("at least 10") && !said.contains("hunter2"), "{said}");

    let said = complaint("PULSEBOARD_SECRET_KEY", "hunter2");
    assert!(said.contains("32 bytes in base64") && !said.contains("hunter2"), "{said}");
    let said = complaint("PULSEBOARD_SECRET_KEY", &format!("{KEY},{KEY}"));
    assert!(said.contains("the same key twice") && !said.contains(KEY), "{said}");

    let config = read(&[
        ("DATABASE_URL", "postgres://ana:hunter2@db/pulse"),
        ("PULSEBOARD_ADMIN_PASSWORD", "hunter2hunter2"),
        ("PULSEBOARD_SECRET_KEY", KEY),
    ])
    .expect("all are right");
    let shown = format!("{config:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
    assert!(!shown.contains(KEY), "{shown}");
    assert_eq!(config.secret_keys.len(), 1);
}

#[test]
fn empty_values_count_as_absent() {
    let config = read(&[("DATABASE_URL", ""), ("PULSEBOARD_ADDR", " ")]).expect("nothing is set");
    assert!(config.database.is_none());
    assert_eq!(config.address.port(), 3000);
}

#[test]
fn a_value_that_is_no_text_is_told() {
    let broken = OsString::from_vec(vec![0xff]);
    let variables = [("PULSEBOARD_LOG".into(), broken), (OsString::from("HOME"), "/home/ana".into())];
    let problems = Config::from_variables(variables, false).expect_err("it is no text");
    assert_eq!(problems.as_slice()[0].to_string(), "PULSEBOARD_LOG is not valid UTF-8");
}
