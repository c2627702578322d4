//! The one place that reads the wall clock. Everything else takes `now` as an argument.

use chrono::{DateTime, Utc};

/// The present instant.
#[expect(clippy::disallowed_methods, reason = "the clock has to be read somewhere: here")]
#[must_use]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}
