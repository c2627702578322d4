//! What the pieces show: figures and times already in words, in the organization's time zone.

use crate::ui::ChartView;
use domain::event::Tone;

/// The figures of one machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Host name.
    pub name: String,
    /// When the last sample is older than it should be: its age.
    pub stale: Option<String>,
    /// In reading order.
    pub figures: Vec<Figure>,
}

/// One figure and what explains it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What it is.
    pub label: String,
    /// The number; "–" where nothing was measured.
    pub value: String,
    /// Its unit, empty for none.
    pub unit: String,
    /// A short line below.
    pub foot: String,
    /// How it is measured.
    pub definition: String,
}

/// One chart with its words.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartAnswer {
    /// The range as the end of a sentence: "in 24 h".
    pub within: String,
    /// What stands beside the title: "per hour, Europe/Berlin".
    pub sub: String,
    /// Names and colours of the series, where there is more than one.
    pub legend: Vec<LegendKey>,
    /// None where the range holds nothing.
    pub chart: Option<ChartView>,
}

/// A series in the legend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegendKey {
    /// Its name.
    pub name: String,
    /// Its place in the palette, from 1.
    pub colour: u8,
}

/// One event in the feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedItem {
    /// The event's id.
    pub id: String,
    /// Success, warning, error or neither.
    pub tone: Tone,
    /// What happened, as a sentence.
    pub text: String,
    /// The clock, with the day where it isn't today.
    pub time: String,
    /// The instant, RFC 3339.
    pub at: String,
}
