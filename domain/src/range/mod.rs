//! The time that a page or an answer is about.
//!
//! A range is what a person picked: a name such as `24h`, or a custom start
//! and end. It becomes a [`Span`] of two instants only with a clock and a
//! time zone, on the server.

mod custom;
mod named;
#[cfg(feature = "zones")]
mod resolve;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

pub use custom::{CustomRange, Point};
pub use named::RangeName;

/// The part of a URL's query that picks a range. Blank is the same as absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RangeQuery {
    /// The name of a range, or `custom`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<String>,
    /// The start of a custom range: a date, or an instant of RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The end of a custom range, which is not part of it; as a date, that
    /// day is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// What a person picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Range {
    /// One of the offered ranges.
    Named(RangeName),
    /// From one point to another.
    Custom(CustomRange),
}

/// A half-open stretch of time, `[start, end)`, in whole microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    /// The first instant.
    pub start: DateTime<Utc>,
    /// The first instant after it.
    pub end: DateTime<Utc>,
    /// Whether the end is now or later: new events may still fall into it.
    pub open: bool,
}

/// Why a range can't be used; each has a sentence for the page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// There is no range of this name.
    #[error("There is no time range “{name}”.")]
    Unknown {
        /// The name that was given.
        name: String,
    },
    /// A custom range without a start or an end.
    #[error("Start date and end date are required for custom range.")]
    Incomplete,
    /// A custom range that contains nothing.
    #[error("Start date must be before end date.")]
    Reversed,
    /// A text that is neither a date nor an instant.
    #[error("“{value}” is not a date such as 2026-11-21, nor a time such as 2026-11-21T09:30:00Z.")]
    Unreadable {
        /// `from` or `to`.
        field: &'static str,
        /// The text that was given.
        value: String,
    },
    /// A start or an end beside the name of a range.
    #[error("A start or end date goes with the custom range only.")]
    NotCustom {
        /// `from` or `to`.
        field: &'static str,
    },
}

impl RangeError {
    /// The parameter that has to change: `range`, `from` or `to`.
    pub fn field(&self) -> &'static str {
        match self {
            Self::Unknown { .. } => "range",
            Self::Incomplete | Self::Reversed => "from",
            Self::Unreadable { field, .. } | Self::NotCustom { field } => field,
        }
    }
}

impl Range {
    /// The name of the custom range in a query.
    pub const CUSTOM: &str = "custom";

    /// Reads a query. Nothing at all means the default; a start or an end
    /// without a name means a custom range.
    pub fn parse(query: &RangeQuery, default: RangeName) -> Result<Self, RangeError> {
        let [range, from, to] = [&query.range, &query.from, &query.to]
            .map(|text| text.as_deref().map(str::trim).filter(|text| !text.is_empty()));
        match (range, from, to) {
            (None, None, None) => Ok(Self::Named(default)),
            (None | Some(Self::CUSTOM), Some(from), Some(to)) => CustomRange::parse(from, to).map(Self::Custom),
            (None | Some(Self::CUSTOM), _, _) => Err(RangeError::Incomplete),
            (Some(name), from, to) => {
                let name = RangeName::parse(name)?;
                match (from, to) {
                    (None, None) => Ok(Self::Named(name)),
                    (Some(_), _) => Err(RangeError::NotCustom { field: "from" }),
                    (None, Some(_)) => Err(RangeError::NotCustom { field: "to" }),
                }
            }
        }
    }

    /// The query that picks this range again.
    pub fn query(&self) -> RangeQuery {
        match self {
            Self::Named(name) => RangeQuery { range: Some(name.to_string()), ..Default::default() },
            Self::Custom(custom) => RangeQuery {
                range: Some(Self::CUSTOM.to_owned()),
                from: Some(custom.from.to_string()),
                to: Some(custom.to.to_string()),
            },
        }
    }

    /// The short label of a control: "24 h", "3 Nov 2025 – 9 Nov 2025".
    pub fn label(&self) -> String {
        match self {
            Self::Named(name) => name.label().to_owned(),
            Self::Custom(custom) => custom.label(),
        }
    }

    /// The heading of a page or an export: "Last 24 hours".
    pub fn title(&self) -> String {
        match self {
            Self::Named(name) => name.title().to_owned(),
            Self::Custom(custom) => custom.label(),
        }
    }

    /// The end of a sentence such as "No events in 24 h", "No events today".
    pub fn within(&self) -> String {
        match self {
            Self::Named(name) => name.within(),
            Self::Custom(custom) => format!("in {}", custom.label()),
        }
    }
}

impl From<RangeName> for Range {
    fn from(name: RangeName) -> Self {
        Self::Named(name)
    }
}

impl Span {
    /// How much time passes in it.
    pub fn elapsed(&self) -> TimeDelta {
        self.end.signed_duration_since(self.start)
    }

    /// Whether an instant is in it.
    pub fn contains(&self, instant: DateTime<Utc>) -> bool {
        self.start <= instant && instant < self.end
    }
}

#[cfg(test)]
mod tests;
