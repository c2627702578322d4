//! What most tests begin with: a store, organizations with an owner and a
//! token, events.

use std::ops::Deref;

use chrono::{DateTime, Utc};
use domain::{
    email::Email,
    event::{EventKind, NewEvent},
    id::{OrgId, UserId},
    name::DisplayName,
    role::Role,
    scope::TokenScope,
    slug::OrgSlug,
    zone::ZoneName,
};
use sqlx::PgPool;
use store::{
    IngestScope, OrgScope, Store, SystemScope,
    audit::{AuditEntry, AuditFilter, Origin},
    event::Ingested,
    secret::{Keyring, SecretKey},
};
use uuid::Uuid;

/// The instant at which tests run.
pub const NOW: &str = "2026-11-21T10:07:30Z";

/// Reads an instant.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

pub fn now() -> DateTime<Utc> {
    at(NOW)
}

pub fn slug(text: &str) -> OrgSlug {
    OrgSlug::parse(text).expect("a slug")
}

pub fn name(text: &str) -> DisplayName {
    DisplayName::parse(text).expect("a name")
}

pub fn email(text: &str) -> Email {
    Email::parse(text).expect("an address")
}

/// A store on the test's database, and the database itself.
pub struct Harness {
    pub store: Store,
    pub system: SystemScope,
    pub pool: PgPool,
}

impl Harness {
    pub async fn new(pool: PgPool) -> Self {
        let options = pool.connect_options().deref().clone();
        let store = Store::connect(options, None, None).await.expect("a connection");
        let system = store.system();
        Self { store, system, pool }
    }

    /// The same with a key to seal with.
    pub async fn sealing(pool: PgPool) -> Self {
        let Self { store, system, pool } = Self::new(pool).await;
        let key = SecretKey::generate();
        store::secret::adopt(&system, key.id()).await.expect("it is the first");
        let store = store.with_keyring(Keyring::new(vec![key]));
        Self { system: store.system(), store, pool }
    }

    /// The same with partitions for events.
    pub async fn with_partitions(pool: PgPool) -> Self {
        let harness = Self::new(pool).await;
        store::partition::ensure(&harness.system, now()).await.expect("partitions");
        harness
    }

    /// An organization with an owner `owner@{slug}.test` and a token.
    pub async fn organization(&self, text: &str) -> Org {
        let zone = ZoneName::parse("Europe/Berlin").expect("a zone");
        let slug = slug(text);
        let system = &self.system;
        let id = store::organization::create(system, &slug, &name(text), &zone).await.expect("new");
        let user = self.user(&format!("owner@{text}.test")).await;
        store::user::add_member(system, id, user, Role::Owner).await.expect("new");
        let hash = token_hash(text);
        let scopes = [TokenScope::Ingest];
        store::token::create(system, id, &name("test"), &hash, &scopes, None).await.expect("new");
        let scope = self.store.enter(user, &slug).await.expect("entered").expect("a member");
        let ingest = self.store.enter_ingest(&hash, now()).await.expect("entered");
        Org { id, user, scope, ingest: ingest.expect("a token") }
    }

    pub async fn user(&self, address: &str) -> UserId {
        store::user::create(&self.system, &email(address), &name(address), "$argon2id$test").await.expect("new")
    }

    /// Makes a user a member, and enters as them.
    pub async fn member(&self, org: &Org, role: Role, address: &str) -> OrgScope {
        let user = self.user(address).await;
        store::user::add_member(&self.system, org.id, user, role).await.expect("new");
        self.store.enter(user, org.scope.slug()).await.expect("entered").expect("a member")
    }

    /// A number from the database, asked by its superuser.
    pub async fn number(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql).fetch_one(&self.pool).await.expect(sql)
    }
}

/// A request from somewhere, now.
pub fn origin() -> Origin {
    Origin { address: "192.0.2.7".parse().ok(), at: now() }
}

/// The same at another time.
pub fn origin_at(at: DateTime<Utc>) -> Origin {
    Origin { at, ..origin() }
}

/// The hash of a link.
pub fn link_hash(number: u8) -> [u8; 32] {
    [number; 32]
}

/// The token that [`Harness::organization`] makes.
pub fn token_hash(slug: &str) -> [u8; 32] {
    let mut hash = [7; 32];
    for (place, byte) in hash.iter_mut().zip(slug.bytes()) {
        *place = byte;
    }
    hash
}

fn line(entry: &AuditEntry) -> String {
    let AuditEntry { actor, action, target, detail, result, .. } = entry;
    let action = action.as_ref().map_or_else(String::clone, ToString::to_string);
    format!("{actor} {action} {target} [{detail}] {result}")
}

/// An organization of a test, with the ways into it.
pub struct Org {
    pub id: OrgId,
    pub user: UserId,
    pub scope: OrgScope,
    pub ingest: IngestScope,
}

impl Org {
    /// Invites an address as the owner; the link's hash is [`link_hash`] of `number` and the organization.
    pub async fn invite(&self, address: &str, role: Role, number: u8) -> [u8; 32] {
        let mut hash = link_hash(number);
        hash[0] = u8::try_from(self.id.0).expect("few organizations");
        store::invitation::create(&self.scope, &email(address), role, &hash, &origin()).await.expect("invited");
        hash
    }

    /// The audit log, written last first, without the reading of it: who, what, on what, how, with what result.
    pub async fn log(&self) -> Vec<String> {
        let page = store::audit::page(&self.scope, &AuditFilter::default(), None, 500, &origin()).await;
        let mut entries = page.expect("an owner");
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.id));
        entries.iter().map(line).filter(|line| !line.contains(" audit.read ")).collect()
    }

    /// Sends events as the token would, numbered from zero.
    pub async fn send(&self, events: &[NewEvent]) -> Ingested {
        let numbered: Vec<_> = events.iter().cloned().enumerate().collect();
        store::event::ingest(&self.ingest, &numbered, now()).await.expect("stored")
    }
}

/// An event with a number for an id.
pub fn event(id: u128, time: &str, kind: &str) -> NewEvent {
    NewEvent::new(Uuid::from_u128(id), at(time), EventKind::parse(kind).expect("a kind"))
}

/// An event with every field set, from its JSON.
pub fn full_event(id: u128) -> NewEvent {
    let body = serde_json::json!({
        "id": Uuid::from_u128(id),
        "occurred_at": "2026-11-21T09:30:00.250125Z",
        "kind": "chat.message",
        "source": "support-bot",
        "actor": {"id": "p17", "name": "Ana", "url": "https://example.com/p17"},
        "subject": {"id": "bot-1", "name": "Support", "url": "https://example.com/bot-1"},
        "session": "s42",
        "channel": "web",
        "status": "success",
        "role": "human",
        "tags": {"billing": "topic", "urgent": "mood"},
        "value": 1.5,
        "duration_ms": 900,
        "text": "asked about '; drop table events; -- <script>",
        "attrs": {"nested": [1, {"a": null}]},
    });
    NewEvent::from_json(&body, now(), at("2025-11-01T00:00:00Z")).expect("a valid event")
}
