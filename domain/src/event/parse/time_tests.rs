//! When an event may have happened.

use chrono::TimeDelta;
use proptest::prelude::*;
use serde_json::json;

use super::tests::{at, now, oldest, parse, refused, with};
use super::*;

#[test]
fn times() {
    let cases = [
        ("2026-11-21T09:30:00Z", Ok("2026-11-21T09:30:00Z")),
        ("2026-11-21T10:30:00+01:00", Ok("2026-11-21T09:30:00Z")),
        ("2026-11-21T09:30:00.123456789Z", Ok("2026-11-21T09:30:00.123456Z")),
        ("2026-11-22T12:00:00Z", Ok("2026-11-22T12:00:00Z")),
        ("2026-11-22T12:00:00.0000009Z", Ok("2026-11-22T12:00:00Z")),
        ("2026-11-22T12:00:00.000001Z", Err("more than 24 hours ahead")),
        ("9999-12-31T23:59:59Z", Err("more than 24 hours ahead")),
        ("2025-10-17T00:00:00Z", Ok("2025-10-17T00:00:00Z")),
        ("2025-10-16T23:59:59.999999999Z", Err("is before 2025-10-17T00:00:00Z")),
        ("0000-01-01T00:00:00Z", Err("is before")),
        ("2026-11-21T09:30:00", Err("with its offset")),
        ("2026-11-21", Err("with its offset")),
        ("2026-02-30T00:00:00Z", Err("with its offset")),
        ("1795260600", Err("with its offset")),
        ("yesterday", Err("with its offset")),
        ("", Err("with its offset")),
    ];
    for (text, expected) in cases {
        let body = with("occurred_at", json!(text));
        match expected {
            Ok(instant) => {
                assert_eq!(parse(&body).map(|event| event.occurred_at), Ok(at(instant)), "{text}");
            }
            Err(problem) => refused(&body, "occurred_at", problem),
        }
    }
    refused(&with("occurred_at", json!(1_795_260_600)), "occurred_at", "must be a string");
}

proptest! {
    #[test]
    fn a_time_is_taken_exactly_within_its_window(micros in -1_000_000_i64..1_000_000, ahead: bool) {
        let edge = if ahead { now() + TimeDelta::hours(24) } else { oldest() };
        let instant = edge + TimeDelta::microseconds(micros);
        let is_inside = if ahead { micros <= 0 } else { micros >= 0 };
        let parsed = parse(&with("occurred_at", json!(instant.to_rfc3339())));
        prop_assert_eq!(parsed.is_ok(), is_inside);
        if let Ok(event) = parsed {
            prop_assert_eq!(event.occurred_at, instant);
        }
    }

    #[test]
    fn no_text_breaks_the_reader(field in prop::sample::select(FIELDS.to_vec()), text in any::<String>()) {
        let body = with(field, json!(text));
        match parse(&body) {
            Ok(event) => prop_assert!(!event.canonical_json().contains("\\u0000")),
            Err(rejection) => prop_assert!(rejection.field.starts_with(field)),
        }
    }
}
