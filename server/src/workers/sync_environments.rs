//! Keeps the lists of dashboards in step with the BI tools.

use super::every;
use crate::clock;
use crate::live::Nudges;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::report::Problem;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use store::environment::{Connection, DueSync, Listed};
use store::live::Topic;
use tokio_util::sync::CancellationToken;

/// How often it is looked for lists that are due; each is due every quarter of an hour, and when somebody asks.
const PERIOD: Duration = Duration::from_secs(3);
/// Lists that one server reads at a time.
const MOST: u32 = 4;

/// Reads the list of dashboards of a BI tool.
#[async_trait]
pub trait Lister: Send + Sync {
    /// All dashboards that the account of an environment may see, or why they can't be told.
    async fn list(&self, due: &DueSync, connection: &Connection) -> Result<Vec<Listed>, Problem>;
}

/// Runs until `stop`.
pub async fn run(store: Store, lister: Arc<dyn Lister>, nudges: Nudges, stop: CancellationToken) {
    every("sync_environments", PERIOD, stop, || step(&store, lister.as_ref(), &nudges, clock::now)).await;
}

/// Reads the lists that are due, all at once, and says how many those were.
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

async fn sync(
    store: &Store,
    lister: &dyn Lister,
    nudges: &Nudges,
    clock: fn() -> DateTime<Utc>,
    due: DueSync,
) -> anyhow::Result<()> {
    let (system, org, environment) = (store.system(), due.org, due.environment);
    let Some(connection) = store::environment::connection(&system, org, environment).await? else { return Ok(()) };
    match lister.list(&due, &connection).await {
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
