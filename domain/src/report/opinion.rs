//! A second opinion on a report, as a language model gives it: words beside
//! the report, which never change its status.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Severity, Status, clean, one_line, shorten};

/// The longest summary, in characters.
const SUMMARY_CHARS: usize = 1_000;
/// The most issues that are kept.
const MOST_ISSUES: usize = 20;

/// What the model thinks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// The status that it would give.
    pub status: Status,
    /// What it says about the whole.
    pub summary: String,
    /// What it says in particular.
    pub issues: Vec<Issue>,
}

/// One thing that the model sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// How bad it is.
    pub severity: Severity,
    /// A sentence.
    pub message: String,
    /// Where it is, in the model's words.
    pub location: Option<String>,
}

/// Why an answer is no opinion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpinionError {
    /// There is no JSON object in it.
    #[error("the answer has no JSON object")]
    NotJson,
    /// The status is none of the four.
    #[error("the answer has no status")]
    NoStatus,
    /// There is no summary.
    #[error("the answer has no summary")]
    NoSummary,
}

impl Opinion {
    /// Reads `{status, summary, issues: [{severity, message, location}]}`, which models like to wrap in prose or
    /// in a block of code. Issues that say nothing are left out.
    pub fn parse(answer: &str) -> Result<Self, OpinionError> {
        let start = answer.find('{').ok_or(OpinionError::NotJson)?;
        let end = answer.rfind('}').filter(|end| *end > start).ok_or(OpinionError::NotJson)?;
        let json: Value = serde_json::from_str(&answer[start..=end]).map_err(|_| OpinionError::NotJson)?;
        let text = |name: &str| json.get(name).and_then(Value::as_str);
        let status = text("status").and_then(|status| status.parse().ok()).ok_or(OpinionError::NoStatus)?;
        let summary = text("summary").map(|summary| shorten(&one_line(summary), SUMMARY_CHARS));
        let summary = summary.filter(|summary| !summary.is_empty()).ok_or(OpinionError::NoSummary)?;
        let issues = json.get("issues").and_then(Value::as_array).into_iter().flatten();
        let issues = issues.filter_map(Issue::parse).take(MOST_ISSUES).collect();
        Ok(Self { status, summary, issues })
    }
}

impl Issue {
    fn parse(issue: &Value) -> Option<Self> {
        let text = |name: &str| {
            let text = issue.get(name).and_then(Value::as_str).map(|text| clean(text, &[]));
            text.filter(|text| !text.is_empty())
        };
        let severity = match text("severity").unwrap_or_default().to_ascii_lowercase().as_str() {
            "error" | "critical" | "high" | "fail" | "fatal" => Severity::Error,
            _ => Severity::Warning,
        };
        Some(Self { severity, message: text("message")?, location: text("location") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opinion_may_be_wrapped_in_prose() {
        let answer = "Sure! ```json\n{\"status\": \"WARN\", \"summary\": \"One chart\\nis empty.\", \"issues\": [\
            {\"severity\": \"Critical\", \"message\": \"No rows\", \"location\": \"Revenue\"},\
            {\"severity\": 7, \"message\": \"Odd\"}, {\"severity\": \"error\"}, null]}\n``` Anything else?";
        let opinion = Opinion::parse(answer).unwrap();
        assert_eq!((opinion.status, opinion.summary.as_str()), (Status::Warn, "One chart is empty."));
        let issues: Vec<_> = opinion.issues.iter().map(|issue| (issue.severity, issue.message.as_str())).collect();
        assert_eq!(issues, [(Severity::Error, "No rows"), (Severity::Warning, "Odd")]);
        assert_eq!(opinion.issues[0].location.as_deref(), Some("Revenue"));
    }

    #[test]
    fn what_is_no_opinion_says_why() {
        let cases = [
            ("", OpinionError::NotJson),
            ("} {", OpinionError::NotJson),
            ("{\"status\":", OpinionError::NotJson),
            ("{\"status\":}", OpinionError::NotJson),
            ("{\"summary\":\"x\"}", OpinionError::NoStatus),
            ("{\"status\":\"pass\",\"summary\":\"x\"}", OpinionError::NoStatus),
            ("{\"status\":\"PASS\"}", OpinionError::NoSummary),
            ("{\"status\":\"PASS\",\"summary\":\" \"}", OpinionError::NoSummary),
        ];
        for (answer, expected) in cases {
            assert_eq!(Opinion::parse(answer), Err(expected), "{answer}");
        }
    }
}
