//! Which size fits a span.

use chrono::DateTime;

use super::*;

fn span(elapsed: TimeDelta) -> Span {
    let start = DateTime::from_timestamp(1_795_260_600, 0).expect("in range");
    Span { start, end: start + elapsed, open: true }
}

#[test]
fn default_sizes() {
    let cases = [
        (TimeDelta::hours(1), BucketSize::Minute5),
        (TimeDelta::hours(6), BucketSize::Minute5),
        (TimeDelta::hours(6) + TimeDelta::seconds(1), BucketSize::Hour),
        (TimeDelta::hours(24), BucketSize::Hour),
        (TimeDelta::days(3), BucketSize::Hour),
        // Three local days in the week that clocks go back.
        (TimeDelta::hours(73), BucketSize::Hour),
        (TimeDelta::hours(74), BucketSize::Day),
        (TimeDelta::days(7), BucketSize::Day),
        (TimeDelta::days(120), BucketSize::Day),
        (TimeDelta::days(121), BucketSize::Week),
        (TimeDelta::days(365), BucketSize::Week),
        (TimeDelta::days(731), BucketSize::Week),
        (TimeDelta::days(732), BucketSize::Month),
        (TimeDelta::days(20_000), BucketSize::Month),
    ];
    for (elapsed, size) in cases {
        assert_eq!(default_size(&span(elapsed)), size, "{elapsed}");
    }
}

#[test]
fn fine_sizes() {
    let cases = [
        (TimeDelta::minutes(5), BucketSize::Seconds30),
        (TimeDelta::hours(1), BucketSize::Seconds30),
        (TimeDelta::hours(6), BucketSize::Minute5),
        (TimeDelta::hours(24), BucketSize::Minute15),
        (TimeDelta::hours(25), BucketSize::Minute15),
        (TimeDelta::days(3), BucketSize::Hour),
        (TimeDelta::days(7), BucketSize::Hour),
        (TimeDelta::days(14), BucketSize::Hours3),
        (TimeDelta::days(30), BucketSize::Hours6),
        (TimeDelta::days(90), BucketSize::Day),
        (TimeDelta::days(365), BucketSize::Week),
        (TimeDelta::days(2_000), BucketSize::Month),
    ];
    for (elapsed, size) in cases {
        assert_eq!(fine_size(&span(elapsed)), size, "{elapsed}");
    }
}

#[test]
fn sizes_are_ordered_and_divide_a_day() {
    let seconds: Vec<i64> = BucketSize::ALL.iter().filter_map(|size| size.seconds()).collect();
    assert!(seconds.is_sorted());
    assert!(seconds.iter().all(|seconds| 86_400 % seconds == 0));
    assert!(BucketSize::CHOICES.is_sorted());
}

#[test]
fn too_many_has_a_message() {
    let error = BucketError::TooMany { size: BucketSize::Hour };
    assert!(error.to_string().contains("2,000 points"));
}
