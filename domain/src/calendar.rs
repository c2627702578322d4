//! Local days and hours of a time zone, as instants.
//!
//! A local time may not exist (clocks go forward), exist twice (clocks go
//! back) or be a whole day that was left out (Pacific/Apia, 30 December
//! 2011). Everything that needs a local time asks here, so that there is one
//! answer.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// The date in a time zone at an instant.
pub fn local_date(instant: DateTime<Utc>, tz: Tz) -> NaiveDate {
    local_time(instant, tz).date()
}

/// What the clocks of a time zone show at an instant.
pub fn local_time(instant: DateTime<Utc>, tz: Tz) -> NaiveDateTime {
    instant.with_timezone(&tz).naive_local()
}

/// The first instant of a local day; of a day that was left out, the first
/// instant of the next one.
pub fn start_of_day(date: NaiveDate, tz: Tz) -> DateTime<Utc> {
    instant_of(date.and_time(NaiveTime::MIN), tz)
}

/// The instant at which the clocks first show a local time; where they skip
/// it, the instant of the skip.
pub fn instant_of(local: NaiveDateTime, tz: Tz) -> DateTime<Utc> {
    tz.from_local_datetime(&local).earliest().map_or_else(|| end_of_gap(local, tz), |instant| instant.to_utc())
}

/// The instant at which the clocks last show a local time; where they skip
/// it, the instant of the skip.
pub fn last_instant_of(local: NaiveDateTime, tz: Tz) -> DateTime<Utc> {
    tz.from_local_datetime(&local).latest().map_or_else(|| end_of_gap(local, tz), |instant| instant.to_utc())
}

/// Seconds by which local time is ahead of UTC at an instant.
pub fn offset_seconds(instant: DateTime<Utc>, tz: Tz) -> i64 {
    let offset = tz.offset_from_utc_datetime(&instant.naive_utc());
    i64::from(offset.fix().local_minus_utc())
}

/// The first instant after `from`, up to `to`, at which the offset is another
/// than at `from`; `None` where it is the same at both. To the second, as
/// time zone tables are.
pub fn offset_change(from: DateTime<Utc>, to: DateTime<Utc>, tz: Tz) -> Option<DateTime<Utc>> {
    let offset = offset_seconds(from, tz);
    if offset_seconds(to, tz) == offset {
        return None;
    }
    first_second(from, to, |instant| offset_seconds(instant, tz) != offset)
}

/// Zones lie within 16 hours of UTC, and none ever skipped more than a day.
const REACH: TimeDelta = TimeDelta::hours(41);

fn end_of_gap(local: NaiveDateTime, tz: Tz) -> DateTime<Utc> {
    let (from, to) = (local.and_utc() - REACH, local.and_utc() + REACH);
    first_second(from, to, |instant| local_time(instant, tz) >= local)
        .expect("the clocks pass every local time within two days")
}

/// The first whole second in `(from, to]` for which a condition holds that,
/// once true, stays so.
fn first_second(
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    is_past: impl Fn(DateTime<Utc>) -> bool,
) -> Option<DateTime<Utc>> {
    let at = |second| DateTime::from_timestamp(second, 0);
    let (mut before, mut after) = (from.timestamp(), to.timestamp());
    if !is_past(at(after)?) {
        return None;
    }
    while after - before > 1 {
        let middle = before + (after - before) / 2;
        if is_past(at(middle)?) {
            after = middle;
        } else {
            before = middle;
        }
    }
    at(after)
}

#[cfg(test)]
mod tests;
