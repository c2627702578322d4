//! The stretch of time that an answer is about: the range of the question, cut into buckets.

use super::{ChartAnswer, DEFAULT_RANGE, Question};
use crate::AppError;
use crate::error::Invalid;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::bucket::{BucketSize, Buckets, default_size, fine_size, label, long_label};
use domain::range::{Range, Span};
use store::OrgScope;

/// A resolved range with its buckets.
pub(super) struct Period {
    range: Range,
    span: Span,
    buckets: Buckets,
    zone: Tz,
}

impl Period {
    /// Buckets for activity.
    pub(super) fn of(question: &Question, scope: &OrgScope, now: DateTime<Utc>) -> Result<Self, AppError> {
        Self::cut(question, scope, now, default_size)
    }

    /// Smaller buckets, for the lines of a machine.
    pub(super) fn fine(question: &Question, scope: &OrgScope, now: DateTime<Utc>) -> Result<Self, AppError> {
        Self::cut(question, scope, now, fine_size)
    }

    fn cut(
        question: &Question,
        scope: &OrgScope,
        now: DateTime<Utc>,
        size: fn(&Span) -> BucketSize,
    ) -> Result<Self, AppError> {
        let refused = |field: &str, text: String| AppError::Invalid(Invalid::field(field, text));
        let zone = scope.zone().to_tz().map_err(|error| AppError::internal(&error))?;
        let range =
            Range::parse(&question.range, DEFAULT_RANGE).map_err(|error| refused(error.field(), error.to_string()))?;
        let span = range.resolve(now, zone).map_err(|error| refused(error.field(), error.to_string()))?;
        let buckets = Buckets::cover(&span, size(&span), zone).map_err(|error| refused("range", error.to_string()))?;
        Ok(Self { range, span, buckets, zone })
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
