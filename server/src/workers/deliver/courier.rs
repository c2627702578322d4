//! One server's share of the outbox: what it takes, how it sends, and what it says of it.

use std::sync::Arc;

use chrono::TimeDelta;
use domain::alert::Purpose;
use domain::delivery::{Next, Verdict};
use domain::message::Message;
use secrecy::ExposeSecret;
use store::Store;
use store::delivery::Claimed;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

use super::under_way::UnderWay;
use crate::channels::{Channels, Letter};
use crate::{clock, random};

/// Messages that one server sends at once. After a kill at most these arrive twice.
pub const AT_ONCE: u32 = 32;
/// From how many messages under way on a provider gets no more, so that one that hangs doesn't keep the others waiting.
const OF_PROVIDER: u32 = 12;
/// Messages that are taken in one transaction.
const BATCH: u32 = 12;
/// Longer than any channel takes.
const LEASE: TimeDelta = TimeDelta::seconds(60);

/// What sends: one server's share of the outbox. Clones share what is under way.
#[derive(Clone)]
pub struct Courier {
    store: Store,
    channels: Channels,
    base: Arc<str>,
    holder: Uuid,
    lease: TimeDelta,
    under_way: UnderWay,
}

impl Courier {
    /// A courier for the installation at `base`, an address without a slash at its end.
    pub fn new(store: Store, channels: Channels, base: Arc<str>) -> Self {
        Self { store, channels, base, holder: Uuid::new_v4(), lease: LEASE, under_way: UnderWay::default() }
    }

    /// The same, whose messages are sent by others after so long if it dies.
    #[must_use]
    pub fn leasing(self, lease: TimeDelta) -> Self {
        Self { lease, ..self }
    }

    /// Takes what is due, as far as there are places, begins to send it, and says how many it were. A provider that
    /// takes its time has some places and leaves the others to the rest.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin(&self, tasks: &TaskTracker) -> anyhow::Result<usize> {
        let places = AT_ONCE.saturating_sub(self.under_way.all()).min(BATCH);
        if places == 0 {
            return Ok(0);
        }
        let (system, busy) = (self.store.system(), self.under_way.busy(OF_PROVIDER));
        let claimed = store::delivery::claim(&system, self.holder, clock::now(), self.lease, places, &busy).await?;
        let count = claimed.len();
        for one in claimed {
            let (courier, place) = (self.clone(), self.under_way.enter((one.org, one.provider)));
            tasks.spawn(async move {
                if let Err(error) = courier.send(&one).await {
                    let (org, id) = (one.org, one.id);
                    tracing::error!(delivery.id = %id, org.id = %org, "delivery {id} is sent again after its lease: {error:#}");
                }
                drop(place);
            });
        }
        Ok(count)
    }

    /// Waits until there are places for a batch.
    pub async fn places(&self) {
        self.under_way.below(AT_ONCE - BATCH + 1).await;
    }

    /// [`begin`](Self::begin), and waits for the end of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn step(&self) -> anyhow::Result<usize> {
        let tasks = TaskTracker::new();
        let count = self.begin(&tasks).await?;
        tasks.close();
        tasks.wait().await;
        Ok(count)
    }

    async fn send(&self, claimed: &Claimed) -> anyhow::Result<()> {
        let system = self.store.system();
        let verdict = match store::provider::sender(&system, claimed.org, claimed.provider).await? {
            None => Verdict::Refused { answer: "The provider was removed.".to_owned() },
            Some(sender) => {
                let message = self.whole(claimed).await?;
                let letter = Letter {
                    target: &claimed.target,
                    message: &message,
                    organization: &claimed.slug,
                    key: claimed.key,
                    at: clock::now(),
                };
                self.channels.send(&sender.settings, sender.secret.as_ref(), &letter).await
            }
        };
        let next = store::delivery::finish(&system, claimed, &verdict, random::unit(), clock::now()).await?;
        report(claimed, &verdict, next);
        Ok(())
    }

    /// The message with whole addresses, and with what its reader may do.
    async fn whole(&self, claimed: &Claimed) -> anyhow::Result<Message> {
        let mut message = claimed.message.clone().based(&self.base);
        if let Some(link) = &claimed.link {
            message = message.linked("Open the link", format!("{}{}", self.base, link.expose_secret()));
        }
        let Some(dashboard) = claimed.dashboard else { return Ok(message) };
        for purpose in Purpose::ALL {
            let system = self.store.system();
            let token = store::alert::sign(&system, claimed.org, dashboard, *purpose, clock::now()).await?;
            message = message.action(purpose.label(), format!("{}/act/{token}", self.base));
        }
        Ok(message)
    }
}

fn report(claimed: &Claimed, verdict: &Verdict, next: Option<Next>) {
    let (org, id, attempts) = (claimed.org, claimed.id, claimed.attempts);
    metrics::counter!("pulseboard_deliveries_total", "verdict" => match verdict {
        Verdict::Sent { .. } => "sent",
        Verdict::Later { .. } => "later",
        Verdict::Refused { .. } => "refused",
    })
    .increment(1);
    match (verdict, next) {
        (_, None) => {
            tracing::warn!(delivery.id = %id, org.id = %org, "delivery {id} was taken over by another server");
        }
        (Verdict::Sent { .. }, _) => {
            tracing::debug!(delivery.id = %id, org.id = %org, "delivery {id} was sent");
        }
        (_, Some(Next::End(_))) => {
            let answer = verdict.answer();
            tracing::warn!(delivery.id = %id, org.id = %org, attempts, "delivery {id} ended unsent: {answer}");
        }
        (_, Some(Next::Again(_))) => {
            let answer = verdict.answer();
            tracing::info!(delivery.id = %id, org.id = %org, attempts, "delivery {id} is tried again: {answer}");
        }
    }
}
