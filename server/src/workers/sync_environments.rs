//! Keeps the lists of dashboards in step with the BI tools.

use super::every;
use crate::clock;
use crate::live::Nudges;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::report::{Problem, ProblemKind};
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use store::environment::{Connection, DueSync, Listed, SYNC_LEASE};
use store::live::Topic;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// How often it is looked for lists that are due; each is due every quarter of an hour, and when somebody asks.
const PERIOD: Duration = Duration::from_secs(3);
/// Lists that one server reads at a time.
const MOST: u32 = 16;
/// The longest that a list is read.
const LONGEST: Duration = Duration::from_mins(15);
/// How often the lease of a list is prolonged.
const SIGN_OF_LIFE: Duration = Duration::from_mins(1);

/// Reads the list of dashboards of a BI tool.
#[async_trait]
pub trait Lister: Send + Sync {
    /// All dashboards that the account of an environment may see, or why they can't be told.
    async fn list(&self, due: &DueSync, connection: &Connection) -> Result<Vec<Listed>, Problem>;
}

/// Runs until `stop`. A list that takes long keeps no other waiting, as long as there are places.
pub async fn run(store: Store, lister: Arc<dyn Lister>, nudges: Nudges, stop: CancellationToken) {
    let reading = tokio::sync::Mutex::new(JoinSet::new());
    let begin = || async {
        let mut reading = reading.lock().await;
        while let Some(ended) = reading.try_join_next() {
            if let Ok(Err(error)) = ended {
                tracing::error!(worker.name = "sync_environments", "a list can't be stored: {error:#}");
            }
        }
        let free = MOST.saturating_sub(u32::try_from(reading.len()).unwrap_or(MOST));
        if free == 0 {
            return Ok(());
        }
        for due in store::environment::claim_syncs(&store.system(), clock::now(), free).await? {
            let (store, lister, nudges) = (store.clone(), Arc::clone(&lister), nudges.clone());
            reading.spawn(async move { sync(&store, lister.as_ref(), &nudges, clock::now, due).await });
        }
        Ok(())
    };
    every("sync_environments", PERIOD, stop, begin).await;
    reading.into_inner().shutdown().await;
}

/// Reads the lists that are due to their end, all at once. For tests and tools.
///
/// # Errors
/// When the database fails. A BI tool that fails is noted at its environment.
pub async fn step(
    store: &Store,
    lister: &dyn Lister,
    nudges: &Nudges,
    clock: fn() -> DateTime<Utc>,
) -> anyhow::Result<()> {
    let due = store::environment::claim_syncs(&store.system(), clock(), MOST).await?;
    let syncs = due.into_iter().map(|due| sync(store, lister, nudges, clock, due));
    for outcome in futures::future::join_all(syncs).await {
        outcome?;
    }
    Ok(())
}

/// The list, while signs of life keep other servers from reading it too; a problem where it takes too long.
async fn read(
    store: &Store,
    lister: &dyn Lister,
    clock: fn() -> DateTime<Utc>,
    due: &DueSync,
    connection: &Connection,
) -> anyhow::Result<Result<Vec<Listed>, Problem>> {
    let listing = tokio::time::timeout(LONGEST, lister.list(due, connection));
    tokio::pin!(listing);
    let mut signs = tokio::time::interval(SIGN_OF_LIFE);
    loop {
        tokio::select! {
            answer = &mut listing => return Ok(answer.unwrap_or_else(|_| {
                let words = "The list of dashboards could not be read within 15 minutes.";
                Err(Problem::new(ProblemKind::Unreachable, words))
            })),
            _ = signs.tick() => {
                store::environment::renew_sync(&store.system(), due, clock() + SYNC_LEASE).await?;
            }
        }
    }
}

async fn sync(
    store: &Store,
    lister: &dyn Lister,
    nudges: &Nudges,
    clock: fn() -> DateTime<Utc>,
    due: DueSync,
) -> anyhow::Result<()> {
    let (system, org, environment) = (store.system(), due.org, due.environment);
    let Some(connection) = store::environment::connection(&system, org, environment).await? else { return Ok(()) };
    match read(store, lister, clock, &due, &connection).await? {
        // An account that lost its rights is told of no dashboard at all; that is no reason to remove them.
        Ok(found) if found.is_empty() && store::environment::has_dashboards(&system, org, environment).await? => {
            let problem = "The account sees no dashboard any longer. Has it lost a right?";
            store::environment::sync_failed(&system, org, environment, problem, clock()).await?;
        }
        Ok(found) => {
            store::environment::sync(&system, org, environment, &found, clock()).await?;
        }
        Err(problem) => {
            store::environment::sync_failed(&system, org, environment, &problem.message, clock()).await?;
        }
    }
    nudges.nudge(org, Topic::Health);
    Ok(())
}
