//! What an axis or a table calls a bucket.

use chrono::{DateTime, LocalResult, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::BucketSize;
use crate::calendar::local_time;

/// The short label of a bucket that starts at `edge`, for an axis: "14:00",
/// "Mon 3 Nov", "Nov 2025". Where a day begins, hours give its date; an hour
/// that clocks repeat carries the name of its offset: "02:00 CEST".
pub fn label(edge: DateTime<Utc>, size: BucketSize, tz: Tz) -> String {
    match size {
        BucketSize::Month => local(edge, tz, "%b %Y"),
        BucketSize::Week => local(edge, tz, "%-d %b"),
        BucketSize::Day => local(edge, tz, "%a %-d %b"),
        _ if local_time(edge, tz).time() == NaiveTime::MIN => local(edge, tz, "%a %-d %b"),
        _ => time_of_day(edge, size, tz),
    }
}

/// The label that needs no neighbours, for a tooltip or a table: "Mon 3 Nov
/// 2025, 14:00", "Week of 3 Nov 2025", "November 2025".
pub fn long_label(edge: DateTime<Utc>, size: BucketSize, tz: Tz) -> String {
    match size {
        BucketSize::Month => local(edge, tz, "%B %Y"),
        BucketSize::Week => local(edge, tz, "Week of %-d %b %Y"),
        BucketSize::Day => local(edge, tz, "%a %-d %b %Y"),
        _ => {
            let date = local(edge, tz, "%a %-d %b %Y");
            format!("{date}, {}", time_of_day(edge, size, tz))
        }
    }
}

fn time_of_day(edge: DateTime<Utc>, size: BucketSize, tz: Tz) -> String {
    let time = match size {
        BucketSize::Seconds30 => "%H:%M:%S",
        _ => "%H:%M",
    };
    let is_repeated = matches!(tz.from_local_datetime(&local_time(edge, tz)), LocalResult::Ambiguous(..));
    let name = if is_repeated { " %Z" } else { "" };
    local(edge, tz, &format!("{time}{name}"))
}

fn local(edge: DateTime<Utc>, tz: Tz, format: &str) -> String {
    edge.with_timezone(&tz).format(format).to_string()
}

#[cfg(test)]
mod tests;
