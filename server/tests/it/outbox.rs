//! The outbox as servers work through it: whole servers that are killed, and providers that hang.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use chrono::TimeDelta;
use domain::id::OrgId;
use server::state::AppState;
use server::workers::deliver::{self, AT_ONCE, Courier};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::harness::TestApp;
use crate::outside::Outside;
use crate::visitor::PATIENCE;

/// How often each message arrived, by its idempotency key.
#[derive(Clone, Default)]
struct Arrivals {
    times: Arc<Mutex<HashMap<String, u32>>>,
    arrived: Arc<Notify>,
}

impl Arrivals {
    fn times(&self) -> HashMap<String, u32> {
        self.times.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many different messages there are.
    fn different(&self) -> usize {
        self.times.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Returns once there are so many.
    async fn reach(&self, wanted: usize) {
        while self.different() < wanted {
            self.arrived.notified().await;
        }
    }
}

/// A server that takes webhooks and counts them.
async fn counting() -> (String, Arrivals) {
    let arrivals = Arrivals::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback has free ports");
    let url = format!("http://{}/in", listener.local_addr().expect("it listens"));
    let router = Router::new().fallback(count).with_state(arrivals.clone());
    tokio::spawn(axum::serve(listener, router).into_future());
    (url, arrivals)
}

async fn count(State(arrivals): State<Arrivals>, headers: HeaderMap) -> StatusCode {
    let key = headers["idempotency-key"].to_str().expect("a key is text").to_owned();
    *arrivals.times.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default() += 1;
    arrivals.arrived.notify_one();
    StatusCode::NO_CONTENT
}

async fn app() -> (TestApp, OrgId) {
    let app = TestApp::with(&[("PULSEBOARD_ALLOWED_NETWORKS", "127.0.0.0/8")]).await;
    let org = app.organization("acme").await;
    (app, org)
}

async fn webhook(app: &TestApp, org: OrgId, name: &str, url: &str) {
    let mut owner =
        app.signed_in_as(&format!("{}@acme.test", name.to_lowercase()), org, domain::role::Role::Owner).await;
    let secret = "0123456789abcdef";
    let fields = [("org", "acme"), ("kind", "webhook"), ("name", name), ("url", url), ("secret", secret)];
    owner.post_form("/fn/save_provider", &fields).await.expect(200);
}

/// Puts so many messages for a provider into the outbox, as causes do.
fn fill(app: &TestApp, name: &str, count: usize) {
    app.sql(&format!(
        "insert into deliveries (org_id, provider_id, target, message, key, created_at, since, due_at)
         select p.org_id, p.id, '',
                jsonb_build_object('kind', 'failed', 'title', 'Message ' || n, 'lead', '', 'facts', '[]'::jsonb,
                                   'sections', '[]'::jsonb, 'link', null, 'actions', '[]'::jsonb, 'footer', ''),
                gen_random_uuid(), now(), now(), now()
         from providers p
         cross join generate_series(1, {count}) n
         where p.name = '{name}'"
    ));
}

fn courier(state: &AppState, store: store::Store) -> Courier {
    Courier::new(store, state.channels.clone(), state.host.public_url.clone()).leasing(TimeDelta::seconds(2))
}

/// A server of its own: its threads, its connections, its share of the outbox.
fn start(app: &Arc<TestApp>) -> Runtime {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.expect("a runtime can be made");
    let app = Arc::clone(app);
    runtime.spawn(async move {
        let courier = courier(&app.state, app.another_store().await);
        deliver::run(courier, app.state.stop.clone()).await;
    });
    runtime
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_messages_and_servers_that_are_killed_lose_none() {
    const MESSAGES: usize = 10_000;
    let (app, org) = app().await;
    let app = Arc::new(app);
    let (url, arrivals) = counting().await;
    webhook(&app, org, "Hook", &url).await;
    fill(&app, "Hook", MESSAGES);
    let begin = Instant::now();
    let mut servers: Vec<Runtime> = (0..3).map(|_| start(&app)).collect();
    let mut kills = 0;
    while arrivals.different() < MESSAGES {
        // The next kill comes after some hundred messages; by then the server is in the middle of others.
        let wanted = (arrivals.different() + 200 + usize::from(server::random::bytes::<1>()[0]) * 4).min(MESSAGES);
        tokio::time::timeout(2 * PATIENCE, arrivals.reach(wanted)).await.expect("messages go on arriving");
        if wanted < MESSAGES {
            kills += 1;
            let victim = usize::from(server::random::bytes::<1>()[0]) % servers.len();
            servers.swap_remove(victim).shutdown_background();
            servers.push(start(&app));
        }
    }
    let took = begin.elapsed();
    for server in servers {
        server.shutdown_background();
    }
    let arrivals = arrivals.times();
    let twice: u32 = arrivals.values().map(|times| times - 1).sum();
    println!("{MESSAGES} messages by 3 servers in {took:.1?}: {kills} kills, none lost, {twice} arrived twice");
    assert_eq!(arrivals.len(), MESSAGES);
    assert!(kills >= 5, "{kills} kills");
    assert!(twice <= kills * AT_ONCE, "{twice} arrived twice, {kills} kills of at most {AT_ONCE} under way");
}

#[tokio::test]
async fn a_provider_that_hangs_keeps_nobody_else_waiting() {
    let (app, org) = app().await;
    let hangs = Outside::at("127.0.0.1", |stream| async move {
        std::future::pending::<()>().await;
        drop(stream);
        String::new()
    })
    .await;
    let (url, arrivals) = counting().await;
    webhook(&app, org, "Slow", &format!("http://{}/", hangs.address)).await;
    webhook(&app, org, "Fast", &url).await;
    fill(&app, "Slow", 200);
    fill(&app, "Fast", 100);
    let courier = courier(&app.state, app.state.host.store.clone()).leasing(TimeDelta::seconds(60));
    let sending = tokio::spawn(deliver::run(courier, CancellationToken::new()));
    // A try that hangs takes ten seconds.
    let reached = tokio::time::timeout(Duration::from_secs(9), arrivals.reach(100)).await;
    assert!(reached.is_ok(), "only {} arrived", arrivals.different());
    sending.abort();
    let held = hangs.heard().len();
    assert!(held > 0 && held < usize::try_from(AT_ONCE).expect("few"), "{held} wait for the one that hangs");
    assert!(arrivals.times().values().all(|times| *times == 1));
}
