//! The ranges that are offered by name. Adding one is one line of the table.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::RangeError;

/// How a named range lies before now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// As many hours of elapsed time, up to now.
    Hours(i64),
    /// Today so far, and the local days before it, as many in all.
    Days(u64),
    /// The local day before today.
    Yesterday,
    /// Since Monday, local.
    Week,
    /// Since the first of the month, local.
    Month,
    /// The local month before this one.
    PreviousMonth,
}

macro_rules! ranges {
    ($($variant:ident, $text:literal, $label:literal, $title:literal, $shape:expr;)+) => {
        /// A range that is offered by name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum RangeName {
            $(#[doc = $title] #[serde(rename = $text)] $variant,)+
        }

        impl RangeName {
            /// Every range, in the order of the controls.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The name in a URL.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)+ }
            }

            /// The short label of a control: "24 h".
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// The heading of a page or an export: "Last 24 hours".
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            pub(super) const fn shape(self) -> Shape {
                match self { $(Self::$variant => $shape,)+ }
            }
        }
    };
}

ranges! {
    H1, "1h", "1 h", "Last hour", Shape::Hours(1);
    H6, "6h", "6 h", "Last 6 hours", Shape::Hours(6);
    H24, "24h", "24 h", "Last 24 hours", Shape::Hours(24);
    D7, "7d", "7 d", "Last 7 days", Shape::Days(7);
    D14, "14d", "14 d", "Last 14 days", Shape::Days(14);
    D30, "30d", "30 d", "Last 30 days", Shape::Days(30);
    D90, "90d", "90 d", "Last 90 days", Shape::Days(90);
    D365, "365d", "365 d", "Last 365 days", Shape::Days(365);
    Today, "today", "Today", "Today", Shape::Days(1);
    Yesterday, "yesterday", "Yesterday", "Yesterday", Shape::Yesterday;
    ThisWeek, "this-week", "This week", "This week", Shape::Week;
    ThisMonth, "this-month", "This month", "This month", Shape::Month;
    PreviousMonth, "previous-month", "Previous month", "Previous month", Shape::PreviousMonth;
}

impl RangeName {
    /// Reads a name as it stands in a URL.
    pub fn parse(text: &str) -> Result<Self, RangeError> {
        Self::ALL
            .iter()
            .copied()
            .find(|name| name.as_str() == text)
            .ok_or_else(|| RangeError::Unknown { name: text.to_owned() })
    }

    /// The end of a sentence: "in 24 h", "today", "in the previous month".
    pub fn within(self) -> String {
        match self.shape() {
            Shape::Hours(_) => format!("in {}", self.label()),
            Shape::Days(days) if days > 1 => format!("in {}", self.label()),
            Shape::PreviousMonth => format!("in the {}", self.label().to_lowercase()),
            Shape::Days(_) | Shape::Yesterday | Shape::Week | Shape::Month => self.label().to_lowercase(),
        }
    }
}

impl fmt::Display for RangeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for RangeName {
    type Err = RangeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}
