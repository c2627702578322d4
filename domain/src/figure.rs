//! Figures as people read them, in English.
//!
//! Only the text: rounding never hides a fact, so a share that isn't whole is
//! never shown as 0 or 100 by [`rate`], and what isn't a number is a dash.

use chrono::{DateTime, Utc};

/// What stands for a figure that there isn't.
pub const NONE: &str = "–";

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// A count with its thousands apart: "1,234,567".
pub fn count(n: i64) -> String {
    let digits = n.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if n < 0 {
        text.push('−');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A figure of any size with at most two decimals: "1,204.5", "0.25".
pub fn number(n: f64) -> String {
    if !n.is_finite() {
        return NONE.to_owned();
    }
    let text = format!("{:.2}", n.abs());
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), count);
    let decimals = decimals.trim_end_matches('0');
    let point = if decimals.is_empty() { "" } else { "." };
    let is_zero = whole == "0" && decimals.is_empty();
    let sign = if n < 0.0 && !is_zero { "−" } else { "" };
    format!("{sign}{whole}{point}{decimals}")
}

/// A count for an axis: "950", "1.2k", "18k", "3.4M", "2B".
#[expect(clippy::cast_precision_loss, reason = "three digits are shown")]
pub fn compact(n: i64) -> String {
    let sign = if n < 0 { "−" } else { "" };
    let n = n.unsigned_abs();
    // A step begins where rounding to three digits would reach it.
    let steps = [(999_950_000, 1e9, "B"), (999_950, 1e6, "M"), (1_000, 1e3, "k")];
    match steps.iter().find(|(from, ..)| n >= *from) {
        None => format!("{sign}{n}"),
        Some((_, unit, letter)) => format!("{sign}{}{letter}", short(n as f64 / unit)),
    }
}

/// One decimal below a hundred, unless it is zero; none from there.
fn short(n: f64) -> String {
    let text = if n < 99.95 { format!("{n:.1}") } else { format!("{n:.0}") };
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

const BYTE_UNITS: [&str; 7] = ["B", "KB", "MB", "GB", "TB", "PB", "EB"];

/// An amount of memory or disk and its unit: ("9.8", "GB"). A unit is 1,024
/// of the one below, as memory is sold and operating systems count.
pub fn bytes(n: u64) -> (String, &'static str) {
    let unit = byte_unit(n);
    (in_byte_unit(n, unit), BYTE_UNITS[unit])
}

/// A part of an amount in the amount's unit: "9.8 of 16 GB".
pub fn bytes_of(part: u64, total: u64) -> String {
    let unit = byte_unit(total);
    format!("{} of {} {}", in_byte_unit(part, unit), in_byte_unit(total, unit), BYTE_UNITS[unit])
}

fn byte_unit(n: u64) -> usize {
    let unit = (n.max(1).ilog2() / 10) as usize;
    // 1,023.9 MB would read "1024 MB".
    if in_byte_unit(n, unit) == "1024" { unit + 1 } else { unit }
}

#[expect(clippy::cast_precision_loss, reason = "four digits are shown")]
fn in_byte_unit(n: u64, unit: usize) -> String {
    let exponent = i32::try_from(unit).expect("there are seven units");
    short(n as f64 / 1_024_f64.powi(exponent))
}

/// A percentage of 0 to 100 without decimals, for what is measured: "38".
pub fn percent(n: f64) -> String {
    if n.is_finite() { format!("{:.0}", n + 0.0) } else { NONE.to_owned() }
}

/// A percentage of 0 to 100 with one decimal, for what is counted: "93.0".
/// Only all is "100.0" and only nothing is "0.0".
pub fn rate(n: f64) -> String {
    if !n.is_finite() {
        return NONE.to_owned();
    }
    let shown = match n {
        n if n > 0.0 && n < 0.1 => 0.1,
        n if n > 99.9 && n < 100.0 => 99.9,
        n => n,
    };
    format!("{:.1}", shown + 0.0)
}

/// A duration in its two largest units: "41d 6h", "2h 05m", "3m 12s", "8s".
pub fn duration(seconds: u64) -> String {
    match seconds {
        DAY.. => format!("{}d {}h", seconds / DAY, seconds % DAY / HOUR),
        HOUR.. => format!("{}h {:02}m", seconds / HOUR, seconds % HOUR / MINUTE),
        MINUTE.. => format!("{}m {:02}s", seconds / MINUTE, seconds % MINUTE),
        _ => format!("{seconds}s"),
    }
}

/// A duration in milliseconds: "900 ms", "6.2 s", then as [`duration`].
pub fn milliseconds(ms: i64) -> String {
    let Ok(ms) = u64::try_from(ms) else {
        return NONE.to_owned();
    };
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..10_000 => format!("{}.{} s", ms / 1_000, ms % 1_000 / 100),
        _ => duration(ms / 1_000),
    }
}

/// How long before or after `now` an instant is: "just now", "8 s ago",
/// "2 min ago", "in 28 min", "5 d ago".
pub fn relative(instant: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = now.signed_duration_since(instant).num_seconds();
    let distance = seconds.unsigned_abs();
    let amount = match distance {
        0..5 => return "just now".to_owned(),
        5..MINUTE => format!("{distance} s"),
        MINUTE..HOUR => format!("{} min", distance / MINUTE),
        HOUR..DAY => format!("{} h", distance / HOUR),
        _ => format!("{} d", distance / DAY),
    };
    if seconds < 0 { format!("in {amount}") } else { format!("{amount} ago") }
}

#[cfg(test)]
mod tests;
