//! What the feed says about an event that brought no text of its own.

use super::tone::{Tone, by_status};
use crate::figure;

/// What a sentence is made of; names where there are names, else ids.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'a> {
    /// The kind, `object.verb`.
    pub kind: &'a str,
    /// Who did it.
    pub actor: Option<&'a str>,
    /// What it is about.
    pub subject: Option<&'a str>,
    /// The way it came.
    pub channel: Option<&'a str>,
    /// How it went.
    pub status: Option<&'a str>,
    /// Who spoke, for messages: human, ai or system.
    pub role: Option<&'a str>,
    /// A figure.
    pub value: Option<f64>,
    /// How long it took.
    pub duration_ms: Option<i64>,
}

/// One sentence without a full stop: "Ana signed in", "Pipeline nightly-load
/// failed after 3m 12s". A kind without words of its own is listed as it is:
/// "Ana · report stored · Sales".
pub fn sentence(facts: &Facts<'_>) -> String {
    let actor = facts.actor.unwrap_or("Someone");
    match facts.kind {
        "user.logged_in" => format!("{actor} signed in{}", way(facts.channel)),
        "user.logged_out" => format!("{actor} signed out"),
        "validation.finished" => facts.done("Validation", "passed"),
        "validation.finding" => finding(facts),
        "pipeline.finished" => facts.done("Pipeline", "finished"),
        "command.finished" => command(facts),
        "workflow.created" => facts.changed("Workflow", "created"),
        "workflow.updated" => facts.changed("Workflow", "changed"),
        "workflow.deleted" => facts.changed("Workflow", "deleted"),
        "submission.created" => facts.changed("Submission", "sent"),
        "submission.finished" => facts.done("Submission", "finished"),
        "transaction.recorded" => facts.changed("Transaction", "recorded"),
        "moderation.case_opened" => facts.changed("Moderation case", "opened"),
        "chat.session_started" => talk(actor, "started a conversation", facts.subject),
        "chat.session_ended" => talk(actor, "ended a conversation", facts.subject),
        "chat.message" => message(facts),
        "chat.response" => response(facts),
        "gauge.sampled" => gauge(facts),
        _ => plain(facts),
    }
}

impl Facts<'_> {
    /// "Pipeline nightly-load", or "A pipeline" where it has no name.
    fn thing(&self, noun: &str) -> String {
        match self.subject {
            Some(subject) => format!("{noun} {subject}"),
            None => format!("A {}", noun.to_lowercase()),
        }
    }

    /// "Workflow Invoice intake was changed by Ana".
    fn changed(&self, noun: &str, verb: &str) -> String {
        let by = self.actor.map(|actor| format!(" by {actor}")).unwrap_or_default();
        format!("{} was {verb}{by}", self.thing(noun))
    }

    /// "Pipeline nightly-load failed after 3m 12s". Whether it went well is
    /// said only where the status says so.
    fn done(&self, noun: &str, well: &str) -> String {
        let verb = match (self.status.and_then(by_status), self.status) {
            (Some(Tone::Success), _) => well.to_owned(),
            (Some(Tone::Error), _) => "failed".to_owned(),
            (Some(Tone::Warning), _) => "finished with warnings".to_owned(),
            (_, Some(status)) => format!("ended: {status}"),
            (_, None) => "finished".to_owned(),
        };
        format!("{} {verb}{}", self.thing(noun), self.after())
    }

    fn after(&self) -> String {
        self.duration_ms.map(|ms| format!(" after {}", figure::milliseconds(ms))).unwrap_or_default()
    }
}

fn way(channel: Option<&str>) -> String {
    match channel {
        None => String::new(),
        Some("web") => " from the web".to_owned(),
        Some("api") => " over the API".to_owned(),
        Some(other) => format!(" through {other}"),
    }
}

fn finding(facts: &Facts<'_>) -> String {
    let what = match facts.status.and_then(by_status) {
        Some(Tone::Error) => "an error",
        Some(Tone::Warning) => "a warning",
        Some(Tone::Success | Tone::Info) | None => "a finding",
    };
    format!("{} reported {what}", facts.subject.unwrap_or("A validator"))
}

fn command(facts: &Facts<'_>) -> String {
    let command = match facts.subject {
        Some(subject) => format!("command {subject}"),
        None => "a command".to_owned(),
    };
    let failed = facts.status.and_then(by_status) == Some(Tone::Error);
    match (facts.actor, failed) {
        (Some(actor), false) => format!("{actor} ran {command}"),
        (Some(actor), true) => format!("{actor} ran {command}, which failed"),
        (None, false) => format!("{} was run", capital(&command)),
        (None, true) => format!("{} failed", capital(&command)),
    }
}

fn talk(actor: &str, verb: &str, subject: Option<&str>) -> String {
    let with = subject.map(|subject| format!(" with {subject}")).unwrap_or_default();
    format!("{actor} {verb}{with}")
}

fn message(facts: &Facts<'_>) -> String {
    let bot = facts.subject.unwrap_or("A chatbot");
    match (facts.role, facts.actor, facts.subject) {
        (Some("ai"), Some(actor), _) => format!("{bot} answered {actor}"),
        (Some("ai"), None, _) => format!("{bot} answered"),
        (Some("system"), _, _) => format!("{bot} sent a system message"),
        (_, actor, Some(subject)) => format!("{} wrote to {subject}", actor.unwrap_or("Someone")),
        (_, actor, None) => format!("{} sent a message", actor.unwrap_or("Someone")),
    }
}

fn response(facts: &Facts<'_>) -> String {
    format!("{} answered{}", facts.subject.unwrap_or("A chatbot"), facts.after())
}

fn gauge(facts: &Facts<'_>) -> String {
    let name = facts.subject.unwrap_or("A gauge");
    match facts.value {
        Some(value) => format!("{name} is at {}", figure::number(value)),
        None => format!("{name} was sampled"),
    }
}

fn plain(facts: &Facts<'_>) -> String {
    let kind = facts.kind.replace(['.', '_'], " ");
    let kind = if facts.actor.is_none() { capital(&kind) } else { kind };
    let parts = [facts.actor, Some(kind.as_str()), facts.subject];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Our own words with a capital, where they begin a sentence; a name keeps
/// its spelling.
fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

#[cfg(test)]
mod tests;
