//! Local times around every kind of clock change.

use proptest::prelude::*;

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("an instant").to_utc()
}

fn date(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

#[test]
fn days_start_at_the_first_instant_of_their_date() {
    let cases = [
        (Tz::UTC, "2026-11-21", "2026-11-21T00:00:00Z"),
        (Tz::Europe__Berlin, "2026-03-29", "2026-03-28T23:00:00Z"),
        (Tz::Europe__Berlin, "2026-03-30", "2026-03-29T22:00:00Z"),
        (Tz::America__New_York, "2026-11-01", "2026-11-01T04:00:00Z"),
        (Tz::America__New_York, "2026-11-02", "2026-11-02T05:00:00Z"),
        (Tz::Asia__Kathmandu, "2026-01-01", "2025-12-31T18:15:00Z"),
        (Tz::Australia__Lord_Howe, "2026-04-05", "2026-04-04T13:00:00Z"),
        (Tz::Australia__Lord_Howe, "2026-04-06", "2026-04-05T13:30:00Z"),
        // Midnight is skipped: 23:59:59 is followed by 01:00.
        (Tz::Africa__Cairo, "2026-04-24", "2026-04-23T22:00:00Z"),
        (Tz::America__Sao_Paulo, "2018-11-04", "2018-11-04T03:00:00Z"),
        // Midnight comes twice: 00:59:59 is followed by 00:00.
        (Tz::America__Havana, "2026-11-01", "2026-11-01T04:00:00Z"),
        // The day before is an hour longer: 23:59:59 is followed by 23:00.
        (Tz::America__Sao_Paulo, "2018-02-18", "2018-02-18T03:00:00Z"),
        // 30 December 2011 was left out.
        (Tz::Pacific__Apia, "2011-12-29", "2011-12-29T10:00:00Z"),
        (Tz::Pacific__Apia, "2011-12-30", "2011-12-30T10:00:00Z"),
        (Tz::Pacific__Apia, "2011-12-31", "2011-12-30T10:00:00Z"),
        (Tz::Pacific__Apia, "2012-01-01", "2011-12-31T10:00:00Z"),
    ];
    for (tz, day, start) in cases {
        assert_eq!(start_of_day(date(day), tz), at(start), "{day} in {tz}");
    }
}

#[test]
fn local_times_that_are_skipped_or_repeated() {
    let cases = [
        (Tz::Europe__Berlin, "2026-03-29T02:30:00", "2026-03-29T01:00:00Z"),
        (Tz::Europe__Berlin, "2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),
        (Tz::Australia__Lord_Howe, "2026-10-04T02:15:00", "2026-10-03T15:30:00Z"),
        (Tz::Australia__Lord_Howe, "2026-04-05T01:45:00", "2026-04-04T14:45:00Z"),
        (Tz::Pacific__Apia, "2011-12-30T12:00:00", "2011-12-30T10:00:00Z"),
    ];
    for (tz, local, instant) in cases {
        let local = local.parse().expect("a local time");
        assert_eq!(instant_of(local, tz), at(instant), "{local} in {tz}");
    }
}

#[test]
fn changes_of_the_offset() {
    let tz = Tz::Europe__Berlin;
    let change = at("2026-03-29T01:00:00Z");
    let second = TimeDelta::seconds(1);
    let hour = TimeDelta::hours(1);
    assert_eq!(offset_change(change - hour, change + hour, tz), Some(change));
    assert_eq!(offset_change(change - second, change, tz), Some(change));
    assert_eq!(offset_change(change - TimeDelta::microseconds(1), change, tz), Some(change));
    assert_eq!(offset_change(change, change + hour, tz), None);
    assert_eq!(offset_change(change - hour, change - second, tz), None);
    assert_eq!((offset_seconds(change - second, tz), offset_seconds(change, tz)), (3_600, 7_200));
}

proptest! {
    #[test]
    fn a_day_starts_in_itself_and_the_instant_before_does_not(
        zone in prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec()),
        days in 0_u64..29_000,
    ) {
        let date = date("1970-01-01") + chrono::Days::new(days);
        let start = start_of_day(date, zone);
        let first = local_date(start, zone);
        let before = local_date(start - TimeDelta::microseconds(1), zone);
        prop_assert!(first >= date, "{} starts on {}", date, first);
        prop_assert!(before < date, "{} is also before its start", date);
        // A later date means that the day was left out: nothing lies between.
        if first > date {
            prop_assert_eq!(first, date + chrono::Days::new(1));
        }
    }
}
