//! Questions for a list: which dashboards are how, where and when.

use super::{Question, State, When, text::Words};
use crate::range::RangeName;

/// Words that name a state.
const STATES: [(State, &[&str]); 7] = [
    (
        State::Failing,
        &[
            "failing", "failed", "fail", "fails", "failure", "failures", "broken", "broke", "red", "down", "error",
            "errors",
        ],
    ),
    (State::Warning, &["warning", "warnings", "warn", "yellow"]),
    (State::Unhealthy, &["unhealthy", "wrong", "problem", "problems", "trouble", "bad", "issues"]),
    (State::Unknown, &["unknown", "grey", "gray"]),
    (State::Passing, &["passing", "passed", "pass", "green", "healthy", "ok", "okay", "fine", "working", "works"]),
    (State::Stale, &["stale", "outdated", "old"]),
    (State::Missed, &["missed", "skipped"]),
];

/// Times, the longer phrase before the one it begins with.
const TIMES: [(&[&str], When); 21] = [
    (&["during", "the", "night"], When::LastNight),
    (&["last", "night"], When::LastNight),
    (&["tonight"], When::LastNight),
    (&["overnight"], When::LastNight),
    (&["this", "morning"], When::ThisMorning),
    (&["in", "the", "last", "hour"], When::Range(RangeName::H1)),
    (&["last", "hour"], When::Range(RangeName::H1)),
    (&["in", "the", "last", "24", "hours"], When::Range(RangeName::H24)),
    (&["last", "24", "hours"], When::Range(RangeName::H24)),
    (&["last", "24h"], When::Range(RangeName::H24)),
    (&["today"], When::Range(RangeName::Today)),
    (&["yesterday"], When::Range(RangeName::Yesterday)),
    (&["this", "week"], When::Range(RangeName::ThisWeek)),
    (&["in", "the", "last", "7", "days"], When::Range(RangeName::D7)),
    (&["last", "7", "days"], When::Range(RangeName::D7)),
    (&["in", "the", "last", "30", "days"], When::Range(RangeName::D30)),
    (&["last", "30", "days"], When::Range(RangeName::D30)),
    (&["this", "month"], When::Range(RangeName::ThisMonth)),
    (&["last", "month"], When::Range(RangeName::PreviousMonth)),
    (&["previous", "month"], When::Range(RangeName::PreviousMonth)),
    (&["last", "30d"], When::Range(RangeName::D30)),
];

/// Words that may stand around the ones that mean something.
const FILLERS: [&str; 44] = [
    "which",
    "what",
    "what's",
    "whats",
    "dashboard",
    "dashboards",
    "are",
    "is",
    "did",
    "do",
    "does",
    "have",
    "has",
    "had",
    "the",
    "a",
    "show",
    "me",
    "list",
    "all",
    "any",
    "anything",
    "with",
    "of",
    "currently",
    "now",
    "right",
    "were",
    "was",
    "give",
    "please",
    "my",
    "our",
    "there",
    "that",
    "reports",
    "checks",
    "ones",
    "how",
    "many",
    "number",
    "status",
    "in",
    "pages",
];

/// Takes the first time that is named.
pub(super) fn take_time(words: &mut Words) -> Option<When> {
    TIMES.iter().find(|(phrase, _)| words.take(phrase)).map(|(_, when)| *when)
}

/// Reads what is left of a question for dashboards in a state: one state,
/// and otherwise only fillers.
pub(super) fn dashboards(words: &Words, environment: Option<String>, when: Option<When>) -> Option<Question> {
    let mut state = None;
    let mut names_dashboards = false;
    let lower = words.lower();
    let mut rest = lower.as_slice();
    while let [word, others @ ..] = rest {
        rest = others;
        let mut found = STATES.iter().find(|(_, names)| names.contains(word)).map(|(state, _)| *state);
        if let ("not", [next, after @ ..]) = (*word, rest) {
            let is_passing = STATES[4].1.contains(next);
            found = is_passing.then_some(State::Unhealthy);
            rest = after;
        }
        match (found, state) {
            (Some(new), Some(old)) if new != old => return None,
            (Some(new), _) => state = Some(new),
            (None, _) if FILLERS.contains(word) => {
                names_dashboards |= word.starts_with("dashboard") || *word == "pages";
            }
            (None, _) => return None,
        }
    }
    (state.is_some() || names_dashboards).then_some(Question::Dashboards { state, environment, when })
}
