//! The server under test, and what a test puts into it before anybody comes.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU8, Ordering};

use app::host::Assets;
use axum::Router;
use chrono::{DateTime, Utc};
use domain::email::Email;
use domain::id::{OrgId, UserId};
use domain::name::DisplayName;
use domain::password::Password;
use domain::role::Role;
use domain::scope::TokenScope;
use domain::slug::OrgSlug;
use domain::zone::ZoneName;
use serde_json::{Value, json};
use server::config::Config;
use server::random::ApiToken;
use server::session::{self, Device};
use server::state::AppState;
use store::audit::{AuditEntry, AuditFilter, Origin};
use store::live::Topic;
use tokio_util::sync::CancellationToken;
use tower_sessions::Session;
use uuid::Uuid;

use crate::database::Database;
use crate::visitor::Visitor;

/// Where the server believes to be.
pub const HOST: &str = "pulse.test";
/// The password of every user that [`TestApp::user`] makes.
pub const PASSWORD: &str = "correct horse battery";

/// 32 bytes in base64, for the secrets in the database.
const SECRET_KEY: &str = "YSBrZXkgZm9yIHRoZSB0ZXN0cyBvZiB0aGUgc2VydmU=";

/// Hashing takes a second in a debug build, so all users share one hash.
static PASSWORD_HASH: LazyLock<String> =
    LazyLock::new(|| server::password::hash(&Password::parse(PASSWORD).expect("a password")));

/// A server without a network, over a database of its own.
pub struct TestApp {
    pub state: AppState,
    router: Router,
    visitors: AtomicU8,
    /// Last, so that it is dropped last.
    database: Database,
}

impl TestApp {
    /// A server that is reached by http.
    pub async fn new() -> Self {
        Self::at("http://pulse.test").await
    }

    /// A server that is reached by https.
    pub async fn https() -> Self {
        Self::at("https://pulse.test").await
    }

    /// A server that is reached by http, with more settings.
    pub async fn with(variables: &[(&str, &str)]) -> Self {
        Self::made(&[&[("PULSEBOARD_PUBLIC_URL", "http://pulse.test")], variables].concat()).await
    }

    async fn at(public_url: &str) -> Self {
        Self::made(&[("PULSEBOARD_PUBLIC_URL", public_url)]).await
    }

    async fn made(variables: &[(&str, &str)]) -> Self {
        let database = Database::create().await;
        let own = [("PULSEBOARD_DATA_DIR", "/nonexistent"), ("PULSEBOARD_SECRET_KEY", SECRET_KEY)];
        let variables = own.iter().chain(variables).copied();
        let config = Config::from_variables(variables, false).expect("the configuration is valid");
        let name = |file: &str| format!("/pkg/{file}");
        let assets = Assets {
            js: name("pulseboard.0.js"),
            wasm: name("pulseboard.0.wasm"),
            css: name("pulseboard.0.css"),
            echarts: name("charts.0.js"),
            font: name("inter.0.woff2"),
        };
        let store = server::secrets::unlock(database.connect().await, &config).await.expect("the key is the first");
        let state = server::serve::state(config, store, assets, CancellationToken::new());
        let router = server::router::router(state.clone());
        Self { state, router, visitors: AtomicU8::new(1), database }
    }

    /// Makes an organization in UTC.
    pub async fn organization(&self, slug: &str) -> OrgId {
        let name = DisplayName::parse(&format!("The {slug} company")).expect("a name");
        let slug = OrgSlug::parse(slug).expect("a slug");
        let system = self.state.host.store.system();
        store::organization::create(&system, &slug, &name, &ZoneName::utc()).await.expect("the slug is free")
    }

    /// Makes an owner of `org` who signs in with [`PASSWORD`].
    pub async fn user(&self, email: &str, org: OrgId) -> UserId {
        self.user_as(email, org, Role::Owner).await
    }

    /// Makes a member of `org` with a role.
    pub async fn user_as(&self, email: &str, org: OrgId, role: Role) -> UserId {
        let system = self.state.host.store.system();
        let (email, name) = (Email::parse(email).expect("an address"), DisplayName::parse("Ana").expect("a name"));
        let hash = tokio::task::spawn_blocking(|| PASSWORD_HASH.as_str()).await.expect("hashing works");
        let user = store::user::create(&system, &email, &name, hash).await.expect("the address is free");
        store::user::add_member(&system, org, user, role).await.expect("nobody is a member yet");
        user
    }

    /// Somebody who has never been here, at an address of their own.
    pub fn visitor(&self) -> Visitor {
        let last = self.visitors.fetch_add(1, Ordering::Relaxed);
        Visitor::new(self.router.clone(), IpAddr::V4(Ipv4Addr::new(198, 51, 100, last)))
    }

