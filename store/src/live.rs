//! News between servers: what has changed in which organization. A message
//! says that something changed, never what, so it carries nothing private and
//! losing one costs a refetch.

use std::{sync::Arc, time::Duration};

use domain::id::{OrgId, UserId};
use serde::{Deserialize, Serialize};
use sqlx::{
    PgConnection,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};
use tokio::time::timeout;

use crate::{Store, StoreError};

const CHANNEL: &str = "pulseboard_live";

/// After this much silence the connection is asked whether it still stands:
/// a firewall that forgot it tells nobody.
const SILENCE: Duration = Duration::from_secs(30);

/// How long the answer to that may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// What changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Statistics of a machine.
    Stats,
    /// Events: one or many came in.
    Data,
    /// Who may see the organization: a membership, a role, a session ended or
    /// changed. Whoever remembers one of these forgets it.
    Access,
    /// The health of dashboards, their policies or environments.
    Health,
}

/// What a listener hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LiveSignal {
    /// Something changed.
    Changed {
        /// Where.
        org: OrgId,
        /// What.
        topic: Topic,
    },
    /// The connection was lost and stands again. What was published in
    /// between is unknown: everything may have changed.
    Resync,
}

#[derive(Serialize, Deserialize)]
struct Message {
    org: OrgId,
    topic: Topic,
}

/// Tells every server that something changed. Not part of any transaction:
/// call it after the commit, since sending holds a lock that all senders
/// share until their commit.
pub async fn publish(store: &Store, org: OrgId, topic: Topic) -> Result<(), StoreError> {
    let payload = serde_json::to_string(&Message { org, topic }).expect("ids and names serialize");
    sqlx::query!("select pg_notify($1, $2)", CHANNEL, payload).execute(store.primary()).await?;
    Ok(())
}

/// Tells every server that somebody's access to an organization changed, when
/// the transaction commits. Unlike events this is rare, so the lock that
/// sending holds until the commit doesn't matter.
pub(crate) async fn publish_access(tx: &mut PgConnection, org: OrgId) -> Result<(), StoreError> {
    let payload = serde_json::to_string(&Message { org, topic: Topic::Access }).expect("ids and names serialize");
    sqlx::query!("select pg_notify($1, $2)", CHANNEL, payload).execute(tx).await?;
    Ok(())
}

/// The same for each organization of a user, in the transaction of identity
/// for this user.
pub(crate) async fn publish_access_of(tx: &mut PgConnection, user: UserId) -> Result<(), StoreError> {
    let orgs = sqlx::query_scalar!("select org_id from members where user_id = $1 order by org_id", user.0)
        .fetch_all(&mut *tx)
        .await?;
    for org in orgs {
        publish_access(tx, OrgId(org)).await?;
    }
    Ok(())
}

/// A connection of its own that listens.
#[derive(Debug)]
pub struct LiveListener {
    options: Arc<PgConnectOptions>,
    /// `None` while the connection is lost, so that a call that is cancelled
    /// while it reconnects still owes the resync.
    listener: Option<PgListener>,
}

impl LiveListener {
    pub(crate) async fn connect(options: Arc<PgConnectOptions>) -> Result<Self, StoreError> {
        let listener = Some(open(&options).await?);
        Ok(Self { options, listener })
    }

    /// Waits for the next signal. Each lost connection gives one
    /// [`LiveSignal::Resync`], after it stands again. An error means that it
    /// doesn't yet: wait a little and call again. A call may be cancelled.
    pub async fn next(&mut self) -> Result<LiveSignal, StoreError> {
        loop {
            let Some(listener) = &mut self.listener else {
                self.listener = Some(open(&self.options).await?);
                return Ok(LiveSignal::Resync);
            };
            match timeout(SILENCE, listener.try_recv()).await {
                Ok(Ok(Some(notification))) => {
                    if let Some(signal) = parse(notification.payload()) {
                        return Ok(signal);
                    }
                }
                Ok(Ok(None)) => self.listener = None,
                Ok(Err(error)) => {
                    tracing::warn!(error = %error, "the connection that listens for changes was lost");
                    self.listener = None;
                }
                Err(_) => {
                    let ping = sqlx::query("select 1").execute(listener);
                    if !matches!(timeout(PATIENCE, ping).await, Ok(Ok(_))) {
                        self.listener = None;
                    }
                }
            }
        }
    }
}

fn parse(payload: &str) -> Option<LiveSignal> {
    match serde_json::from_str(payload) {
        Ok(Message { org, topic }) => Some(LiveSignal::Changed { org, topic }),
        // A newer server in the same cluster may know topics that we don't.
        Err(error) => {
            tracing::debug!(error = %error, "a notification that this version can't read");
            None
        }
    }
}

async fn open(options: &PgConnectOptions) -> Result<PgListener, StoreError> {
    let pool = PgPoolOptions::new()
        .max_connections(1)
        .max_lifetime(None)
        .idle_timeout(None)
        .acquire_timeout(PATIENCE)
        .connect_with(options.clone())
        .await?;
    let mut listener = PgListener::connect_with(&pool).await?;
    // Reconnecting is ours, since only a reconnect we see can be told.
    listener.eager_reconnect(false);
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_have_the_form_that_every_version_reads() {
        let message = Message { org: OrgId(1), topic: Topic::Stats };
        let text = serde_json::to_string(&message).expect("json");
        assert_eq!(text, r#"{"org":1,"topic":"stats"}"#);
        assert_eq!(parse(&text), Some(LiveSignal::Changed { org: OrgId(1), topic: Topic::Stats }));
    }

    #[test]
    fn what_cannot_be_read_is_passed_over() {
        for payload in ["", "{}", r#"{"org":1,"topic":"weather"}"#, r#"{"org":"1","topic":"data"}"#] {
            assert_eq!(parse(payload), None, "{payload}");
        }
    }
}
