//! From JSON to an event, field by field.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::field::{Fields, cut_to_micros, line_problem};
use super::{
    Actor, EventKind, EventRole, MAX_ATTRS_BYTES, MAX_DURATION_MS, MAX_HOURS_AHEAD, MAX_ID_CHARS, MAX_LABEL_CHARS,
    MAX_NAME_CHARS, MAX_TAG_CHARS, MAX_TAGS, MAX_TEXT_CHARS, NewEvent, Rejection, Subject, canonical,
};

/// Every field that an event may have. Any other is refused.
pub const FIELDS: [&str; 15] = [
    "id",
    "occurred_at",
    "kind",
    "source",
    "actor",
    "subject",
    "session",
    "channel",
    "status",
    "role",
    "tags",
    "value",
    "duration_ms",
    "text",
    "attrs",
];

impl NewEvent {
    /// Reads an event as the ingest API takes it. `oldest` is the earliest
    /// instant that is still kept; `now` is the server's clock.
    pub fn from_json(value: &Value, now: DateTime<Utc>, oldest: DateTime<Utc>) -> Result<Self, Rejection> {
        let fields = Fields::of_event(value)?;
        fields.only(&FIELDS)?;
        Ok(Self {
            id: id(fields)?,
            occurred_at: occurred_at(fields, now, oldest)?,
            kind: kind(fields)?,
            source: fields.line("source", MAX_LABEL_CHARS)?,
            actor: party(fields, "actor")?.map(|(id, name, url)| Actor { id, name, url }),
            subject: party(fields, "subject")?.map(|(id, name, url)| Subject { id, name, url }),
            session: fields.line("session", MAX_ID_CHARS)?,
            channel: fields.line("channel", MAX_LABEL_CHARS)?,
            status: fields.line("status", MAX_LABEL_CHARS)?,
            role: role(fields)?,
            tags: tags(fields)?,
            value: figure(fields)?,
            duration_ms: duration_ms(fields)?,
            text: fields.prose("text", MAX_TEXT_CHARS)?,
            attrs: attrs(fields)?,
        })
    }
}

fn id(fields: Fields<'_>) -> Result<Uuid, Rejection> {
    let text = fields.required("id")?;
    Uuid::try_parse(text).map_err(|_| fields.reject("id", "must be a UUID"))
}

fn occurred_at(fields: Fields<'_>, now: DateTime<Utc>, oldest: DateTime<Utc>) -> Result<DateTime<Utc>, Rejection> {
    const FIELD: &str = "occurred_at";
    let text = fields.required(FIELD)?;
    let instant = DateTime::parse_from_rfc3339(text)
        .map_err(|_| fields.reject(FIELD, "must be a time with its offset, such as 2026-11-21T09:30:00.250Z"))?;
    let instant = cut_to_micros(instant.to_utc());
    if instant.signed_duration_since(now) > TimeDelta::hours(MAX_HOURS_AHEAD) {
        return Err(fields.reject(FIELD, "is more than 24 hours ahead"));
    }
    if instant < oldest {
        let oldest = oldest.to_rfc3339_opts(SecondsFormat::Secs, true);
        return Err(fields.reject(FIELD, format!("is before {oldest}, the oldest time that is kept")));
    }
    Ok(instant)
}

fn kind(fields: Fields<'_>) -> Result<EventKind, Rejection> {
    let text = fields.required("kind")?;
    EventKind::parse(text).map_err(|error| fields.reject("kind", error.to_string()))
}

/// The three parts of an actor or a subject.
type Party = (String, Option<String>, Option<String>);

fn party(fields: Fields<'_>, name: &'static str) -> Result<Option<Party>, Rejection> {
    let Some(party) = fields.inside(name)? else {
        return Ok(None);
    };
    party.only(&["id", "name", "url"])?;
    let id = party.line("id", MAX_ID_CHARS)?.ok_or_else(|| party.reject("id", "is required"))?;
    Ok(Some((id, party.line("name", MAX_NAME_CHARS)?, party.link("url")?)))
}

fn role(fields: Fields<'_>) -> Result<Option<EventRole>, Rejection> {
    fields
        .string("role")?
        .map(|text| text.parse().map_err(|_| fields.reject("role", "must be human, ai or system")))
        .transpose()
}

fn tags(fields: Fields<'_>) -> Result<BTreeMap<String, String>, Rejection> {
    let Some(object) = fields.object("tags")? else {
        return Ok(BTreeMap::new());
    };
    if object.len() > MAX_TAGS {
        return Err(fields.reject("tags", format!("must be at most {MAX_TAGS}")));
    }
    let mut tags = BTreeMap::new();
    for (tag, category) in object {
        if let Some(problem) = line_problem(tag, MAX_TAG_CHARS) {
            return Err(fields.reject("tags", format!("a tag {problem}")));
        }
        let category =
            category.as_str().ok_or_else(|| fields.reject(&format!("tags.{tag}"), "must be a category, a string"))?;
        if let Some(problem) = line_problem(category, MAX_LABEL_CHARS) {
            return Err(fields.reject(&format!("tags.{tag}"), problem));
        }
        tags.insert(tag.clone(), category.to_owned());
    }
    Ok(tags)
}

fn figure(fields: Fields<'_>) -> Result<Option<f64>, Rejection> {
    fields
        .get("value")
        .map(|value| match value.as_f64() {
            // Adding zero makes a negative zero positive: one figure, one body.
            Some(figure) if figure.is_finite() => Ok(figure + 0.0),
            _ => Err(fields.reject("value", "must be a finite number")),
        })
        .transpose()
}

fn duration_ms(fields: Fields<'_>) -> Result<Option<i64>, Rejection> {
    fields
        .get("duration_ms")
        .map(|value| {
            let whole = whole_number(value).ok_or_else(|| fields.reject("duration_ms", "must be a whole number"))?;
            match whole {
                ..0 => Err(fields.reject("duration_ms", "must not be negative")),
                0..=MAX_DURATION_MS => Ok(whole),
                _ => Err(fields.reject("duration_ms", "must be at most ten years")),
            }
        })
        .transpose()
}

/// A whole number, also when it is written as `900.0`: some senders have no
/// integers. Beyond what an `i64` holds, it is the nearest that it does.
#[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and limits follow")]
fn whole_number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_f64().filter(|n| n.fract() == 0.0).map(|n| n as i64))
}

fn attrs(fields: Fields<'_>) -> Result<Option<Map<String, Value>>, Rejection> {
    let Some(object) = fields.object("attrs")? else {
        return Ok(None);
    };
    if object.iter().any(|(key, value)| key.contains('\0') || has_nul(value)) {
        return Err(fields.reject("attrs", "must not have NUL characters"));
    }
    if canonical::object(object).len() > MAX_ATTRS_BYTES {
        return Err(fields.reject("attrs", "must take at most 16 KB as JSON"));
    }
    Ok(Some(object.clone()))
}

/// Whether a NUL is in any string inside, keys included; Postgres can't store one.
fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(object) => object.iter().any(|(key, value)| key.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod time_tests;
