//! What each chart did, against what is usual.

use super::super::words::USUALLY;
use crate::ui::{Card, Column, LightKind, Status, Table};
use domain::figure;
use domain::report::{ChartOutcome, Finding, FindingKind, Severity};
use leptos::prelude::*;
use store::health::{Report, ReportChart};

pub(super) fn render(report: &Report) -> AnyView {
    if report.charts.is_empty() {
        return ().into_any();
    }
    let is_page = report.charts.iter().all(|chart| chart.result.chart_id.is_none());
    let (title, sub) =
        if is_page { ("Page", "asked for afresh") } else { ("Charts", "executed afresh, cache bypassed") };
    let mut columns = vec![Column::text("Status"), Column::text(if is_page { "Page" } else { "Chart" })];
    columns.extend(["Rows", "Time"].map(Column::number));
    columns.push(Column::number("Usually").defined(USUALLY));
    let rows = report.charts.iter().map(|chart| row(chart, worst(report, chart))).collect_view();
    view! { <Card title sub><Table caption=title columns cards=true>{rows}</Table></Card> }.into_any()
}

/// The worst of what was found at a chart.
fn worst<'a>(report: &'a Report, chart: &ReportChart) -> Option<&'a Finding> {
    let is_here =
        |finding: &&Finding| finding.location.as_ref().is_some_and(|place| place.chart_id == chart.result.chart_id);
    let mut found: Vec<_> = report.findings.iter().filter(is_here).collect();
    found.sort_by_key(|finding| finding.severity != Severity::Error);
    found.first().copied()
}

fn row(chart: &ReportChart, worst: Option<&Finding>) -> impl IntoView + use<> {
    let result = &chart.result;
    let (kind, word) = match result.outcome {
        ChartOutcome::Answered => match worst {
            None => (LightKind::Pass, "Passing"),
            Some(finding) if finding.severity == Severity::Error => (LightKind::Fail, "Failing"),
            Some(finding) if finding.kind == FindingKind::Slow => (LightKind::Warn, "Slow"),
            Some(_) => (LightKind::Warn, "Warning"),
        },
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
            <td class="r text-ink-3" data-label="usually">{time(median(&chart.past_ms))}</td>
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
