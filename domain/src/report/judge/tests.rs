use chrono::TimeZone;

use super::*;

fn durations(durations_ms: &[i64]) -> Past {
    Past { durations_ms: durations_ms.to_vec(), rows: Vec::new() }
}

fn rows(rows: &[i64]) -> Past {
    Past { durations_ms: Vec::new(), rows: rows.to_vec() }
}

fn words(finding: Option<Finding>) -> Option<String> {
    finding.map(|finding| finding.message)
}

#[test]
fn slow_is_more_than_the_limit() {
    let nothing = Past::default();
    assert_eq!(slow(10_000, SLOW_MS, &nothing), None);
    assert_eq!(words(slow(10_001, SLOW_MS, &nothing)).unwrap(), "It took 10s; the limit is 10s.");
    assert_eq!(words(slow(900, 500, &nothing)).unwrap(), "It took 900 ms; the limit is 500 ms.");
}

#[test]
fn slow_is_more_than_three_times_the_usual() {
    let usual = durations(&[2_000; 10]);
    assert_eq!(slow(6_000, SLOW_MS, &usual), None);
    assert_eq!(words(slow(6_001, SLOW_MS, &usual)).unwrap(), "It took 6.0 s; it usually takes 2.0 s.");
}

#[test]
fn a_quick_chart_on_a_busy_machine_is_not_slow() {
    let usual = durations(&[40; 10]);
    assert_eq!(slow(999, SLOW_MS, &usual), None);
    assert!(slow(1_000, SLOW_MS, &usual).is_some());
}

#[test]
fn two_checks_say_nothing_about_what_is_usual() {
    assert_eq!(slow(9_000, SLOW_MS, &durations(&[1_000, 1_000])), None);
    assert!(slow(9_000, SLOW_MS, &durations(&[1_000, 1_000, 1_000])).is_some());
    assert_eq!(rows_fell(1, &rows(&[1_000, 1_000])), None);
}

#[test]
fn only_the_last_ten_checks_are_usual() {
    let mut quick_long_ago = vec![5_000; 10];
    quick_long_ago.extend([10; 90]);
    assert_eq!(slow(9_000, SLOW_MS, &durations(&quick_long_ago)), None);
}

#[test]
fn the_median_shrugs_at_outliers() {
    assert_eq!(usual(&[1, 1_000_000, 2]), Some(2));
    assert_eq!(usual(&[4, 1, 3, 2]), Some(2));
    assert_eq!(usual(&[]), None);
}

#[test]
fn rows_fall_by_more_than_nine_tenths() {
    let usual = rows(&[1_000; 10]);
    assert_eq!(rows_fell(100, &usual), None);
    assert_eq!(words(rows_fell(99, &usual)).unwrap(), "Its rows fell to 99; there are usually 1,000.");
    assert_eq!(rows_fell(0, &usual), None, "no rows are found by another rule");
    assert_eq!(rows_fell(1, &rows(&[0; 10])), None);
    assert_eq!(rows_fell(i64::MAX, &rows(&[i64::MAX; 3])), None);
}

#[test]
fn nothing_is_no_rows_or_one_row_of_nulls() {
    assert_eq!(emptiness(0, false).unwrap().kind, FindingKind::NoRows);
    assert_eq!(emptiness(1, true).unwrap().kind, FindingKind::OnlyNulls);
    assert_eq!(emptiness(1, false), None);
    assert_eq!(emptiness(2, true), None);
}

#[test]
fn data_is_stale_when_it_is_older_than_agreed() {
    let now = Utc.with_ymd_and_hms(2026, 3, 10, 12, 0, 0).unwrap();
    let day = TimeDelta::days(1);
    assert_eq!(stale("order_date", None, now, day), None);
    assert_eq!(stale("order_date", Some(now - day), now, day), None);
    assert_eq!(stale("order_date", Some(now + day), now, day), None, "tomorrow is not old");
    assert_eq!(
        words(stale("order_date", Some(now - TimeDelta::hours(50)), now, day)).unwrap(),
        "The newest order_date is 2026-03-08 10:00 UTC, 2d 2h ago; the limit is 1d 0h."
    );
}
