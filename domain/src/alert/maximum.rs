//! How many changes are told.

use chrono::TimeDelta;

/// More changes than this within [`FLAPPING_WITHIN`] are one message.
pub const FLAPPING_OVER: usize = 4;

/// The time over which changes are counted.
pub const FLAPPING_WITHIN: TimeDelta = TimeDelta::hours(24);
