//! Figures and the texts they become.

use chrono::{DateTime, TimeDelta};
use proptest::prelude::*;

use super::*;

#[test]
fn counts() {
    let cases = [
        (0, "0"),
        (7, "7"),
        (999, "999"),
        (1_000, "1,000"),
        (12_480, "12,480"),
        (1_234_567, "1,234,567"),
        (-1_234, "−1,234"),
        (i64::MAX, "9,223,372,036,854,775,807"),
        (i64::MIN, "−9,223,372,036,854,775,808"),
    ];
    for (n, expected) in cases {
        assert_eq!(count(n), expected);
    }
}

#[test]
fn numbers() {
    let cases = [
        (0.0, "0"),
        (-0.0, "0"),
        (-0.001, "0"),
        (1.5, "1.5"),
        (0.25, "0.25"),
        (1_204.504, "1,204.5"),
        (-1_204.999, "−1,205"),
        (1e6, "1,000,000"),
        (1e20, "100000000000000000000"),
        (f64::NAN, "–"),
        (f64::INFINITY, "–"),
    ];
    for (n, expected) in cases {
        assert_eq!(number(n), expected, "{n}");
    }
}

#[test]
fn compact_counts() {
    let cases = [
        (0, "0"),
        (950, "950"),
        (999, "999"),
        (1_000, "1k"),
        (1_234, "1.2k"),
        (18_204, "18.2k"),
        (99_949, "99.9k"),
        (99_950, "100k"),
        (120_400, "120k"),
        (999_949, "1000k"),
        (999_950, "1M"),
        (3_400_000, "3.4M"),
        (999_950_000, "1B"),
        (2_000_000_000, "2B"),
        (-1_234, "−1.2k"),
    ];
    for (n, expected) in cases {
        assert_eq!(compact(n), expected, "{n}");
    }
}

#[test]
fn amounts_of_bytes() {
    const GB: u64 = 1 << 30;
    let cases = [
        (0, ("0", "B")),
        (1, ("1", "B")),
        (1_023, ("1023", "B")),
        (1_024, ("1", "KB")),
        (1_536, ("1.5", "KB")),
        (GB - 1, ("1", "GB")),
        (16 * GB, ("16", "GB")),
        (10_522_669_875, ("9.8", "GB")),
        (u64::MAX, ("16", "EB")),
    ];
    for (n, (value, unit)) in cases {
        assert_eq!(bytes(n), (value.to_owned(), unit), "{n}");
    }
    assert_eq!(bytes_of(10_522_669_875, 16 * GB), "9.8 of 16 GB");
    assert_eq!(bytes_of(GB / 2, 16 * GB), "0.5 of 16 GB");
    assert_eq!(bytes_of(0, 0), "0 of 0 B");
}

#[test]
fn percentages() {
    let cases = [
        (0.0, "0", "0.0"),
        (-0.0, "0", "0.0"),
        (38.4, "38", "38.4"),
        (93.0, "93", "93.0"),
        (0.01, "0", "0.1"),
        (99.96, "100", "99.9"),
        (100.0, "100", "100.0"),
        (f64::NAN, "–", "–"),
    ];
    for (n, whole, decimal) in cases {
        assert_eq!((percent(n).as_str(), rate(n).as_str()), (whole, decimal), "{n}");
    }
}

#[test]
fn durations() {
    let cases = [
        (0, "0s"),
        (8, "8s"),
        (59, "59s"),
        (60, "1m 00s"),
        (63, "1m 03s"),
        (192, "3m 12s"),
        (3_599, "59m 59s"),
        (3_600, "1h 00m"),
        (7_500, "2h 05m"),
        (86_399, "23h 59m"),
        (86_400, "1d 0h"),
        (41 * 86_400 + 6 * 3_600 + 59, "41d 6h"),
    ];
    for (seconds, expected) in cases {
        assert_eq!(duration(seconds), expected, "{seconds}");
    }
    let cases = [
        (-1, "–"),
        (0, "0 ms"),
        (900, "900 ms"),
        (1_000, "1.0 s"),
        (6_249, "6.2 s"),
        (10_000, "10s"),
        (192_000, "3m 12s"),
    ];
    for (ms, expected) in cases {
        assert_eq!(milliseconds(ms), expected, "{ms}");
    }
}

#[test]
fn relative_times() {
    let now = DateTime::from_timestamp(1_795_260_600, 0).expect("in range");
    let cases = [
        (0, "just now"),
        (4, "just now"),
        (-4, "just now"),
        (5, "5 s ago"),
        (59, "59 s ago"),
        (60, "1 min ago"),
        (1_140, "19 min ago"),
        (3_600, "1 h ago"),
        (86_399, "23 h ago"),
        (86_400, "1 d ago"),
        (40 * 86_400, "40 d ago"),
        (-1_680, "in 28 min"),
        (-90_000, "in 1 d"),
    ];
    for (seconds, expected) in cases {
        assert_eq!(relative(now - TimeDelta::seconds(seconds), now), expected, "{seconds}");
    }
}

proptest! {
    #[test]
    fn a_count_keeps_its_digits(n: i64) {
        let digits: String = count(n).replace(',', "").replace('−', "-");
        prop_assert_eq!(digits.parse(), Ok(n));
    }

    #[test]
    fn an_amount_has_at_most_four_digits(n: u64) {
        let (value, _) = bytes(n);
        prop_assert!(value.len() <= 4, "{} has {}", value, n);
        prop_assert!(value != "1024");
    }

    #[test]
    fn a_rate_is_whole_only_when_it_is(part in 0_u32..=100_000, all in 1_u32..=100_000) {
        let part = part.min(all);
        let text = rate(f64::from(part) / f64::from(all) * 100.0);
        prop_assert_eq!(text == "100.0", part == all);
        prop_assert_eq!(text == "0.0", part == 0);
    }
}
