//! The second opinion on a check that has ended: asked when everything else is stored, so that neither what it says nor
//! its absence changes anything.

use super::Adviser;
use crate::connectors::opinion::Model;
use crate::live::Nudges;
use async_trait::async_trait;
use domain::id::{CheckId, OrgId};
use domain::report::{Opinion, Run, Status};
use std::sync::Arc;
use store::Store;
use store::check::{self, Claimed, Ending, Finished};
use store::live::Topic;
use tokio::sync::Semaphore;

/// Opinions that one server waits for at a time; what is found meanwhile gets none.
const MOST: usize = 8;

#[async_trait]
impl Adviser for Model {
    async fn opinion(&self, title: &str, run: &Run) -> Option<Opinion> {
        match Model::opinion(self, title, run, None).await {
            Ok(opinion) => Some(opinion),
            Err(error) => {
                tracing::warn!(%error, "{error}");
                None
            }
        }
    }
}

/// Whom to ask, and how many are asked; clones share it.
#[derive(Clone)]
pub(super) struct Advice {
    adviser: Arc<dyn Adviser>,
    places: Arc<Semaphore>,
}

/// What an opinion is wanted on.
pub(super) struct Question {
    org: OrgId,
    check: CheckId,
    title: String,
    run: Run,
}

impl Question {
    /// A check that saw trouble, and other trouble than the last one: what a page that stays down says each minute
    /// needs one opinion.
    pub(super) fn about(claimed: &Claimed, title: String, ending: Ending, finished: Option<Finished>) -> Option<Self> {
        let is_new_trouble = |finished: &Finished| finished.is_news && finished.status != Status::Pass;
        finished.filter(is_new_trouble)?;
        let Ending::Ran { run, .. } = ending else { return None };
        Some(Self { org: claimed.org, check: claimed.check, title, run })
    }
}

impl Advice {
    pub(super) fn of(adviser: Arc<dyn Adviser>) -> Self {
        Self { adviser, places: Arc::new(Semaphore::new(MOST)) }
    }

    /// Asks, and puts the answer beside the report.
    pub(super) async fn give(&self, store: &Store, nudges: &Nudges, question: Question) {
        let Ok(_place) = self.places.try_acquire() else { return };
        let Question { org, check, title, run } = question;
        let Some(opinion) = self.adviser.opinion(&title, &run).await else { return };
        match check::note_opinion(&store.system(), org, check, &opinion).await {
            Ok(()) => nudges.nudge(org, Topic::Health),
            Err(error) => tracing::warn!(%error, check.id = check.0, "a second opinion could not be stored: {error}"),
        }
    }
}
