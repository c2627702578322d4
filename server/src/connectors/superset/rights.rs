//! "Test connection": what works and what doesn't, in words.

use http::{Method, StatusCode};
use serde_json::json;

use domain::report::{Problem, ProblemKind};

use super::client::Client;
use super::warm_up;
use crate::connectors::http::Limits;

/// What a test of a connection found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// Whether checks can run.
    pub works: bool,
    /// How many dashboards the account sees, where it sees the list.
    pub dashboards: Option<u64>,
    /// What was found, in the order in which it was tried.
    pub lines: Vec<Line>,
}

/// One thing that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// How it went.
    pub tone: Tone,
    /// A sentence for people.
    pub text: String,
}

/// How something went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It works.
    Good,
    /// Checks run, but not all that they could.
    Partial,
    /// Checks can't run.
    Bad,
}

impl Client {
    /// Tries all that checks need. A problem ends it: what comes after would fail for the same reason.
    pub async fn test(&self) -> Connection {
        let mut lines = Vec::new();
        let mut dashboards = None;
        let result = self.try_all(&mut lines, &mut dashboards).await;
        if let Err(problem) = &result {
            lines.push(Line { tone: Tone::Bad, text: advice(problem) });
        }
        let works = lines.iter().all(|line| line.tone != Tone::Bad);
        Connection { works, dashboards, lines }
    }

    async fn try_all(&self, lines: &mut Vec<Line>, dashboards: &mut Option<u64>) -> Result<(), Problem> {
        let mut say = |tone, text: String| lines.push(Line { tone, text });
        self.renewed(None, false).await?;
        let user = self.clean(&self.settings().user);
        say(Tone::Good, format!("Signed in as {user}."));

        let count = self.list_page(0, 1).await?.count;
        *dashboards = Some(count);
        match count {
            0 => say(
                Tone::Partial,
                "0 dashboards found. An account that is no administrator sees published dashboards with a chart whose \
                 data source it may read: give it “all datasource access”, or access to single data sources."
                    .to_owned(),
            ),
            1 => say(Tone::Good, "1 dashboard found.".to_owned()),
            count => say(Tone::Good, format!("{count} dashboards found.")),
        }

        let charts = self.get("api/v1/chart/?q=(columns:!(id),page:0,page_size:1)").await?;
        match charts.status {
            StatusCode::FORBIDDEN => return Err(self.forbidden("can read on Chart")),
            status if status.is_success() => say(Tone::Good, "Charts can be executed.".to_owned()),
            _ => return Err(self.unexpected(&charts, "to the list of charts")),
        }

        let datasets = self.get("api/v1/dataset/?q=(columns:!(id),page:0,page_size:1)").await?;
        if datasets.status == StatusCode::FORBIDDEN {
            let text = "Freshness can't be checked: the right “can read on Dataset” is missing.";
            say(Tone::Partial, text.to_owned());
        }
        if self.may_warm_up().await? {
            say(Tone::Good, "Charts of old kinds can be executed too.".to_owned());
        } else {
            let text = "Charts of old kinds (maps, deck.gl) can't be executed: that needs the rights “can warm up cache \
                        on Chart” and “can read on SecurityRestApi”.";
            say(Tone::Partial, text.to_owned());
        }
        Ok(())
    }

    /// Whether charts of old kinds can be executed: a chart that can't exist is warmed up, and is not found.
    async fn may_warm_up(&self) -> Result<bool, Problem> {
        if !self.fetch_csrf().await? {
            return Ok(false);
        }
        let request = self.request(Method::PUT, warm_up::PATH).with_json(&json!({"chart_id": 0}));
        let limits = Limits { time: std::time::Duration::from_secs(20), body_bytes: 1 << 20, redirects: 0 };
        let answer = self.send(&request, limits).await?;
        Ok(answer.is_ok_and(|answer| matches!(answer.status, StatusCode::NOT_FOUND | StatusCode::OK)))
    }
}

/// A problem, and what can be done about it.
fn advice(problem: &Problem) -> String {
    let advice = match problem.kind {
        ProblemKind::AddressRefused => {
            " The operator of Pulseboard can allow this network with PULSEBOARD_ALLOWED_NETWORKS."
        }
        ProblemKind::Tls => {
            " Check the address and the certificate; a private authority has to be known to this machine."
        }
        ProblemKind::Unreachable => " Check the address, and whether this machine may connect to it.",
        ProblemKind::Credentials | ProblemKind::Rights | ProblemKind::Throttled | ProblemKind::Unexpected => "",
    };
    format!("{problem}{advice}")
}
