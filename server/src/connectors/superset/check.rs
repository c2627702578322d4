//! The check of one dashboard: it is there, its layout holds, each of its charts is executed.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http::StatusCode;
use serde::Deserialize;
use tokio::time::Instant;

use domain::report::{ChartOutcome, ChartResult, Finding, FindingKind, Location, Outcome, Problem, Run};

use super::answer::complaint;
use super::chart::Chart;
use super::client::Client;
use super::filters::{DefaultFilter, default_filters};
use super::freshness::Limits;
use super::judgement::{Judge, milliseconds};
use super::layout::Layout;
use crate::connectors::validator::{Conditions, Validator};

/// After so many charts that timed out no more are executed: Superset goes on with their queries, and the cap would not
/// protect its database.
const MOST_TIMED_OUT: usize = 2;

/// Checks one dashboard of a Superset.
pub struct Dashboard {
    client: Arc<Client>,
    id: i64,
}

impl Dashboard {
    /// The dashboard with this id.
    pub const fn new(client: Arc<Client>, id: i64) -> Self {
        Self { client, id }
    }
}

#[async_trait]
impl Validator for Dashboard {
    async fn check(&self, conditions: &Conditions) -> Outcome {
        let started = Instant::now();
        match self.run(conditions, started).await {
            Ok(run) => Outcome::Ran(Run { duration_ms: milliseconds(started.elapsed()), ..run }),
            Err(problem) => Outcome::CouldNotRun(problem),
        }
    }
}

#[derive(Deserialize)]
struct Detail {
    result: DetailResult,
}

#[derive(Deserialize)]
struct DetailResult {
    #[serde(default)]
    published: Option<bool>,
    #[serde(default)]
    position_json: Option<String>,
    #[serde(default)]
    json_metadata: Option<String>,
}

#[derive(Deserialize)]
struct Charts {
    result: Vec<Chart>,
}

/// What is known of a dashboard before its charts are executed.
struct Opened {
    is_published: bool,
    layout: Layout,
    filters: Vec<DefaultFilter>,
    charts: Vec<Chart>,
}

impl Dashboard {
    async fn run(&self, conditions: &Conditions, started: Instant) -> Result<Run, Problem> {
        let opened = match self.open().await? {
            Ok(opened) => opened,
            Err(finding) => return Ok(Run { findings: vec![finding], ..Run::default() }),
        };
        let mut run = Run { findings: opened.findings(&self.client), ..Run::default() };
        let mut timed_out = 0;
        for chart in opened.charts.iter().filter(|chart| is_wanted(chart, conditions)) {
            let left = conditions.dashboard_limit.saturating_sub(started.elapsed());
            let (result, findings) = if timed_out < MOST_TIMED_OUT {
                self.chart(&opened, chart, conditions, left).await?
            } else {
                self.not_reached(chart, "Not executed: two charts timed out, and their queries may still run.")
            };
            timed_out += usize::from(result.outcome == ChartOutcome::TimedOut);
            run.charts.push(result);
            run.findings.extend(findings);
        }
        if timed_out < MOST_TIMED_OUT {
            run.findings.extend(self.stale(&opened.charts, conditions, started).await?);
        }
        Ok(run)
    }

    /// Reads the dashboard and the list of its charts; what keeps that from being done is a finding.
    async fn open(&self) -> Result<Result<Opened, Finding>, Problem> {
        let client = &self.client;
        let answer = client.get(&format!("api/v1/dashboard/{}", self.id)).await?;
        if let Some(finding) = self.not_readable(answer.status, &answer.body).await? {
            return Ok(Err(finding));
        }
        let detail = client.read::<Detail>(&answer)?.result;
        let answer = client.get(&format!("api/v1/dashboard/{}/charts", self.id)).await?;
        if let Some(finding) = self.not_readable(answer.status, &answer.body).await? {
            return Ok(Err(finding));
        }
        let charts = client.read::<Charts>(&answer)?.result;
        let layout = Layout::parse(detail.position_json.as_deref());
        let filters = default_filters(detail.json_metadata.as_deref());
        let is_published = detail.published.unwrap_or(true);
        Ok(Ok(Opened { is_published, charts: in_order(charts, &layout), layout, filters }))
    }

