//! The stretch of time that a piece is about: the range in the address, cut into buckets.

use super::Part;
use super::answer::ChartAnswer;
use crate::AppError;
use crate::piece::Asked;
use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use domain::bucket::{BucketSize, Buckets, default_size, fine_size, label, long_label};
use domain::calendar::local_time;
use domain::range::{Range, RangeName, RangeQuery, Span};

/// The range of a page that names none.
const DEFAULT_RANGE: RangeName = RangeName::H24;

/// A resolved range with its buckets.
pub(super) struct Period {
    range: Range,
    span: Span,
    buckets: Buckets,
    zone: Tz,
    now: DateTime<Utc>,
    notice: Option<String>,
}

impl Period {
    /// The range in the address; where it can't be used the usual one, with a notice that says why. Lines of a machine
    /// have smaller buckets than activity.
    pub(super) fn of(part: Part, asked: &Asked) -> Result<Self, AppError> {
        let zone = asked.scope.zone().to_tz().map_err(|error| AppError::internal(&error))?;
        let now = (asked.host.clock)();
        let size = if matches!(part, Part::Cpu | Part::Memory) { fine_size } else { default_size };
        let wanted = RangeQuery { range: asked.get("range"), from: asked.get("from"), to: asked.get("to") };
        let usable = Range::parse(&wanted, DEFAULT_RANGE)
            .map_err(|error| error.to_string())
            .and_then(|range| Self::cut(range, size, zone, now));
        usable.or_else(|error| {
            let usual = Range::Named(DEFAULT_RANGE);
            let notice = format!("{error} Showing the {} instead.", usual.title().to_lowercase());
            let period =
                Self::cut(usual, size, zone, now).map_err(|error| AppError::internal(&std::io::Error::other(error)))?;
            Ok(Self { notice: Some(notice), ..period })
        })
    }

    fn cut(range: Range, size: fn(&Span) -> BucketSize, zone: Tz, now: DateTime<Utc>) -> Result<Self, String> {
        let span = range.resolve(now, zone).map_err(|error| error.to_string())?;
        let buckets = Buckets::cover(&span, size(&span), zone).map_err(|error| error.to_string())?;
        Ok(Self { range, span, buckets, zone, now, notice: None })
    }

    /// What is shown.
    pub(super) const fn range(&self) -> &Range {
        &self.range
    }

    /// What was wrong with the range in the address.
    pub(super) fn notice(&self) -> Option<String> {
        self.notice.clone()
    }

    /// The instant that everything in the piece is seen from.
    pub(super) const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub(super) const fn span(&self) -> &Span {
        &self.span
    }

    pub(super) const fn zone(&self) -> Tz {
        self.zone
    }

    pub(super) fn edges(&self) -> &[DateTime<Utc>] {
        &self.buckets.edges
    }

    /// Whether the last bucket isn't over yet.
    pub(super) const fn is_partial(&self) -> bool {
        self.buckets.partial_last
    }

    /// For the axis.
    pub(super) fn labels(&self) -> Vec<String> {
        self.buckets.starts().iter().map(|start| label(*start, self.buckets.size, self.zone)).collect()
    }

    /// Which labels the axis shows where it can't show all: over several days, those that begin a day.
    pub(super) fn ticks(&self) -> Option<Vec<usize>> {
        let is_over_days = self.span.elapsed() > TimeDelta::hours(36);
        let begins_day = |start: &DateTime<Utc>| local_time(*start, self.zone).time() == NaiveTime::MIN;
        let starts = self.buckets.starts();
        let ticks: Vec<usize> = (0..starts.len()).filter(|at| begins_day(&starts[*at])).collect();
        (is_over_days && !ticks.is_empty() && ticks.len() < starts.len()).then_some(ticks)
    }

    /// For the table.
    pub(super) fn long_labels(&self) -> Vec<String> {
        self.buckets.starts().iter().map(|start| long_label(*start, self.buckets.size, self.zone)).collect()
    }

    /// "in 24 h", "today".
    pub(super) fn within(&self) -> String {
        self.range.within()
    }

    /// "per hour, Europe/Berlin".
    pub(super) fn sub(&self) -> String {
        format!("per {}, {}", self.buckets.size.label(), self.zone.name())
    }

    /// An answer without a chart.
    pub(super) fn empty(&self) -> ChartAnswer {
        ChartAnswer { within: self.within(), sub: self.sub(), legend: Vec::new(), chart: None }
    }
}
