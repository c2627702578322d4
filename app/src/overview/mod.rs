//! The overview: what this machine does and what happened, over one time range.
//!
//! Every piece is one server function, one resource and one card. Numbers are computed in
//! `store`, put into words and charts here, and only drawn in the browser.

mod answer;
mod api;
#[cfg(feature = "ssr")]
mod chart;
mod chart_card;
mod feed;
mod machine_cards;
mod page;
#[cfg(feature = "ssr")]
mod period;
mod question;
mod range_bar;
#[cfg(feature = "ssr")]
mod words;

use domain::range::RangeName;

/// The range of a page that names none.
const DEFAULT_RANGE: RangeName = RangeName::H24;

pub use answer::{ChartAnswer, FeedItem, Figure, LegendKey, Machine};
pub use api::{get_events_chart, get_feed, get_machine, get_machine_chart, get_users_chart};
pub use page::OverviewPage;
pub use question::{Measure, Question};
