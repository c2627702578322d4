//! What buckets are called.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("an instant").to_utc()
}

#[test]
fn labels() {
    let berlin = Tz::Europe__Berlin;
    let lord_howe = Tz::Australia__Lord_Howe;
    let cases = [
        (BucketSize::Seconds30, berlin, "2025-11-03T13:00:30Z", "14:00:30", "Mon 3 Nov 2025, 14:00:30"),
        (BucketSize::Minute5, berlin, "2025-11-03T13:05:00Z", "14:05", "Mon 3 Nov 2025, 14:05"),
        (BucketSize::Hour, berlin, "2025-11-03T13:00:00Z", "14:00", "Mon 3 Nov 2025, 14:00"),
        (BucketSize::Hour, berlin, "2025-11-02T23:00:00Z", "Mon 3 Nov", "Mon 3 Nov 2025, 00:00"),
        (BucketSize::Day, berlin, "2025-11-02T23:00:00Z", "Mon 3 Nov", "Mon 3 Nov 2025"),
        (BucketSize::Week, berlin, "2025-11-02T23:00:00Z", "3 Nov", "Week of 3 Nov 2025"),
        (BucketSize::Month, berlin, "2025-10-31T23:00:00Z", "Nov 2025", "November 2025"),
        (BucketSize::Hour, Tz::Asia__Kathmandu, "2025-11-03T13:15:00Z", "19:00", "Mon 3 Nov 2025, 19:00"),
        // The repeated hour is told apart by the name of its offset.
        (BucketSize::Hour, berlin, "2026-10-25T00:00:00Z", "02:00 CEST", "Sun 25 Oct 2026, 02:00 CEST"),
        (BucketSize::Hour, berlin, "2026-10-25T01:00:00Z", "02:00 CET", "Sun 25 Oct 2026, 02:00 CET"),
        (BucketSize::Hour, berlin, "2026-10-25T02:00:00Z", "03:00", "Sun 25 Oct 2026, 03:00"),
        (BucketSize::Minute15, lord_howe, "2026-04-04T14:45:00Z", "01:45 +11", "Sun 5 Apr 2026, 01:45 +11"),
        (BucketSize::Hour, lord_howe, "2026-04-04T15:00:00Z", "01:30 +1030", "Sun 5 Apr 2026, 01:30 +1030"),
    ];
    for (size, tz, edge, short, long) in cases {
        assert_eq!(label(at(edge), size, tz), short, "{edge}");
        assert_eq!(long_label(at(edge), size, tz), long, "{edge}");
    }
}
