//! One thing that a check found, and where.

use serde::{Deserialize, Serialize};

use super::Severity;

named! {
    /// What was found. The kind decides the severity and never the words, so
    /// that counting, filtering and muting don't depend on a sentence.
    pub enum FindingKind: "kind of finding" {
        /// The dashboard isn't there, or this account may not see it.
        DashboardMissing = "dashboard_missing",
        /// The dashboard is there and could not be read.
        DashboardUnreadable = "dashboard_unreadable",
        /// The layout is no layout: not JSON, without a root, in a circle.
        LayoutBroken = "layout_broken",
        /// A cell of the layout shows a chart that was deleted.
        ChartDeleted = "chart_deleted",
        /// The data query of a chart failed.
        QueryFailed = "query_failed",
        /// The data query of a chart took longer than a query may.
        QueryTimedOut = "query_timed_out",
        /// One chart is answered with a server error while the rest answers.
        ServerError = "server_error",
        /// What a chart reads its data from is gone, or this account may not read it.
        DataSourceMissing = "data_source_missing",
        /// A page gave no answer: no connection, no TLS, no whole response.
        NoConnection = "no_connection",
        /// A page answered with another status than expected.
        UnexpectedStatus = "unexpected_status",
        /// A text that must appear on a page doesn't.
        TextMissing = "text_missing",
        /// A text that must not appear on a page does.
        TextPresent = "text_present",
        /// The dashboard isn't published.
        NotPublished = "not_published",
        /// The dashboard has no charts.
        NoCharts = "no_charts",
        /// A chart has no rows.
        NoRows = "no_rows",
        /// A chart has one row, and nothing in it.
        OnlyNulls = "only_nulls",
        /// A chart could not be executed: no query is saved, and its kind is unknown to us.
        NotExecuted = "not_executed",
        /// A chart's turn did not come within the time of its dashboard.
        NotReached = "not_reached",
        /// Slower than the limit, or much slower than usual.
        Slow = "slow",
        /// Far fewer rows than usual.
        RowsFell = "rows_fell",
        /// The newest data is older than agreed.
        StaleData = "stale_data",
        /// A default filter of the dashboard could not be applied to a chart.
        FilterRejected = "filter_rejected",
        /// It failed, and passed when it was tried again a little later.
        FailedOnce = "failed_once",
    }
}

impl FindingKind {
    /// How bad this is.
    pub const fn severity(self) -> Severity {
        match self {
            Self::DashboardMissing
            | Self::DashboardUnreadable
            | Self::LayoutBroken
            | Self::ChartDeleted
            | Self::QueryFailed
            | Self::QueryTimedOut
            | Self::ServerError
            | Self::DataSourceMissing
            | Self::NoConnection
            | Self::UnexpectedStatus
            | Self::TextMissing
            | Self::TextPresent => Severity::Error,
            Self::NotPublished
            | Self::NoCharts
            | Self::NoRows
            | Self::OnlyNulls
            | Self::NotExecuted
            | Self::NotReached
            | Self::Slow
            | Self::RowsFell
            | Self::StaleData
            | Self::FilterRejected
            | Self::FailedOnce => Severity::Warning,
        }
    }
}

/// Where something was found: a chart of a dashboard, or a page.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Location {
    /// The chart's id in the BI tool; none for what is no chart.
    pub chart_id: Option<i64>,
    /// The chart's name or the page's address. Written by strangers: text, never markup.
    pub name: String,
    /// Where to look at it, http or https.
    pub link: Option<String>,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What it is.
    pub kind: FindingKind,
    /// A sentence for people, without secrets.
    pub message: String,
    /// Where it is; none means the dashboard as a whole.
    pub location: Option<Location>,
}

impl Finding {
    /// A finding about the dashboard as a whole, as bad as its kind is.
    pub fn new(kind: FindingKind, message: impl Into<String>) -> Self {
        Self { severity: kind.severity(), kind, message: message.into(), location: None }
    }

    /// The same finding, at a place.
    #[must_use]
    pub fn at(self, location: Location) -> Self {
        Self { location: Some(location), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_plain_words_on_the_wire() {
        let location = Location { chart_id: Some(7), name: "Revenue <b>".to_owned(), link: None };
        let finding = Finding::new(FindingKind::NoRows, "The chart has no rows.").at(location);
        let json = serde_json::json!({
            "severity": "warning",
            "kind": "no_rows",
            "message": "The chart has no rows.",
            "location": { "chart_id": 7, "name": "Revenue <b>", "link": null },
        });
        assert_eq!(serde_json::to_value(&finding).ok(), Some(json.clone()));
        assert_eq!(serde_json::from_value(json).ok(), Some(finding));
    }
}
