//! From what the other side said to what becomes of a message.

use std::time::Duration;

use chrono::TimeDelta;
use domain::delivery::Verdict;
use domain::report::clean;
use http::{StatusCode, header};

use crate::outbound::{Answer, Limits, OutboundError};

/// The longest wait that the other side may ask for.
const LONGEST: TimeDelta = TimeDelta::hours(12);

/// How far a request goes: ten seconds, an answer that is short, and never on to another address.
pub(super) const LIMITS: Limits =
    Limits { connect: Duration::from_secs(10), whole: Duration::from_secs(10), body: 64 * 1024, redirects: 0 };

/// There was no answer. An address that can't be asked won't become one, and one within the operator's network is
/// asked when the operator says so and somebody sends again.
pub(super) fn unanswered(error: &OutboundError) -> Verdict {
    match error {
        OutboundError::InvalidAddress { .. } | OutboundError::AddressRefused { .. } => refused(sentence(error)),
        _ => later(sentence(error)),
    }
}

/// An error in words that begin a sentence.
pub(super) fn sentence(error: &OutboundError) -> String {
    let text = error.to_string();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

pub(super) fn sent(answer: impl Into<String>) -> Verdict {
    Verdict::Sent { answer: answer.into() }
}

pub(super) fn later(answer: impl Into<String>) -> Verdict {
    Verdict::Later { answer: answer.into(), after: None }
}

pub(super) fn refused(answer: impl Into<String>) -> Verdict {
    Verdict::Refused { answer: answer.into() }
}

/// Too much at once: what the other side said, and how long it wants to be left alone.
pub(super) fn busy(answer: impl Into<String>, seconds: Option<i64>) -> Verdict {
    let after = seconds.map(|seconds| TimeDelta::seconds(seconds.clamp(0, LONGEST.num_seconds())));
    Verdict::Later { answer: answer.into(), after: Some(after.unwrap_or(TimeDelta::seconds(30))) }
}

/// The seconds of `Retry-After`. As a date nobody of those we ask sends it.
pub(super) fn retry_after(answer: &Answer) -> Option<i64> {
    answer.headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
}

/// "404 Not Found: `no_service`"
pub(super) fn in_words(answer: &Answer) -> String {
    let text = answer.text();
    let status = status(answer.status);
    if text.trim().is_empty() { status } else { format!("{status}: {}", text.trim()) }
}

pub(super) fn status(status: StatusCode) -> String {
    format!("{} {}", status.as_u16(), status.canonical_reason().unwrap_or_default()).trim().to_owned()
}

/// The verdict with an answer that is short and has no secret in it.
pub(super) fn without(verdict: Verdict, secret: &str) -> Verdict {
    let known: &[&str] = if secret.is_empty() { &[] } else { &[secret] };
    match verdict {
        Verdict::Sent { answer } => Verdict::Sent { answer: clean(&answer, known) },
        Verdict::Later { answer, after } => Verdict::Later { answer: clean(&answer, known), after },
        Verdict::Refused { answer } => Verdict::Refused { answer: clean(&answer, known) },
    }
}
