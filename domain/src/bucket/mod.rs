//! Buckets of time: the bars of a chart, the rows of a series.
//!
//! Which sizes there are and which fits a span is known everywhere; where
//! their edges lie needs a time zone, so `Buckets` and labels exist only with
//! the feature `zones`.

#[cfg(feature = "zones")]
mod cover;
#[cfg(feature = "zones")]
mod label;

use chrono::TimeDelta;

use crate::range::Span;

#[cfg(feature = "zones")]
pub use cover::Buckets;
#[cfg(feature = "zones")]
pub use label::{label, long_label};

/// The most buckets of one series.
pub const MAX_BUCKETS: usize = 2_000;

named! {
    /// How long a bucket is. Hours and shorter ones are counted from local
    /// midnight, weeks start on Monday.
    pub enum BucketSize: "bucket size" {
        /// Thirty seconds.
        Seconds30 = "30s",
        /// A minute.
        Minute1 = "1m",
        /// Five minutes.
        Minute5 = "5m",
        /// A quarter of an hour, the grain of rollups.
        Minute15 = "15m",
        /// An hour.
        Hour = "hour",
        /// Three hours.
        Hours3 = "3h",
        /// Six hours.
        Hours6 = "6h",
        /// A local day: 23 to 25 hours.
        Day = "day",
        /// Seven local days from Monday.
        Week = "week",
        /// A calendar month.
        Month = "month",
    }
}

/// Why a span can't be cut into buckets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BucketError {
    /// More than [`MAX_BUCKETS`].
    #[error("This is more than 2,000 points. Choose larger steps or a shorter time range.")]
    TooMany {
        /// The size that was asked for.
        size: BucketSize,
    },
    /// The span ends where it starts, or before.
    #[error("The time range is empty.")]
    Empty,
}

impl BucketSize {
    /// The sizes that a person may choose.
    pub const CHOICES: [Self; 4] = [Self::Hour, Self::Day, Self::Week, Self::Month];

    /// The size after "per": "Validations per hour".
    pub const fn label(self) -> &'static str {
        match self {
            Self::Seconds30 => "30 s",
            Self::Minute1 => "minute",
            Self::Minute5 => "5 min",
            Self::Minute15 => "15 min",
            Self::Hour => "hour",
            Self::Hours3 => "3 h",
            Self::Hours6 => "6 h",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The seconds of a size that divides a day; `None` from a day on, whose
    /// length depends on the calendar.
    pub const fn seconds(self) -> Option<i64> {
        match self {
            Self::Seconds30 => Some(30),
            Self::Minute1 => Some(60),
            Self::Minute5 => Some(300),
            Self::Minute15 => Some(900),
            Self::Hour => Some(3_600),
            Self::Hours3 => Some(3 * 3_600),
            Self::Hours6 => Some(6 * 3_600),
            Self::Day | Self::Week | Self::Month => None,
        }
    }
}

/// A local day may have 25 hours, so limits in days leave an hour.
const LONG_DAY: TimeDelta = TimeDelta::hours(1);

fn first_fit(span: &Span, limits: &[(TimeDelta, BucketSize)]) -> BucketSize {
    let elapsed = span.elapsed();
    limits.iter().find(|(longest, _)| elapsed <= *longest).map_or(BucketSize::Month, |(_, size)| *size)
}

/// The size for activity: 5 minutes up to 6 hours, hours up to 3 days, days
/// up to 120, weeks up to two years, then months.
pub fn default_size(span: &Span) -> BucketSize {
    first_fit(
        span,
        &[
            (TimeDelta::hours(6), BucketSize::Minute5),
            (TimeDelta::days(3) + LONG_DAY, BucketSize::Hour),
            (TimeDelta::days(120) + LONG_DAY, BucketSize::Day),
            (TimeDelta::days(731) + LONG_DAY, BucketSize::Week),
        ],
    )
}

/// The size for machine statistics, whose lines want more points: 60 to 170.
pub fn fine_size(span: &Span) -> BucketSize {
    first_fit(
        span,
        &[
            (TimeDelta::hours(1), BucketSize::Seconds30),
            (TimeDelta::hours(6), BucketSize::Minute5),
            (TimeDelta::days(1) + LONG_DAY, BucketSize::Minute15),
            (TimeDelta::days(7), BucketSize::Hour),
            (TimeDelta::days(21), BucketSize::Hours3),
            (TimeDelta::days(42), BucketSize::Hours6),
            (TimeDelta::days(168), BucketSize::Day),
            (TimeDelta::days(1_176), BucketSize::Week),
        ],
    )
}

#[cfg(test)]
mod tests;
