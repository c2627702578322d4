//! What queries pick, without a clock.

use proptest::prelude::*;

use super::*;

fn query(range: &str, from: &str, to: &str) -> RangeQuery {
    let text = |text: &str| (text != "-").then(|| text.to_owned());
    RangeQuery { range: text(range), from: text(from), to: text(to) }
}

fn parse(range: &str, from: &str, to: &str) -> Result<Range, RangeError> {
    Range::parse(&query(range, from, to), RangeName::H24)
}

#[test]
fn names() {
    for &name in RangeName::ALL {
        assert_eq!(parse(name.as_str(), "-", "-"), Ok(Range::Named(name)));
        assert_eq!(parse(name.as_str(), "", " "), Ok(Range::Named(name)), "blank is absent");
        let json = serde_json::to_value(name).expect("a name is a string");
        assert_eq!(json, name.as_str());
    }
    assert_eq!(parse("-", "-", "-"), Ok(Range::Named(RangeName::H24)), "the default");
    assert_eq!(parse("", "", ""), Ok(Range::Named(RangeName::H24)), "the default");
    for name in ["2h", "24H", "24", "last week", "<script>"] {
        let error = RangeError::Unknown { name: name.to_owned() };
        assert_eq!(error.field(), "range");
        assert_eq!(parse(name, "-", "-"), Err(error), "{name}");
        assert!(RangeName::parse(name).is_err());
    }
}

#[test]
fn names_are_unique() {
    for texts in [RangeName::as_str, RangeName::label, RangeName::title] {
        let mut all: Vec<_> = RangeName::ALL.iter().map(|name| texts(*name)).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), RangeName::ALL.len());
    }
}

#[test]
fn labels() {
    let cases = [
        (parse("24h", "-", "-"), "24 h", "Last 24 hours", "in 24 h"),
        (parse("7d", "-", "-"), "7 d", "Last 7 days", "in 7 d"),
        (parse("today", "-", "-"), "Today", "Today", "today"),
        (parse("previous-month", "-", "-"), "Previous month", "Previous month", "in the previous month"),
        (
            parse("custom", "2025-11-03", "2025-11-09"),
            "3 Nov 2025 – 9 Nov 2025",
            "3 Nov 2025 – 9 Nov 2025",
            "in 3 Nov 2025 – 9 Nov 2025",
        ),
        (parse("custom", "2025-11-03", "2025-11-03"), "3 Nov 2025", "3 Nov 2025", "in 3 Nov 2025"),
        (
            parse("custom", "2025-11-03T10:00:00+02:00", "2025-11-04"),
            "3 Nov 2025, 08:00 UTC – 4 Nov 2025",
            "3 Nov 2025, 08:00 UTC – 4 Nov 2025",
            "in 3 Nov 2025, 08:00 UTC – 4 Nov 2025",
        ),
    ];
    for (range, label, title, within) in cases {
        let range = range.expect("a range");
        let texts = (range.label(), range.title(), range.within());
        assert_eq!(texts, (label.to_owned(), title.to_owned(), within.to_owned()));
    }
}

#[test]
fn custom_ranges() {
    let cases = [
        ("custom", "2026-11-01", "2026-11-21"),
        ("-", "2026-11-01", "2026-11-21"),
        ("custom", "2026-11-21", "2026-11-21"),
        ("custom", " 2026-11-01 ", "2026-11-21"),
        ("custom", "2026-11-01T00:00:00Z", "2026-11-01T00:00:00.000001Z"),
        ("custom", "2026-11-01T00:00:00Z", "2026-11-01"),
        ("custom", "1970-01-01", "9998-12-31"),
    ];
    for (range, from, to) in cases {
        assert!(matches!(parse(range, from, to), Ok(Range::Custom(_))), "{from} {to}");
    }
}

#[test]
fn mistakes_in_custom_ranges() {
    let cases = [
        ("custom", "-", "-", RangeError::Incomplete),
        ("custom", "2026-11-01", "-", RangeError::Incomplete),
        ("custom", "", "2026-11-01", RangeError::Incomplete),
        ("-", "2026-11-01", "-", RangeError::Incomplete),
        ("-", "-", "2026-11-01", RangeError::Incomplete),
        ("custom", "2026-11-22", "2026-11-21", RangeError::Reversed),
        ("-", "2026-11-01T01:00:00+01:00", "2026-11-01T00:00:00Z", RangeError::Reversed),
        ("24h", "2026-11-01", "-", RangeError::NotCustom { field: "from" }),
        ("24h", "-", "2026-11-01", RangeError::NotCustom { field: "to" }),
    ];
    for (range, from, to, error) in cases {
        assert_eq!(parse(range, from, to), Err(error), "{range} {from} {to}");
    }
}

#[test]
fn texts_that_are_no_point_in_time() {
    let cases = [
        "2026-11-31",
        "tomorrow",
        "21.11.2026",
        "2026-11-1",
        "2026-11-01T00:00:00",
        "1969-12-31",
        "9999-12-31",
        "+99999-1-1",
        "-001-01-01",
    ];
    for text in cases {
        let error = |field| Err(RangeError::Unreadable { field, value: text.to_owned() });
        assert_eq!(parse("custom", text, "2026-11-21"), error("from"));
        assert_eq!(parse("custom", "2026-11-21", text), error("to"));
    }
}

#[test]
fn messages() {
    let cases = [
        (parse("custom", "-", "-"), "Start date and end date are required for custom range."),
        (parse("custom", "2026-11-22", "2026-11-21"), "Start date must be before end date."),
        (parse("2h", "-", "-"), "There is no time range “2h”."),
    ];
    for (result, message) in cases {
        assert_eq!(result.expect_err("no range").to_string(), message);
    }
}

#[test]
fn a_long_text_is_not_repeated_in_full() {
    let text = "9".repeat(10_000);
    let error = parse("custom", &text, "2026-11-21").expect_err("no date");
    assert!(error.to_string().len() < 200);
}

#[test]
fn blank_fields_are_left_out_of_the_wire() {
    let json = serde_json::to_string(&Range::Named(RangeName::D7).query());
    assert_eq!(json.ok().as_deref(), Some(r#"{"range":"7d"}"#));
    assert_eq!(serde_json::from_str::<RangeQuery>("{}").ok(), Some(RangeQuery::default()));
}

proptest! {
    #[test]
    fn a_range_reads_back_from_its_query(
        from in 0_i64..200_000_000_000_000_000,
        length in 0_i64..10_000_000_000_000,
        is_from_date: bool,
        is_to_date: bool,
    ) {
        let point = |micros, is_date| {
            let instant = DateTime::from_timestamp_micros(micros).expect("in range");
            if is_date { Point::Date(instant.date_naive()) } else { Point::Instant(instant) }
        };
        let custom = CustomRange { from: point(from, is_from_date), to: point(from + length + 1, is_to_date) };
        let range = Range::Custom(custom);
        prop_assert_eq!(Range::parse(&range.query(), RangeName::H24), Ok(range));
    }

    #[test]
    fn no_text_breaks_the_reader(range in ".{0,12}", from in ".{0,25}", to in ".{0,25}") {
        let _ = parse(&range, &from, &to);
    }
}
