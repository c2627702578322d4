//! Every rule of an event, as a table of bodies and answers.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::*;

pub(super) fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("an instant").to_utc()
}

pub(super) fn now() -> DateTime<Utc> {
    at("2026-11-21T12:00:00Z")
}

pub(super) fn oldest() -> DateTime<Utc> {
    at("2025-10-17T00:00:00Z")
}

fn smallest() -> Value {
    json!({
        "id": "6f9619ff-8b86-d011-b42d-00c04fc964ff",
        "occurred_at": "2026-11-21T09:30:00.250Z",
        "kind": "user.logged_in",
    })
}

pub(super) fn with(field: &str, value: Value) -> Value {
    let mut body = smallest();
    body[field] = value;
    body
}

pub(super) fn parse(body: &Value) -> Result<NewEvent, Rejection> {
    NewEvent::from_json(body, now(), oldest())
}

/// Asserts that a body is refused at a field, with a problem that has a text.
pub(super) fn refused(body: &Value, field: &str, problem: &str) {
    let rejection = parse(body).expect_err(&format!("{body} is refused"));
    assert_eq!(rejection.field, field, "{body}: {rejection}");
    assert!(rejection.problem.contains(problem), "{body}: {rejection}");
}

#[test]
fn the_example_of_the_specification() {
    let event = parse(&json!({
        "id": "6f9619ff-8b86-d011-b42d-00c04fc964ff",
        "occurred_at": "2026-11-21T09:30:00.250Z",
        "kind": "chat.message",
        "source": "support-bot",
        "actor": {"id": "p17", "name": "Ana", "url": "https://example.com/p17"},
        "subject": {"id": "bot-1", "name": "Support", "url": "http://example.com/bot"},
        "session": "s42", "channel": "web", "status": "success", "role": "human",
        "tags": {"billing": "topic"}, "value": 1.5, "duration_ms": 900, "text": "…", "attrs": {}
    }))
    .expect("a sound event");
    assert_eq!(event.occurred_at, at("2026-11-21T09:30:00.25Z"));
    assert_eq!(event.kind.as_str(), "chat.message");
    let actor = event.actor.expect("an actor");
    assert_eq!((actor.id.as_str(), actor.name.as_deref()), ("p17", Some("Ana")));
    assert_eq!(actor.url.as_deref(), Some("https://example.com/p17"));
    let subject = event.subject.expect("a subject");
    assert_eq!((subject.id.as_str(), subject.name.as_deref()), ("bot-1", Some("Support")));
    assert_eq!(event.role, Some(EventRole::Human));
    assert_eq!(event.tags.get("billing").map(String::as_str), Some("topic"));
    assert_eq!((event.value, event.duration_ms), (Some(1.5), Some(900)));
    assert_eq!(event.attrs, Some(Map::new()));
}

#[test]
fn absent_and_null_are_the_same() {
    let absent = parse(&smallest()).expect("a sound event");
    for field in FIELDS {
        let body = with(field, Value::Null);
        match field {
            "id" | "occurred_at" | "kind" => refused(&body, field, "is required"),
            _ => assert_eq!(parse(&body).as_ref(), Ok(&absent), "{field}"),
        }
    }
    let named = with("actor", json!({"id": "p17"}));
    let null = with("actor", json!({"id": "p17", "name": null, "url": null}));
    assert_eq!(parse(&named), parse(&null));
    let new = NewEvent::new(absent.id, absent.occurred_at, absent.kind.clone());
    assert_eq!(new, absent);
}

#[test]
fn required_fields() {
    for field in ["id", "occurred_at", "kind"] {
        let mut body = smallest();
        body.as_object_mut().expect("an object").remove(field);
        refused(&body, field, "is required");
    }
}

#[test]
fn whatever_is_no_object_is_refused_as_a_whole() {
    for body in [json!(null), json!([]), json!("x"), json!(1), json!([smallest()])] {
        refused(&body, "event", "must be a JSON object");
    }
}

#[test]
fn an_unknown_field_is_named() {
    let long = "x".repeat(500);
    refused(&with("colour", json!("red")), "colour", "not a field");
    refused(&with("colour", json!(null)), "colour", "not a field");
    refused(&with("Kind", json!("a.b")), "Kind", "not a field");
    refused(&with("actor", json!({"id": "a", "email": "x"})), "actor.email", "not a field");
    refused(&with("subject", json!({"id": "a", "kind": "x"})), "subject.kind", "not a field");
    refused(&with(&long, json!(1)), &format!("{}…", &long[..80]), "not a field");
}