    async fn not_readable(&self, status: StatusCode, body: &[u8]) -> Result<Option<Finding>, Problem> {
        match status {
            StatusCode::NOT_FOUND => {
                let message = "The dashboard is gone, isn't published, or this account may not see it.";
                Ok(Some(Finding::new(FindingKind::DashboardMissing, message)))
            }
            StatusCode::FORBIDDEN => {
                // Where the list may be read, it is this dashboard that may not.
                self.client.list_page(0, 1).await?;
                let said = self.client.clean(&complaint(body).message);
                let message = format!("This account may not read the dashboard: {said}");
                Ok(Some(Finding::new(FindingKind::DashboardUnreadable, message)))
            }
            status if status.is_success() => Ok(None),
            status => {
                let said = self.client.clean(&complaint(body).message);
                let message = format!("The dashboard can't be read: Superset answers {} {said}", status.as_u16());
                Ok(Some(Finding::new(FindingKind::DashboardUnreadable, message.trim_end())))
            }
        }
    }

    async fn chart(
        &self,
        opened: &Opened,
        chart: &Chart,
        conditions: &Conditions,
        left: Duration,
    ) -> Result<(ChartResult, Vec<Finding>), Problem> {
        if left.is_zero() {
            return Ok(self.not_reached(chart, "Not executed: time limit."));
        }
        let filters: Vec<_> = opened.filters.iter().filter(|filter| filter.reaches(chart.id, &opened.layout)).collect();
        let limit = conditions.query_limit.min(left);
        let execution = self.client.execute(chart, self.id, &filters, limit).await?;
        let judged = Judge { client: &self.client, conditions, chart, filters: &filters, limit }.judge(execution);
        Ok((judged.result, judged.findings))
    }

    fn not_reached(&self, chart: &Chart, why: &str) -> (ChartResult, Vec<Finding>) {
        let location = chart.location(&self.client);
        let finding = Finding::new(FindingKind::NotReached, why).at(location.clone());
        let Location { chart_id, name, link } = location;
        let outcome = ChartOutcome::NotReached;
        (ChartResult { chart_id, name, link, rows: None, duration_ms: None, outcome }, vec![finding])
    }

    /// Old data. Confirming a failure doesn't ask again, nor does a dashboard whose time is over.
    async fn stale(
        &self,
        charts: &[Chart],
        conditions: &Conditions,
        started: Instant,
    ) -> Result<Vec<Finding>, Problem> {
        let Some(freshness) = conditions.freshness.as_ref().filter(|_| conditions.only.is_none()) else {
            return Ok(Vec::new());
        };
        let datasources = charts.iter().filter_map(Chart::datasource).collect();
        let limits = Limits { query: conditions.query_limit, ends: started + conditions.dashboard_limit };
        self.client.staleness(&datasources, freshness, conditions.now, limits).await
    }
}

impl Opened {
    /// What is wrong before any chart is executed.
    fn findings(&self, client: &Client) -> Vec<Finding> {
        let mut findings = Vec::new();
        if !self.is_published {
            findings.push(Finding::new(FindingKind::NotPublished, "The dashboard isn't published."));
        }
        findings.extend(self.layout.problems.iter().map(|problem| Finding::new(FindingKind::LayoutBroken, problem)));
        let mut deleted: Vec<i64> = Vec::new();
        for cell in &self.layout.cells {
            let is_there = self.charts.iter().any(|chart| chart.id == cell.chart);
            if !is_there && !deleted.contains(&cell.chart) {
                deleted.push(cell.chart);
                let location = Location { chart_id: Some(cell.chart), name: client.clean(&cell.name), link: None };
                let message = "The chart was deleted or taken off, and its place in the layout is still there.";
                findings.push(Finding::new(FindingKind::ChartDeleted, message).at(location));
            }
        }
        if self.charts.is_empty() && deleted.is_empty() {
            findings.push(Finding::new(FindingKind::NoCharts, "The dashboard has no charts."));
        }
        findings
    }
}

fn is_wanted(chart: &Chart, conditions: &Conditions) -> bool {
    conditions.only.as_ref().is_none_or(|only| only.contains(&chart.id))
}

/// The charts in the order in which they are read; what has no cell comes last, where the browser puts it.
fn in_order(charts: Vec<Chart>, layout: &Layout) -> Vec<Chart> {
    let place = |chart: &Chart| layout.cells.iter().position(|cell| cell.chart == chart.id).unwrap_or(usize::MAX);
    let mut placed: Vec<(usize, Chart)> = charts.into_iter().map(|chart| (place(&chart), chart)).collect();
    placed.sort_by_key(|(place, _)| *place);
    placed.into_iter().map(|(_, chart)| chart).collect()
}
