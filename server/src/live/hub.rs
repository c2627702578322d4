//! Hears the database and tells the streams of this server.

use crate::session::Sessions;
use app::host::{Answers, Entries, Subject};
use domain::id::{OrgId, UserId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use store::Store;
use store::live::{LiveSignal, Topic};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

/// Changes a slow stream may fall behind before it is told to ask for everything.
const BACKLOG: usize = 64;
/// Streams that one user may hold on one server.
const STREAMS_PER_USER: usize = 20;
/// Pause before another attempt to hear the database.
const LISTEN_AGAIN: Duration = Duration::from_secs(2);

/// Fans changes out to the streams of this server.
#[derive(Clone)]
pub struct Hub {
    state: Arc<Mutex<State>>,
    answers: Answers,
    entries: Entries,
    sessions: Sessions,
}

#[derive(Default)]
struct State {
    organizations: HashMap<OrgId, broadcast::Sender<Topic>>,
    streams: HashMap<UserId, usize>,
}

/// One stream's place; frees it when dropped.
pub struct Subscription {
    /// Topics that changed.
    pub changes: broadcast::Receiver<Topic>,
    hub: Hub,
    org: OrgId,
    user: UserId,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut state = self.hub.lock();
        if let Some(count) = state.streams.get_mut(&self.user) {
            *count -= 1;
            if *count == 0 {
                state.streams.remove(&self.user);
            }
        }
        // Our own receiver is still counted; an organization that nobody else watches is forgotten.
        if state.organizations.get(&self.org).is_some_and(|sender| sender.receiver_count() <= 1) {
            state.organizations.remove(&self.org);
        }
        metrics::gauge!("pulseboard_live_streams").decrement(1.0);
    }
}

impl Hub {
    /// A hub that keeps `answers` fresh, and forgets memberships and sessions when they change.
    #[must_use]
    pub fn new(answers: Answers, entries: Entries, sessions: Sessions) -> Self {
        Self { state: Arc::default(), answers, entries, sessions }
    }

    /// A place for a stream of `user` on `org`; `None` where the user holds too many.
    #[must_use]
    pub fn subscribe(&self, org: OrgId, user: UserId) -> Option<Subscription> {
        let mut state = self.lock();
        let count = state.streams.entry(user).or_default();
        if *count >= STREAMS_PER_USER {
            return None;
        }
        *count += 1;
        let changes = state.organizations.entry(org).or_insert_with(|| broadcast::channel(BACKLOG).0).subscribe();
        metrics::gauge!("pulseboard_live_streams").increment(1.0);
        Some(Subscription { changes, hub: self.clone(), org, user })
    }

    /// Listens to the database until `stop`.
    pub async fn run(self, store: Store, stop: CancellationToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.listen(store) => {}
        }
    }

    async fn listen(&self, store: Store) {
        loop {
            match store.listen().await {
                Ok(mut listener) => {
                    self.tell_everybody();
                    self.answers.set_hearing(true);
                    loop {
                        match listener.next().await {
                            Ok(LiveSignal::Changed { org, topic }) => self.changed(org, topic),
                            Ok(LiveSignal::Resync) => {
                                // What happened while the connection was away is unknown.
                                self.answers.set_hearing(false);
                                self.answers.set_hearing(true);
                                self.tell_everybody();
                            }
                            Err(error) => {
                                tracing::warn!(%error, "the connection that hears changes was lost, opening another: {error}");
                                break;
                            }
                        }
                    }
                }
                Err(error) => tracing::warn!(%error, "changes in the database can't be heard: {error}"),
            }
            self.answers.set_hearing(false);
            tokio::time::sleep(LISTEN_AGAIN).await;
        }
    }

    fn changed(&self, org: OrgId, topic: Topic) {
        match topic {
            Topic::Stats => self.answers.raise(org, Subject::Machines),
            Topic::Data => self.answers.raise(org, Subject::Events),
            Topic::Access => self.forget_access(),
            Topic::Health => self.answers.raise(org, Subject::Health),
        }
        if let Some(sender) = self.lock().organizations.get(&org) {
            // An error means that nobody listens, which is fine.
            drop(sender.send(topic));
        }
    }

    fn forget_access(&self) {
        self.entries.forget();
        self.sessions.forget();
    }

    fn tell_everybody(&self) {
        self.forget_access();
        for sender in self.lock().organizations.values() {
            drop(sender.send(Topic::Access));
            drop(sender.send(Topic::Stats));
            drop(sender.send(Topic::Health));
            drop(sender.send(Topic::Data));
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
