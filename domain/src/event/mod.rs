//! An event: one fact with a time, as a source sends it.
//!
//! The rules are those of the ingest API; [`NewEvent::from_json`] is the one
//! way in for what strangers send, and [`Rejection`] says which field was
//! wrong. Who may send, and what was stored before, is not known here.

mod canonical;
mod feed;
mod field;
mod kind;
mod parse;
mod tone;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

pub use feed::{Facts, sentence};
pub use kind::{EventKind, KindError};
pub use parse::FIELDS;
pub use tone::{Tone, tone};

/// The longest id of an actor, subject or session, in characters.
pub const MAX_ID_CHARS: usize = 200;
/// The longest name of an actor or subject, in characters.
pub const MAX_NAME_CHARS: usize = 200;
/// The longest link, in characters.
pub const MAX_URL_CHARS: usize = 2_048;
/// The longest source, channel, status or tag category, in characters.
pub const MAX_LABEL_CHARS: usize = 80;
/// The longest tag, in characters.
pub const MAX_TAG_CHARS: usize = 100;
/// The most tags of one event.
pub const MAX_TAGS: usize = 32;
/// The longest sentence for the feed, in characters.
pub const MAX_TEXT_CHARS: usize = 1_000;
/// The most bytes that `attrs` may take as compact JSON.
pub const MAX_ATTRS_BYTES: usize = 16 * 1_024;
/// The longest duration: ten years of 365 days, in milliseconds.
pub const MAX_DURATION_MS: i64 = 10 * 365 * 24 * 3_600 * 1_000;
/// How far ahead of the server's clock an event may be, in hours.
pub const MAX_HOURS_AHEAD: i64 = 24;

/// An event that keeps every rule and is not stored yet.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    /// Chosen by the sender; the same id at the same time is the same event.
    pub id: Uuid,
    /// When it happened, in whole microseconds.
    pub occurred_at: DateTime<Utc>,
    /// What happened.
    pub kind: EventKind,
    /// What the event comes from.
    pub source: Option<String>,
    /// Who did it.
    pub actor: Option<Actor>,
    /// What it is about.
    pub subject: Option<Subject>,
    /// The session it belongs to.
    pub session: Option<String>,
    /// The way it came: web, api, whatsapp, telegram, …
    pub channel: Option<String>,
    /// How it went: success, failed, error, warning, info, …
    pub status: Option<String>,
    /// Who spoke, for messages.
    pub role: Option<EventRole>,
    /// Tag to category.
    pub tags: BTreeMap<String, String>,
    /// A finite figure.
    pub value: Option<f64>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<i64>,
    /// A short sentence for the feed.
    pub text: Option<String>,
    /// What else the sender wants to keep.
    pub attrs: Option<Map<String, Value>>,
}

impl NewEvent {
    /// An event with nothing but its identity and kind, for events that
    /// Pulseboard records itself; the other fields are set by the caller.
    pub fn new(id: Uuid, occurred_at: DateTime<Utc>, kind: EventKind) -> Self {
        Self {
            id,
            occurred_at: field::cut_to_micros(occurred_at),
            kind,
            source: None,
            actor: None,
            subject: None,
            session: None,
            channel: None,
            status: None,
            role: None,
            tags: BTreeMap::new(),
            value: None,
            duration_ms: None,
            text: None,
            attrs: None,
        }
    }
}

/// Who did something: a user, a participant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The sender's id of the actor.
    pub id: String,
    /// The name to show.
    pub name: Option<String>,
    /// A link to the actor, http or https.
    pub url: Option<String>,
}

/// What something is about: a workflow, a chatbot, a pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The sender's id of the subject.
    pub id: String,
    /// The name to show.
    pub name: Option<String>,
    /// A link to the subject, http or https.
    pub url: Option<String>,
}

named! {
    /// Who spoke in a conversation.
    pub enum EventRole: "role" {
        /// A person.
        Human = "human",
        /// A chatbot.
        Ai = "ai",
        /// The platform; such messages count nowhere.
        System = "system",
    }
}

/// Why an event was not taken: the field, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct Rejection {
    /// The path of the field: `kind`, `actor.id`, `tags`. `event` means the whole.
    pub field: String,
    /// What is wrong, after "is" or "must": a phrase without a full stop.
    pub problem: String,
}

impl Rejection {
    /// A rejection of one field.
    pub fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self { field: field.into(), problem: problem.into() }
    }

    /// The rejection of an event whose identity is taken by another body.
    pub fn differs() -> Self {
        Self::new("id", "differs from the stored event")
    }
}
