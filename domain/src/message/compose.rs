//! From what happened to a message about it.

use super::{Line, Message, MessageKind};
use crate::{
    alert::Notice,
    report::{Finding, Status},
};

/// The findings that are in a message; the rest is in the report.
const SHOWN: usize = 3;

/// A dashboard that something happened to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject<'a> {
    /// Its title.
    pub title: &'a str,
    /// Its environment's name.
    pub environment: &'a str,
    /// What it has now.
    pub status: Status,
    /// What was found, worst first or not.
    pub findings: &'a [Finding],
    /// When it passed last, in words; none if it never did.
    pub last_passed: Option<&'a str>,
    /// The whole address of its report.
    pub report_url: String,
}

/// The message about one dashboard.
pub fn alert(notice: Notice, subject: &Subject<'_>) -> Message {
    let Subject { title, environment, findings, .. } = subject;
    let mut worst: Vec<&Finding> = findings.iter().collect();
    worst.sort_by_key(|finding| finding.severity);
    // A page has no charts: its only place is its own address.
    let place = worst.first().and_then(|finding| finding.location.as_ref());
    let chart = place.filter(|place| place.chart_id.is_some()).map(|place| place.name.as_str());
    let at_chart = chart.map(|name| format!(" ({name})")).unwrap_or_default();
    let is_warning = subject.status == Status::Warn;
    let (kind, heading, lead) = match notice {
        Notice::Opened if is_warning => {
            (MessageKind::Failed, format!("⚠️ Validation Warning: {title}{at_chart}"), "The dashboard has a warning.")
        }
        Notice::Opened => {
            (MessageKind::Failed, format!("🚨 Validation Failed: {title}{at_chart}"), "The dashboard fails.")
        }
        Notice::Worsened => {
            let lead = "The dashboard had a warning and fails now.";
            (MessageKind::Changed, format!("🚨 Validation Failed: {title}{at_chart}"), lead)
        }
        Notice::Eased => {
            let lead = "The dashboard no longer fails, and still has a warning.";
            (MessageKind::Changed, format!("⚠️ Validation Warning: {title}{at_chart}"), lead)
        }
        Notice::SetChanged => {
            let lead = "The dashboard still fails, in other charts than before.";
            (MessageKind::Changed, format!("🚨 Validation Changed: {title}{at_chart}"), lead)
        }
        Notice::Recovered => {
            (MessageKind::Recovered, format!("✅ Validation Passed: {title}"), "The dashboard passes again.")
        }
        Notice::Reminder if is_warning => {
            let lead = "The dashboard still has a warning, and nobody has acknowledged it.";
            (MessageKind::Reminder, format!("⏰ Still Warning: {title}{at_chart}"), lead)
        }
        Notice::Reminder => {
            let lead = "The dashboard still fails, and nobody has acknowledged it.";
            (MessageKind::Reminder, format!("⏰ Still Failing: {title}{at_chart}"), lead)
        }
        Notice::Flaps => {
            let lead = "The dashboard changed more than four times within 24 hours. Single changes are not told until \
                        it comes to rest.";
            (MessageKind::Flaps, format!("🔁 Validation Flaps: {title}"), lead)
        }
        Notice::Report => {
            (MessageKind::Report, format!("{} Validation Report: {title}", sign(subject.status)), "The report is in.")
        }
    };
    let mut message = Message::new(kind, &heading, lead).fact("Environment", environment);
    if !findings.is_empty() {
        message = message.fact("Findings", &findings.len().to_string());
    }
    if notice != Notice::Recovered && subject.status != Status::Pass {
        message = message.fact("Last passed", subject.last_passed.unwrap_or("never"));
    }
    if !worst.is_empty() {
        let lines: Vec<_> = worst.iter().take(SHOWN).map(|finding| line(finding)).collect();
        let more = worst.len() - lines.len();
        message = message.section("Findings", lines, more);
    }
    message.linked("Open the report", subject.report_url.clone())
}

const fn sign(status: Status) -> &'static str {
    match status {
        Status::Pass => "✅",
        Status::Warn => "⚠️",
        Status::Fail => "🚨",
        Status::Unknown => "❔",
    }
}

fn line(finding: &Finding) -> Line {
    match &finding.location {
        Some(place) => Line {
            name: place.name.clone(),
            url: place.link.clone().filter(|url| is_web(url)),
            note: finding.message.clone(),
        },
        None => Line { name: finding.message.clone(), url: None, note: String::new() },
    }
}

/// Whether an address of a stranger may be led to.
fn is_web(url: &str) -> bool {
    let has_scheme = url.starts_with("https://") || url.starts_with("http://");
    has_scheme && url.len() <= 2_000 && !url.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// The one message about an environment that can't be reached, or can be again.
pub fn outage(notice: Notice, environment: &str, reason: &str, url: String) -> Message {
    let (kind, title, lead) = match notice {
        Notice::Recovered => {
            let lead = "The environment answers again. Its dashboards are checked as planned.";
            (MessageKind::Recovered, format!("✅ Environment Reachable: {environment}"), lead)
        }
        Notice::Reminder => {
            let lead = "The environment still can't be checked.";
            (MessageKind::Reminder, format!("⏰ Environment Still Unreachable: {environment}"), lead)
        }
        Notice::Flaps => {
            let lead = "The environment came and went more than four times within 24 hours. Single changes are not \
                        told until it comes to rest.";
            (MessageKind::Flaps, format!("🔁 Environment Flaps: {environment}"), lead)
        }
        _ => {
            let lead = "The environment can't be checked, so nothing is known about its dashboards.";
            (MessageKind::Failed, format!("🚨 Environment Unreachable: {environment}"), lead)
        }
    };
    let message = Message::new(kind, &title, lead);
    let message = if reason.is_empty() { message } else { message.fact("Reason", reason) };
    message.linked("Open the health center", url)
}

/// The message that shows whether a provider works.
pub fn test(organization: &str, provider: &str, url: String) -> Message {
    let lead = "This is a test. Messages through this provider arrive here.";
    Message::new(MessageKind::Test, "👋 Test message from Pulseboard", lead)
        .fact("Organization", organization)
        .fact("Provider", provider)
        .linked("Open the settings", url)
}
