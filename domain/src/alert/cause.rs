//! What several failures have in common.

use serde::{Deserialize, Serialize};

use crate::report::{Finding, one_line, shorten};

/// The longest words of a cause, in characters.
const CHARS: usize = 160;

/// The reason of a failure without what differs from chart to chart. Equal
/// causes are one entry of a digest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cause(String);

impl Cause {
    /// The cause in words, as the first failure had it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// A cause that was stored.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }
}

/// The cause of a report: that of its worst finding. Databases say where in a
/// query it failed, and each query is another one; that part is left out, and
/// so are numbers that stand alone.
pub fn cause(findings: &[Finding]) -> Option<Cause> {
    let worst = findings.iter().min_by_key(|finding| finding.severity)?;
    let message = one_line(&worst.message);
    let from_query = ["LINE ", "Position:", "[SQL:", "(Background on this error", " at character "];
    let end = from_query.iter().filter_map(|start| message.find(start)).min().unwrap_or(message.len());
    let words = message[..end].split(' ').filter(|word| !word.is_empty()).map(|word| {
        let bare = word.trim_matches(|c: char| c.is_ascii_punctuation());
        let is_number = !bare.is_empty() && bare.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b':'));
        if is_number && !word.contains(['"', '\'', '`']) { word.replace(bare, "…") } else { word.to_owned() }
    });
    let words = words.collect::<Vec<_>>().join(" ");
    Some(Cause(if words.is_empty() { worst.kind.as_str().replace('_', " ") } else { shorten(&words, CHARS) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::FindingKind::{NoRows, QueryFailed, Slow};

    fn of(message: &str) -> String {
        cause(&[Finding::new(QueryFailed, message)]).expect("a cause").as_str().to_owned()
    }

    #[test]
    fn one_dropped_table_is_one_cause() {
        let first = of("relation \"sales_2024\" does not exist LINE 3: FROM sales_2024 ^ [SQL: SELECT 1]");
        assert_eq!(first, of("relation \"sales_2024\" does not exist LINE 12: FROM sales_2024, x ^"));
        assert_eq!(first, "relation \"sales_2024\" does not exist");
        assert_ne!(first, of("relation \"sales_2025\" does not exist LINE 3: x"));
        assert_eq!(of("timeout after 30.5 s (query 4711)"), of("timeout after 31 s (query 9)"));
        assert_eq!(of(""), "query failed");
        assert_eq!(of(&"x".repeat(100_000)).chars().count(), CHARS);
    }

    #[test]
    fn the_worst_finding_is_the_cause() {
        let findings = [Finding::new(Slow, "slow"), Finding::new(QueryFailed, "gone"), Finding::new(NoRows, "empty")];
        assert_eq!(cause(&findings).expect("a cause").as_str(), "gone");
        assert_eq!(cause(&[]), None);
    }
}
