use proptest::prelude::*;

use super::*;

#[test]
fn secrets_are_taken_out() {
    let cases = [
        ("no such column: unit_cost", "no such column: unit_cost"),
        ("postgresql://acme:s3cr3t@db:5432/acme is down", "postgresql://[hidden]@db:5432/acme is down"),
        ("(mysql://root:p@ss/word@db/x)", "(mysql://[hidden]@db/x)"),
        ("see https://example.test/a/b@c", "see https://example.test/a/b@c"),
        ("https://token@example.test/x", "https://[hidden]@example.test/x"),
        ("two: a://u:p@h b://v:q@i", "two: a://[hidden]@h b://[hidden]@i"),
        ("host=db password=hunter2 user=x", "host=db password=[hidden] user=x"),
        ("host=db password='two words' user=x", "host=db password='[hidden]' user=x"),
        ("host=db password='cut off", "host=db password='[hidden]"),
        ("{\"password\": \"hunter2\", \"user\": 1}", "{\"password\": \"[hidden]\", \"user\": 1}"),
        ("{\"api_key\":\"hunter2\"}", "{\"api_key\":\"[hidden]\"}"),
        ("Authorization: Bearer abc.def", "Authorization: [hidden]"),
        ("authorization=Basic dXNlcjpwYXNz", "authorization=[hidden]"),
        ("sent bearer abc123 to it", "sent bearer [hidden] to it"),
        ("GET /x?token=abc&y=1 failed", "GET /x?token=[hidden]&y=1 failed"),
        ("client_secret = abc", "client_secret = [hidden]"),
        ("password => 'abc', 1", "password => '[hidden]', 1"),
        ("password authentication failed for user \"x\"", "password authentication failed for user \"x\""),
        ("Unexpected token: ')'", "Unexpected token: ')'"),
        ("password=", "password="),
        ("Bearer", "Bearer"),
        ("AWS_SECRET_ACCESS_KEY=wJalr", "AWS_SECRET_ACCESS_KEY=[hidden]"),
        ("key AKIAIOSFODNN7EXAMPLE is bad", "key [hidden] is bad"),
        ("got (eyJhbGciOiJIUzI1NiJ9.e30.abc)", "got ([hidden])"),
        ("the passport: 12", "the passport: 12"),
        ("compass:north", "compass:north"),
        ("column eyJ does not exist", "column eyJ does not exist"),
    ];
    for (message, expected) in cases {
        assert_eq!(clean(message, &[]), expected, "{message}");
    }
}

#[test]
fn known_secrets_go_whatever_they_look_like() {
    assert_eq!(clean("login as svc with blue horse failed", &["blue horse"]), "login as svc with [hidden] failed");
    assert_eq!(clean("a b c", &["b"]), "a b c", "a letter is no secret");
}

#[test]
fn a_message_is_one_short_line() {
    assert_eq!(clean("no such column\nLINE 2:\tSUM(x)\r\n   ^", &[]), "no such column LINE 2: SUM(x) ^");
    assert_eq!(clean("\u{1b}[31mred\u{1b}[0m \u{202e}gnp.exe", &[]), "[31mred[0m gnp.exe");
    let long = "word ".repeat(1_000);
    let short = clean(&long, &[]);
    assert!(short.chars().count() <= MAX_CHARS);
    assert!(short.ends_with('…'));
    assert_eq!(shorten("äöü", 3), "äöü");
    assert_eq!(shorten("äöüß", 3), "äö…");
}

#[test]
fn a_secret_at_the_cut_leaves_no_half() {
    let message = format!("{} postgresql://acme:verysecretindeed@db/x", "x".repeat(MAX_CHARS - 25));
    assert!(!clean(&message, &[]).contains("very"));
}

proptest! {
    #[test]
    fn any_text_becomes_one_short_line(text in "\\PC*|(.|\n)*") {
        let cleaned = clean(&text, &[]);
        prop_assert!(cleaned.chars().count() <= MAX_CHARS);
        prop_assert!(!cleaned.chars().any(char::is_control));
    }

    #[test]
    fn a_password_in_an_address_never_stays(password in "[a-zA-Z0-9@/:!*_-]{6,40}", tail in "[a-z ]{0,20}") {
        let message = format!("could not connect to postgresql://acme:{password}@db.example.test/acme {tail}");
        prop_assert!(!clean(&message, &[]).contains(&password));
    }
}
