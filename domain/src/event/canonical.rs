//! One text per event body.
//!
//! The store keeps a hash of it to tell the same event sent again from
//! another body under the same identity, so this form must never change for
//! an event that could be stored already: absent fields are left out, and a
//! new field must be, too, where it is absent.

use std::fmt::Write as _;

use chrono::SecondsFormat;
use serde_json::{Map, Value};

use super::NewEvent;

impl NewEvent {
    /// The event as compact JSON with sorted keys, the time in microseconds
    /// of UTC, and nothing that is absent. Equal events give equal texts,
    /// different events different ones.
    pub fn canonical_json(&self) -> String {
        let mut body = Body::new();
        let actor = self.actor.as_ref();
        let subject = self.subject.as_ref();
        if let Some(actor) = actor {
            body.party("actor", &actor.id, actor.name.as_deref(), actor.url.as_deref());
        }
        if let Some(attrs) = &self.attrs {
            body.raw("attrs", &object(attrs));
        }
        body.text("channel", self.channel.as_deref());
        if let Some(duration) = self.duration_ms {
            body.raw("duration_ms", &duration.to_string());
        }
        body.text("id", Some(&self.id.hyphenated().to_string()));
        body.text("kind", Some(self.kind.as_str()));
        let occurred_at = self.occurred_at.to_rfc3339_opts(SecondsFormat::Micros, true);
        body.text("occurred_at", Some(&occurred_at));
        body.text("role", self.role.map(super::EventRole::as_str));
        body.text("session", self.session.as_deref());
        body.text("source", self.source.as_deref());
        body.text("status", self.status.as_deref());
        if let Some(subject) = subject {
            body.party("subject", &subject.id, subject.name.as_deref(), subject.url.as_deref());
        }
        if !self.tags.is_empty() {
            let mut tags = Body::new();
            for (tag, category) in &self.tags {
                tags.text(tag, Some(category));
            }
            body.raw("tags", &tags.end());
        }
        body.text("text", self.text.as_deref());
        if let Some(value) = self.value {
            body.raw("value", &format!("{value:?}"));
        }
        body.end()
    }
}

/// An object with its keys in order, however the map keeps them: a
/// dependency may switch `serde_json` to keep the order of the sender.
pub(super) fn object(map: &Map<String, Value>) -> String {
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_unstable_by_key(|(key, _)| key.as_str());
    let mut body = Body::new();
    for (key, value) in entries {
        body.raw(key, &written(value));
    }
    body.end()
}

fn written(value: &Value) -> String {
    match value {
        Value::Object(map) => object(map),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(written).collect();
            format!("[{}]", items.join(","))
        }
        scalar => scalar.to_string(),
    }
}

/// An object being written; its caller adds the keys in order.
struct Body(String);

impl Body {
    fn new() -> Self {
        Self(String::from("{"))
    }

    fn raw(&mut self, key: &str, json: &str) {
        let comma = if self.0.len() > 1 { "," } else { "" };
        write!(self.0, "{comma}{}:{json}", quoted(key)).expect("a String takes any text");
    }

    fn text(&mut self, key: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.raw(key, &quoted(text));
        }
    }

    fn party(&mut self, key: &str, id: &str, name: Option<&str>, url: Option<&str>) {
        let mut party = Self::new();
        party.text("id", Some(id));
        party.text("name", name);
        party.text("url", url);
        self.raw(key, &party.end());
    }

    fn end(mut self) -> String {
        self.0.push('}');
        self.0
    }
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text is always valid JSON")
}

#[cfg(test)]
mod tests;
