//! The commands, by the program itself.

use std::io::Write;
use std::process::{Child, Stdio};

use chrono::Utc;
use domain::email::Email;
use server::database::Database;
use server::password;
use server::postgres::Access;
use sha2::{Digest, Sha256};

use crate::harness::{DataDir, Said, pulseboard};

fn run(dir: &DataDir, line: &str, input: &str) -> Said {
    let mut child: Child = pulseboard(&[("PULSEBOARD_DATA_DIR", dir.path().to_str().unwrap())])
        .args(line.split_whitespace())
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    Said::from(child.wait_with_output().unwrap())
}

#[test]
fn an_organization_a_user_and_a_token_from_nothing_and_beside_a_running_server() {
    let dir = DataDir::new();
    // No server runs: each command starts the database for itself.
    run(&dir, "org create --slug acme --name Acme --time-zone Europe/Berlin", "").succeeded();
    let said = run(&dir, "user create --email ana@example.com --name Ana --org acme --role owner", "").succeeded();
    let generated = said.out.trim().to_owned();

    let cluster = Access::Started(dir.start());
    // From here on one does.
    let said = run(
        &dir,
        "user create --email bo@example.com --name Bo --org acme --role viewer --password-stdin",
        "correct horse\n",
    );
    assert_eq!(said.succeeded().out, "");
    let token =
        run(&dir, "token create --org acme --name collector --scope ingest --expires-days 90", "").succeeded().out;
    let reader = run(&dir, "token create --org acme --name reader --scope read", "").succeeded().out;

    let database = Database::Embedded(cluster);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = database.connect().await.unwrap();
        for (email, text) in [("ana@example.com", generated.as_str()), ("bo@example.com", "correct horse")] {
            let email = Email::parse(email).unwrap();
            let known = store::identity::find_credentials(&store, &email).await.unwrap().unwrap();
            assert!(password::verify_in_background(text.to_owned(), Some(known.password_hash)).await);
        }
        let hash = |token: &str| Sha256::digest(token.trim().as_bytes()).into();
        let enter = async |token: &str, days| {
            let then = Utc::now() + chrono::Days::new(days);
            store.enter_ingest(&hash(token), then).await.unwrap().is_some()
        };
        assert!(enter(&token, 0).await);
        assert!(enter(&token, 89).await);
        assert!(!enter(&token, 91).await, "it has expired by then");
        assert!(!enter(&reader, 0).await, "its scope is another");
        store.close().await;
    });
}

#[test]
fn a_link_to_a_new_password_is_the_only_line_and_for_an_unknown_address_there_is_none() {
    let dir = DataDir::with_cluster();
    let cluster = Access::Started(dir.start());
    run(&dir, "org create --slug acme --name Acme", "").succeeded();
    run(&dir, "user create --email ana@example.com --name Ana --org acme --role owner", "").succeeded();
    let said = run(&dir, "user reset --email ana@example.com", "").succeeded();
    let lines: Vec<_> = said.out.lines().collect();
    let [link] = lines[..] else { panic!("{lines:?}") };
    let (_, secret) = link.split_once("/reset/").expect("a link");
    let link = domain::link::LinkToken::parse(secret).expect("the secret part of a link");

    let unknown = run(&dir, "user reset --email nobody@example.com", "").failed();
    assert!(unknown.contains("there is no user `nobody@example.com`"), "{unknown}");

    let database = Database::Embedded(cluster);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = database.connect().await.unwrap();
        let (email, _) = store::reset::find(&store, &store::link::hash(&link)).await.unwrap().unwrap();
        assert_eq!(email, Email::parse("ana@example.com").unwrap());
        store.close().await;
    });
}

#[test]
fn what_exists_or_does_not_is_one_sentence_and_exit_code_1() {
    let dir = DataDir::with_cluster();
    let _cluster = dir.start();
    run(&dir, "org create --slug acme --name Acme", "").succeeded();
    run(&dir, "org create --slug bolt --name Bolt", "").succeeded();
    run(&dir, "user create --email ana@example.com --name Ana --org acme --role owner", "").succeeded();
    let cases = [
        ("org create --slug acme --name Again", "", "there is an organization `acme` already"),
        ("token create --org nobody --name x --scope read", "", "there is no organization `nobody`"),
        (
            "user create --email b@example.com --name Bo --org nobody --role viewer",
            "",
            "there is no organization `nobody`",
        ),
        ("user create --email ana@example.com --name Ana --org acme --role viewer", "", "is a member of acme already"),
        (
            "user create --email ana@example.com --name Ana --org bolt --role viewer --password-stdin",
            "another password",
            "ana@example.com has an account already",
        ),
        (
            "user create --email bo@example.com --name Bo --org acme --role viewer --password-stdin",
            "short",
            "this can't be a password: Use at least 10 characters.",
        ),
    ];
    for (line, input, expected) in cases {
        let said = run(&dir, line, input).failed();
        assert!(said.contains(expected), "{line}: {said}");
    }
    // Somebody with an account may join another organization.
    let said = run(&dir, "user create --email ana@example.com --name Ana --org bolt --role viewer", "").succeeded();
    assert_eq!(said.out, "", "no password was made");
}
