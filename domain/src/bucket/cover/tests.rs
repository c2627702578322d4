//! Edges around every kind of clock change.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::*;
use crate::bucket::BucketSize;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("an instant").to_utc()
}

fn span(start: &str, end: &str) -> Span {
    Span { start: at(start), end: at(end), open: false }
}

fn cover(span: &Span, size: BucketSize, tz: Tz) -> Buckets {
    Buckets::cover(span, size, tz).expect("few enough")
}

#[test]
fn lengths_across_clock_changes() {
    use BucketSize::{Day, Hour, Hours3, Hours6, Week};
    const WEEK: i64 = 7 * 1440;
    type Case = (Tz, BucketSize, &'static str, &'static [i64]);
    let cases: [Case; 14] = [
        // Forward and back by an hour: 23 and 25 hours a day.
        (Tz::Europe__Berlin, Day, "2026-03-27T23:00:00Z", &[1440, 1380, 1440]),
        (Tz::Europe__Berlin, Day, "2026-10-23T22:00:00Z", &[1440, 1500, 1440]),
        (Tz::America__New_York, Day, "2026-03-07T05:00:00Z", &[1440, 1380, 1440]),
        (Tz::America__New_York, Day, "2026-10-31T04:00:00Z", &[1440, 1500, 1440]),
        // By half an hour.
        (Tz::Australia__Lord_Howe, Day, "2026-04-03T13:00:00Z", &[1440, 1470, 1440]),
        (Tz::Australia__Lord_Howe, Day, "2026-10-02T13:30:00Z", &[1440, 1410, 1440]),
        (Tz::Australia__Lord_Howe, Hour, "2026-04-04T14:00:00Z", &[60, 30, 60, 60]),
        (Tz::Australia__Lord_Howe, Hour, "2026-10-03T14:30:00Z", &[60, 30, 60]),
        // What is repeated or left out makes one bucket more or fewer.
        (Tz::Europe__Berlin, Hour, "2026-10-24T23:00:00Z", &[60, 60, 60, 60]),
        (Tz::Europe__Berlin, Hours3, "2026-10-24T22:00:00Z", &[180, 60, 180]),
        (Tz::Europe__Berlin, Hours6, "2026-03-28T23:00:00Z", &[120, 180, 360]),
        // Three quarters of an hour from UTC, always.
        (Tz::Asia__Kathmandu, Hour, "2026-11-20T18:00:00Z", &[15, 60, 60]),
        // The day that was left out has no bucket, and its week six days.
        (Tz::Pacific__Apia, Day, "2011-12-28T10:00:00Z", &[1440, 1440, 1440, 1440]),
        (Tz::Pacific__Apia, Week, "2011-12-26T10:00:00Z", &[WEEK - 1440, WEEK]),
    ];
    for (tz, size, start, minutes) in cases {
        let start = at(start);
        let end = start + TimeDelta::minutes(minutes.iter().sum());
        let buckets = cover(&Span { start, end, open: false }, size, tz);
        let lengths: Vec<i64> = buckets.iter().map(|(from, to)| (to - from).num_minutes()).collect();
        assert_eq!(lengths, minutes, "{size} in {tz} from {start}");
        assert!(!buckets.partial_last, "{size} in {tz} from {start}");
    }
}

#[test]
fn edges_lie_on_local_time() {
    let cases = [
        (Tz::Asia__Kathmandu, BucketSize::Hour, "2026-11-20T18:15:00Z"),
        (Tz::Asia__Kathmandu, BucketSize::Day, "2026-11-20T18:15:00Z"),
        (Tz::Asia__Kathmandu, BucketSize::Hours6, "2026-11-21T00:15:00Z"),
        (Tz::America__New_York, BucketSize::Week, "2026-11-23T05:00:00Z"),
        (Tz::America__New_York, BucketSize::Month, "2026-12-01T05:00:00Z"),
        (Tz::Australia__Lord_Howe, BucketSize::Minute15, "2026-04-05T00:45:00Z"),
        (Tz::Pacific__Apia, BucketSize::Month, "2011-12-31T10:00:00Z"),
    ];
    for (tz, size, edge) in cases {
        let edge = at(edge);
        let around = Span { start: edge - TimeDelta::seconds(1), end: edge + TimeDelta::seconds(1), open: true };
        let buckets = cover(&around, size, tz);
        assert_eq!(buckets.edges, [around.start, edge, around.end], "{size} in {tz}");
        assert!(buckets.partial_first && buckets.partial_last);
    }
}

#[test]
fn the_ends_are_clipped_and_say_so() {
    let tz = Tz::Europe__Berlin;
    let cases = [
        ("2026-11-20T23:00:00Z", "2026-11-21T23:00:00Z", false, false),
        ("2026-11-20T23:00:00Z", "2026-11-21T13:20:00Z", false, true),
        ("2026-11-20T22:59:59Z", "2026-11-20T23:00:00Z", true, false),
        ("2026-11-20T13:20:00Z", "2026-11-21T13:20:00Z", true, true),
        ("2026-11-20T13:20:00Z", "2026-11-20T13:20:00.000001Z", true, true),
    ];
    for (start, end, first, last) in cases {
        let span = span(start, end);
        for size in [BucketSize::Hour, BucketSize::Day] {
            let buckets = cover(&span, size, tz);
            assert_eq!(buckets.edges.first(), Some(&span.start));
            assert_eq!(buckets.edges.last(), Some(&span.end));
            assert_eq!((buckets.partial_first, buckets.partial_last), (first, last), "{start}");
        }
    }
}

#[test]
fn too_many_and_none() {
    let start = at("2026-01-01T00:00:00Z");
    let hours = |n| Span { start, end: start + TimeDelta::hours(n), open: false };
    let cut = |span: &Span| Buckets::cover(span, BucketSize::Hour, Tz::UTC).map(|cut| cut.len());
    assert_eq!(cut(&hours(1)), Ok(1));
    assert_eq!(cut(&hours(2_000)), Ok(2_000));
    assert_eq!(cut(&hours(2_001)), Err(BucketError::TooMany { size: BucketSize::Hour }));
    assert_eq!(cut(&hours(2_000_000)), Err(BucketError::TooMany { size: BucketSize::Hour }));
    assert_eq!(cut(&hours(0)), Err(BucketError::Empty));
    assert_eq!(cut(&hours(-1)), Err(BucketError::Empty));
}
