//! Ranges as instants, in zones whose clocks change.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::range::{RangeName, RangeQuery};

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("an instant").to_utc()
}

fn custom(from: &str, to: &str) -> Range {
    let query = RangeQuery { range: None, from: Some(from.to_owned()), to: Some(to.to_owned()) };
    Range::parse(&query, RangeName::H24).expect("a range")
}

#[test]
fn named_ranges() {
    // A Saturday, two in the afternoon in Berlin, in the month after clocks changed.
    let now = "2026-11-21T13:00:00.123456Z";
    let cases = [
        (RangeName::H1, "2026-11-21T12:00:00.123456Z", now),
        (RangeName::H6, "2026-11-21T07:00:00.123456Z", now),
        (RangeName::H24, "2026-11-20T13:00:00.123456Z", now),
        (RangeName::D7, "2026-11-14T23:00:00Z", now),
        (RangeName::D14, "2026-11-07T23:00:00Z", now),
        (RangeName::D30, "2026-10-22T22:00:00Z", now),
        (RangeName::D90, "2026-08-23T22:00:00Z", now),
        (RangeName::D365, "2025-11-21T23:00:00Z", now),
        (RangeName::Today, "2026-11-20T23:00:00Z", now),
        (RangeName::Yesterday, "2026-11-19T23:00:00Z", "2026-11-20T23:00:00Z"),
        (RangeName::ThisWeek, "2026-11-15T23:00:00Z", now),
        (RangeName::ThisMonth, "2026-10-31T23:00:00Z", now),
        (RangeName::PreviousMonth, "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z"),
    ];
    assert_eq!(cases.len(), RangeName::ALL.len(), "every range has a case");
    for (name, start, end) in cases {
        let span = Range::Named(name).resolve(at(now), Tz::Europe__Berlin);
        let open = end == now;
        assert_eq!(span, Ok(Span { start: at(start), end: at(end), open }), "{name}");
    }
}

#[test]
fn the_zone_decides_which_day_it_is() {
    let cases = [
        (Tz::Pacific__Apia, "2026-11-21T11:30:00Z", "2026-11-21T11:00:00Z"),
        (Tz::Pacific__Apia, "2026-11-21T10:30:00Z", "2026-11-20T11:00:00Z"),
        (Tz::Asia__Kathmandu, "2026-11-21T18:20:00Z", "2026-11-21T18:15:00Z"),
        (Tz::America__New_York, "2026-11-21T04:30:00Z", "2026-11-20T05:00:00Z"),
        (Tz::Australia__Lord_Howe, "2026-04-05T13:00:00Z", "2026-04-04T13:00:00Z"),
    ];
    for (tz, now, start) in cases {
        let span = Range::Named(RangeName::Today).resolve(at(now), tz).expect("a span");
        assert_eq!(span.start, at(start), "{now} in {tz}");
    }
}

#[test]
fn weeks_start_on_monday() {
    let cases = [
        ("2026-11-16T00:00:00Z", "2026-11-16T00:00:00Z"),
        ("2026-11-22T23:59:59Z", "2026-11-16T00:00:00Z"),
        ("2026-11-23T00:00:01Z", "2026-11-23T00:00:00Z"),
    ];
    for (now, start) in cases {
        let span = Range::Named(RangeName::ThisWeek).resolve(at(now), Tz::UTC).expect("a span");
        assert_eq!(span.start, at(start), "{now}");
    }
}

#[test]
fn custom_ranges() {
    let now = at("2026-11-21T13:00:00Z");
    let cases = [
        // A date as the end means the next local midnight: 25 hours here.
        ("2026-10-25", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", false),
        ("2026-03-29", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", false),
        ("2026-11-01T06:00:00+03:00", "2026-11-02", "2026-11-01T03:00:00Z", "2026-11-02T23:00:00Z", false),
        ("2026-11-01", "2026-11-01T10:00:00Z", "2026-10-31T23:00:00Z", "2026-11-01T10:00:00Z", false),
        // What reaches past now ends now.
        ("2026-11-21", "2026-11-21", "2026-11-20T23:00:00Z", "2026-11-21T13:00:00Z", true),
        ("2026-11-01", "2027-11-01", "2026-10-31T23:00:00Z", "2026-11-21T13:00:00Z", true),
        // What lies ahead stays.
        ("2027-01-01", "2027-01-01", "2026-12-31T23:00:00Z", "2027-01-01T23:00:00Z", true),
    ];
    for (from, to, start, end, open) in cases {
        let span = custom(from, to).resolve(now, Tz::Europe__Berlin);
        assert_eq!(span, Ok(Span { start: at(start), end: at(end), open }), "{from} {to}");
    }
}

#[test]
fn only_the_zone_can_tell_that_some_ranges_are_reversed() {
    let now = at("2026-11-21T13:00:00Z");
    let cases = [
        ("2026-11-02", "2026-11-01T12:00:00Z", Tz::Europe__Berlin),
        ("2026-11-01T12:00:00Z", "2026-10-31", Tz::Europe__Berlin),
        // The day was left out, so it holds nothing.
        ("2011-12-30", "2011-12-30", Tz::Pacific__Apia),
    ];
    for (from, to, tz) in cases {
        assert_eq!(custom(from, to).resolve(now, tz), Err(RangeError::Reversed), "{from} {to}");
    }
}

#[test]
fn the_first_instant_of_a_day_has_a_span_too() {
    let midnight = at("2026-11-20T23:00:00Z");
    let span = Range::Named(RangeName::Today).resolve(midnight, Tz::Europe__Berlin).expect("a span");
    assert_eq!((span.start, span.open), (midnight, true));
    assert_eq!(span.elapsed(), TimeDelta::microseconds(1));
}

proptest! {
    #[test]
    fn every_named_range_is_a_span_up_to_now(
        name in prop::sample::select(RangeName::ALL.to_vec()),
        tz in prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec()),
        nanos in 100_000_000_000_000_000_i64..4_000_000_000_000_000_000,
    ) {
        let now = DateTime::from_timestamp_nanos(nanos);
        let span = Range::Named(name).resolve(now, tz).expect("named ranges resolve");
        prop_assert!(span.start < span.end);
        prop_assert!(span.end <= now + TimeDelta::microseconds(1));
        prop_assert_eq!(span.end.timestamp_subsec_nanos() % 1_000, 0);
        let ends_before = matches!(name, RangeName::Yesterday | RangeName::PreviousMonth);
        prop_assert_eq!(span.open, !ends_before || span.end >= now - TimeDelta::microseconds(1));
    }
}
