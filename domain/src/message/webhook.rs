//! A message as JSON, for programs.

use serde_json::{Value, json};

use super::Message;

/// The body of a webhook. `id` is the same at every try, so that a receiver
/// can tell a repetition; `version` changes when a field loses its meaning.
pub fn webhook(message: &Message, id: &str, organization: &str) -> Value {
    let facts: serde_json::Map<_, _> =
        message.facts.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
    json!({
        "version": 1,
        "id": id,
        "organization": organization,
        "kind": message.kind,
        "title": message.title,
        "text": message.lead,
        "facts": facts,
        "sections": message.sections,
        "url": message.link.as_ref().map(|link| &link.url),
        "actions": message.actions,
    })
}