#[test]
fn wrong_types_and_contents() {
    let long = |chars: usize| json!("ö".repeat(chars));
    let tags = |n: usize| (0..n).map(|i| (format!("t{i}"), json!("c"))).collect::<Map<_, _>>();
    let cases = [
        ("id", json!(17), "must be a string"),
        ("id", json!("17"), "must be a UUID"),
        ("id", json!(""), "must be a UUID"),
        ("kind", json!(["a.b"]), "must be a string"),
        ("kind", json!("login"), "words joined by dots"),
        ("kind", json!(format!("a.{}", "b".repeat(79))), "at most 80"),
        ("source", json!(1), "must be a string"),
        ("source", json!(""), "must not be empty"),
        ("source", json!("  "), "must not be empty"),
        ("source", long(81), "at most 80"),
        ("channel", json!("we\0b"), "control characters"),
        ("channel", long(81), "at most 80"),
        ("status", json!(true), "must be a string"),
        ("status", json!("a\nb"), "control characters"),
        ("session", long(201), "at most 200"),
        ("session", json!("s\u{7f}"), "control characters"),
        ("role", json!("robot"), "human, ai or system"),
        ("role", json!("Human"), "human, ai or system"),
        ("role", json!(1), "must be a string"),
        ("actor", json!("p17"), "must be an object"),
        ("actor", json!([]), "must be an object"),
        ("tags", json!(["a"]), "must be an object"),
        ("tags", json!({"": "c"}), "must not be empty"),
        ("tags", json!({"a\0": "c"}), "control characters"),
        ("tags", Value::Object(tags(33)), "at most 32"),
        ("tags", json!({"ö".repeat(101): "c"}), "at most 100"),
        ("value", json!("1.5"), "finite number"),
        ("value", json!(true), "finite number"),
        ("value", json!([1]), "finite number"),
        ("duration_ms", json!(1.5), "whole number"),
        ("duration_ms", json!("900"), "whole number"),
        ("duration_ms", json!(-1), "must not be negative"),
        ("duration_ms", json!(-1e300), "must not be negative"),
        ("duration_ms", json!(MAX_DURATION_MS + 1), "at most ten years"),
        ("duration_ms", json!(u64::MAX), "at most ten years"),
        ("duration_ms", json!(1e300), "at most ten years"),
        ("text", json!({}), "must be a string"),
        ("text", json!(" \n "), "must not be empty"),
        ("text", json!("a\0b"), "control characters"),
        ("text", json!("a\u{1b}[31m"), "control characters"),
        ("text", long(1_001), "at most 1000"),
        ("attrs", json!([]), "must be an object"),
        ("attrs", json!("{}"), "must be an object"),
        ("attrs", json!({"a": "\0"}), "NUL"),
        ("attrs", json!({"\0": 1}), "NUL"),
        ("attrs", json!({"a": [{"b": ["x\0"]}]}), "NUL"),
        ("attrs", json!({"a": {"b\0": 1}}), "NUL"),
        ("attrs", json!({"a": "x".repeat(16 * 1_024)}), "16 KB"),
    ];
    for (field, value, problem) in cases {
        refused(&with(field, value), field, problem);
    }
}

#[test]
fn actors_and_subjects() {
    for party in ["actor", "subject"] {
        let cases = [
            (json!({}), "id", "is required"),
            (json!({"id": null, "name": "Ana"}), "id", "is required"),
            (json!({"id": 17}), "id", "must be a string"),
            (json!({"id": ""}), "id", "must not be empty"),
            (json!({"id": "p\0"}), "id", "control characters"),
            (json!({"id": "x".repeat(201)}), "id", "at most 200"),
            (json!({"id": "p", "name": "x".repeat(201)}), "name", "at most 200"),
            (json!({"id": "p", "name": ""}), "name", "must not be empty"),
            (json!({"id": "p", "url": "javascript:alert(1)"}), "url", "http or https"),
            (json!({"id": "p", "url": "/relative"}), "url", "http or https"),
            (json!({"id": "p", "url": format!("https://{}", "x".repeat(2_041))}), "url", "2048"),
        ];
        for (value, field, problem) in cases {
            refused(&with(party, value), &format!("{party}.{field}"), problem);
        }
    }
}

#[test]
fn a_bad_category_names_its_tag() {
    refused(&with("tags", json!({"billing": 1})), "tags.billing", "must be a category");
    refused(&with("tags", json!({"billing": null})), "tags.billing", "must be a category");
    refused(&with("tags", json!({"billing": ""})), "tags.billing", "must not be empty");
    refused(&with("tags", json!({"billing": "x".repeat(81)})), "tags.billing", "at most 80");
}

#[test]
fn what_lies_on_a_limit_is_taken() {
    let tags: Map<_, _> = (0..MAX_TAGS).map(|i| (format!("t{i}"), json!("c"))).collect();
    // {"a":"…"} has eight bytes around its text.
    let attrs = json!({"a": "x".repeat(MAX_ATTRS_BYTES - 8)});
    let cases = [
        ("id", json!("6f9619ff8b86d011b42d00c04fc964ff")),
        ("kind", json!(format!("a.{}", "b".repeat(78)))),
        ("source", json!("ö".repeat(80))),
        ("session", json!("ö".repeat(200))),
        ("text", json!("ö".repeat(1_000))),
        ("text", json!("<script>alert(1)</script>\n'; drop table event; --")),
        ("tags", Value::Object(tags)),
        ("value", json!(f64::MAX)),
        ("value", json!(u64::MAX)),
        ("duration_ms", json!(0)),
        ("duration_ms", json!(900.0)),
        ("duration_ms", json!(MAX_DURATION_MS)),
        ("attrs", attrs),
        ("attrs", json!({"deep": [[[{"a": null}]]]})),
    ];
    for (field, value) in cases {
        let body = with(field, value);
        assert!(parse(&body).is_ok(), "{field}: {:?}", parse(&body));
    }
}

#[test]
fn a_rejection_reads_as_a_sentence() {
    let rejection = parse(&with("colour", json!(1))).expect_err("unknown");
    assert_eq!(rejection.to_string(), "colour: is not a field of an event");
    assert_eq!(Rejection::differs().to_string(), "id: differs from the stored event");
}
