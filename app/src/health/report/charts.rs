//! What each chart did, against what is usual.

use crate::ui::{Card, Column, LightKind, Status, Table};
use domain::figure;
use domain::report::{ChartOutcome, FindingKind};
use leptos::prelude::*;
use store::health::{Report, ReportChart};

pub(super) fn render(report: &Report) -> AnyView {
    if report.charts.is_empty() {
        return ().into_any();
    }
    let row = |chart: &ReportChart| {
        let slow = report.findings.iter().any(|finding| {
            finding.kind == FindingKind::Slow
                && finding.location.as_ref().is_some_and(|place| place.chart_id == chart.result.chart_id)
        });
        row(chart, slow)
    };
    let mut columns = vec![Column::text("Status"), Column::text("Chart")];
    columns.extend(["Rows", "Time", "Usually"].map(Column::number));
    let rows = report.charts.iter().map(row).collect_view();
    view! {
        <Card title="Charts" sub="executed afresh, cache bypassed"><Table caption="Charts" columns cards=true>{rows}</Table></Card>
    }
    .into_any()
}

fn row(chart: &ReportChart, is_slow: bool) -> impl IntoView + use<> {
    let result = &chart.result;
    let (kind, word) = match result.outcome {
        ChartOutcome::Answered if is_slow => (LightKind::Warn, "Slow"),
        ChartOutcome::Answered => (LightKind::Pass, "Passing"),
        ChartOutcome::Empty => (LightKind::Warn, "Empty"),
        ChartOutcome::Failed => (LightKind::Fail, "Failing"),
        ChartOutcome::TimedOut => (LightKind::Fail, "Timed out"),
        ChartOutcome::NotExecuted => (LightKind::Warn, "Not executed"),
        ChartOutcome::NotReached => (LightKind::Warn, "Not reached"),
    };
    let name = match &result.link {
        Some(link) => {
            view! { <a class="plain" href=link.clone() rel="external noreferrer" target="_blank"><bdi>{result.name.clone()}</bdi></a> }
                .into_any()
        }
        None => view! { <bdi>{result.name.clone()}</bdi> }.into_any(),
    };
    let time = |milliseconds: Option<i64>| milliseconds.map_or_else(|| figure::NONE.to_owned(), figure::milliseconds);
    view! {
        <tr>
            <td><Status kind word/></td>
            <th scope="row" class="break-words">{name}</th>
            <td class="r">{result.rows.map_or_else(|| figure::NONE.to_owned(), figure::count)}</td>
            <td class="r">{time(result.duration_ms)}</td>
            <td class="r text-ink-3">{time(median(&chart.past_ms))}</td>
        </tr>
    }
}

/// The lower median of the last checks.
fn median(past: &[i64]) -> Option<i64> {
    let mut sorted = past.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len().saturating_sub(1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn what_is_usual_is_the_lower_median() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[5]), Some(5));
        assert_eq!(median(&[9, 1, 5, 7]), Some(5));
    }
}
