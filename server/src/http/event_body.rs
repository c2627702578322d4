//! An event as the documentation of the API has it. Events are read by `domain`, field by field, so that each problem
//! has its own words; this says the same to people, and tests hold the two together.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// One fact with a time. What may be left out may also be null.
#[derive(Debug, Serialize, ToSchema)]
pub struct Event {
    /// Chosen by the sender; the same id at the same time is the same event.
    #[schema(format = "uuid")]
    id: String,
    /// When it happened, with an offset; at most 24 hours ahead, and not older than the retention.
    #[schema(format = "date-time")]
    occurred_at: String,
    /// What happened: `object.verb` in lower case.
    #[schema(max_length = 80)]
    kind: String,
    /// What the event comes from.
    #[schema(max_length = 80)]
    source: Option<String>,
    /// Who did it.
    actor: Option<Party>,
    /// What it is about: a workflow, a chatbot, a pipeline.
    subject: Option<Party>,
    /// The session it belongs to.
    #[schema(max_length = 200)]
    session: Option<String>,
    /// The way it came: web, api, whatsapp, telegram, …
    #[schema(max_length = 80)]
    channel: Option<String>,
    /// How it went: success, failed, error, warning, info, …
    #[schema(max_length = 80)]
    status: Option<String>,
    /// Who spoke, for messages: human, ai or system.
    role: Option<String>,
    /// Tag to category; at most 32.
    tags: Option<BTreeMap<String, String>>,
    /// A figure.
    value: Option<f64>,
    /// How long it took, in milliseconds.
    #[schema(minimum = 0)]
    duration_ms: Option<i64>,
    /// A short sentence for the feed.
    #[schema(max_length = 1000)]
    text: Option<String>,
    /// Whatever else the sender wants to keep; at most 16 KB of JSON.
    #[schema(value_type = Option<Object>)]
    attrs: Option<Map<String, Value>>,
}

/// An actor or a subject.
#[derive(Debug, Serialize, ToSchema)]
pub struct Party {
    /// The sender's id.
    #[schema(max_length = 200)]
    id: String,
    /// The name to show.
    #[schema(max_length = 200)]
    name: Option<String>,
    /// A link, http or https.
    #[schema(format = "uri", max_length = 2048)]
    url: Option<String>,
}

/// An event with every field.
#[must_use]
pub fn example() -> Event {
    let text = |text: &str| Some(text.to_owned());
    Event {
        id: "7b0c0f0e-50f4-4a53-9a0c-1f1f5ad2c001".to_owned(),
        occurred_at: "2026-11-21T09:30:00.250Z".to_owned(),
        kind: "pipeline.finished".to_owned(),
        source: text("airflow"),
        actor: Some(Party { id: "p17".to_owned(), name: text("Ana"), url: text("https://example.com/people/17") }),
        subject: Some(Party { id: "nightly-load".to_owned(), name: text("Nightly load"), url: None }),
        session: text("run-4711"),
        channel: text("api"),
        status: text("success"),
        role: text("system"),
        tags: Some(BTreeMap::from([("billing".to_owned(), "team".to_owned())])),
        value: Some(1204.5),
        duration_ms: Some(84_000),
        text: text("Nightly load finished in 84 s"),
        attrs: Some(Map::from_iter([("rows".to_owned(), 1_200_000.into())])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::event::{
        FIELDS, MAX_ID_CHARS, MAX_LABEL_CHARS, MAX_NAME_CHARS, MAX_TEXT_CHARS, MAX_URL_CHARS, NewEvent,
    };
    use utoipa::PartialSchema;

    #[test]
    fn the_documented_event_is_the_one_that_is_read() {
        let schema = serde_json::to_value(Event::schema()).expect("a schema is JSON");
        let documented = schema["properties"].as_object().expect("an object has properties");
        let mut fields = FIELDS.to_vec();
        fields.sort_unstable();
        let mut names: Vec<_> = documented.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, fields);
        assert_eq!(schema["required"], serde_json::json!(["id", "occurred_at", "kind"]));

        let example = serde_json::to_value(example()).expect("an event is JSON");
        assert!(fields.iter().all(|field| !example[field].is_null()), "{example}");
        let now = "2026-11-21T10:00:00Z".parse().expect("an instant");
        NewEvent::from_json(&example, now, now - chrono::TimeDelta::days(1)).expect("the example is right");
    }

    #[test]
    fn the_documented_limits_are_the_real_ones() {
        let event = serde_json::to_value(Event::schema()).expect("a schema is JSON");
        let party = serde_json::to_value(Party::schema()).expect("a schema is JSON");
        let cases = [
            (&event, "source", MAX_LABEL_CHARS),
            (&event, "channel", MAX_LABEL_CHARS),
            (&event, "status", MAX_LABEL_CHARS),
            (&event, "session", MAX_ID_CHARS),
            (&event, "text", MAX_TEXT_CHARS),
            (&party, "id", MAX_ID_CHARS),
            (&party, "name", MAX_NAME_CHARS),
            (&party, "url", MAX_URL_CHARS),
        ];
        for (schema, field, limit) in cases {
            assert_eq!(schema["properties"][field]["maxLength"], limit, "{field}");
        }
    }
}