    /// The browser of a user who signed in before. No password is hashed for it.
    pub async fn signed_in(&self, user: UserId) -> Visitor {
        let mut visitor = self.visitor();
        let session = Session::new(None, std::sync::Arc::new(self.state.sessions.clone()), None);
        let device = Device { address: visitor.address, user_agent: "test".to_owned() };
        session::open(&session, user, false, &device).await.expect("the session is stored");
        visitor.set_cookie(session::COOKIE, &session.id().expect("a stored session has an id").to_string());
        visitor
    }

    /// Makes an organization and the signed-in browser of its owner.
    pub async fn member(&self, slug: &str) -> Visitor {
        let org = self.organization(slug).await;
        let user = self.user(&format!("owner@{slug}.test"), org).await;
        self.signed_in(user).await
    }

    /// A member of `org` with a role, signed in.
    pub async fn signed_in_as(&self, email: &str, org: OrgId, role: Role) -> Visitor {
        let user = self.user_as(email, org, role).await;
        self.signed_in(user).await
    }

    /// Another server over the same database.
    pub async fn another_server(&self) -> OtherServer {
        let config = Config::clone(&self.state.config);
        let assets = Assets::clone(&self.state.host.assets);
        let state = server::serve::state(config, self.database.connect().await, assets, self.state.stop.clone());
        let router = server::router::router(state.clone());
        OtherServer { state, router }
    }

    /// Another server's connections to the database, with the keys to its secrets.
    pub async fn another_store(&self) -> store::Store {
        let store = self.database.connect().await;
        server::secrets::unlock(store, &self.state.config).await.expect("the key is known")
    }

    /// Changes the database behind everybody's back.
    pub fn sql(&self, text: &str) {
        self.database.sql(text);
    }

    /// The audit log of an organization, the latest first: who, what, on what, with what result.
    pub async fn log(&self, org: &str, owner: UserId) -> Vec<String> {
        let slug = OrgSlug::parse(org).expect("a slug");
        let scope = self.state.host.store.enter(owner, &slug).await.expect("it answers").expect("a member");
        let origin = Origin { address: None, at: server::clock::now() };
        let entries = store::audit::page(&scope, &AuditFilter::default(), None, 500, &origin).await.expect("an admin");
        let line = |entry: AuditEntry| {
            let AuditEntry { actor, action, target, result, .. } = entry;
            format!("{actor} {} {target} {result}", action.expect("every action is known"))
        };
        entries.into_iter().map(line).filter(|line| !line.contains(" audit.read ")).collect()
    }

    /// Makes an API token.
    pub async fn token(&self, org: OrgId, scopes: &[TokenScope], expires_at: Option<DateTime<Utc>>) -> String {
        let token = ApiToken::generate();
        let name = DisplayName::parse("Test").expect("a name");
        let system = self.state.host.store.system();
        let made = store::token::create(&system, org, &name, &token.hash(), scopes, expires_at).await;
        made.expect("the organization exists");
        token.expose().to_owned()
    }

    /// Makes a token that may send events and doesn't expire.
    pub async fn ingest_token(&self, org: OrgId) -> String {
        self.token(org, &[TokenScope::Ingest], None).await
    }

    /// Starts what carries changes from the database to the streams.
    pub fn start_live(&self) {
        let (store, stop) = (self.state.host.store.clone(), self.state.stop.clone());
        tokio::spawn(self.state.nudges.clone().run(store.clone(), stop.clone()));
        tokio::spawn(self.state.hub.clone().run(store, stop));
    }

    /// Says that data of `org` changed, as the workers do.
    pub fn nudge(&self, org: OrgId, topic: Topic) {
        self.state.nudges.nudge(org, topic);
    }
}

/// A second server over the database of a [`TestApp`].
pub struct OtherServer {
    state: AppState,
    router: Router,
}

impl OtherServer {
    /// The browser of `visitor`, sent here by a load balancer.
    pub fn takes_over(&self, visitor: &Visitor) -> Visitor {
        visitor.clone().at(self.router.clone())
    }

    /// Starts what hears changes in the database.
    pub fn start_live(&self) {
        let (store, stop) = (self.state.host.store.clone(), self.state.stop.clone());
        tokio::spawn(self.state.hub.clone().run(store, stop));
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.state.stop.cancel();
    }
}

/// An event of now that is right, and no other like it.
pub fn event(text: &str) -> Value {
    json!({
        "id": Uuid::new_v4(),
        "occurred_at": server::clock::now().to_rfc3339(),
        "kind": "workflow.created",
        "text": text,
    })
}
