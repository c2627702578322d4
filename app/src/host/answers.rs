//! Answers of the last second, shared by everybody who asks the same.
//!
//! An entry is good for one version of the data it came from, and for at most a second. The host
//! raises the version whenever the database says that something changed; while it can't hear the
//! database, nothing is cached. Equal questions that arrive together are computed once.

use super::Boxed;
use crate::AppError;
use domain::id::OrgId;
use moka::future::Cache;
use std::any::Any;
use std::collections::HashMap;
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

const TIME_TO_LIVE: Duration = Duration::from_secs(1);
const CAPACITY: u64 = 5_000;

/// What an answer was computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// Samples of machines.
    Machines,
    /// Events.
    Events,
    /// Dashboards and their checks.
    Health,
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    org: OrgId,
    subject: Subject,
    version: u64,
    /// Server function and arguments.
    question: String,
}

type Shared = Arc<dyn Any + Send + Sync>;

/// The cache of answers.
#[derive(Clone)]
pub struct Answers {
    cache: Cache<Key, Shared>,
    versions: Arc<Mutex<HashMap<(OrgId, Subject), u64>>>,
    hears_database: Arc<AtomicBool>,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            cache: Cache::builder().max_capacity(CAPACITY).time_to_live(TIME_TO_LIVE).build(),
            versions: Arc::default(),
            hears_database: Arc::default(),
        }
    }
}

impl Answers {
    /// The answer to `question`, from the cache or by `compute`. Errors are not remembered.
    ///
    /// # Errors
    /// What `compute` answers.
    pub fn get<'a, T, F>(
        &'a self,
        org: OrgId,
        subject: Subject,
        question: String,
        compute: F,
    ) -> Boxed<'a, Result<T, AppError>>
    where
        T: Clone + Send + Sync + 'static,
        F: Future<Output = Result<T, AppError>> + Send + 'a,
    {
        Box::pin(async move {
            if !self.hears_database.load(Ordering::Acquire) {
                return compute.await;
            }
            let key = Key { org, subject, version: self.version(org, subject), question };
            let shared = self
                .cache
                .try_get_with(key, async move { compute.await.map(|answer| Arc::new(answer) as Shared) })
                .await
                .map_err(|error: Arc<AppError>| AppError::clone(&error))?;
            let answer = shared
                .downcast_ref::<T>()
                .expect("a question names its server function, and so the type of its answer");
            Ok(answer.clone())
        })
    }

    /// Notes that the data of `subject` changed: older answers are never given again.
    pub fn raise(&self, org: OrgId, subject: Subject) {
        let mut versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        *versions.entry((org, subject)).or_default() += 1;
    }

    /// Says whether changes in the database are being heard. While they are not, nothing is cached.
    pub fn set_hearing(&self, hears: bool) {
        if !hears {
            self.cache.invalidate_all();
        }
        self.hears_database.store(hears, Ordering::Release);
    }

    fn version(&self, org: OrgId, subject: Subject) -> u64 {
        let versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
        versions.get(&(org, subject)).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicU32;

    async fn ask(answers: &Answers, calls: &AtomicU32) -> u32 {
        answers
            .get(OrgId(1), Subject::Events, "count".to_owned(), async { Ok(calls.fetch_add(1, Ordering::SeqCst) + 1) })
            .await
            .expect("the computation can't fail")
    }

    #[tokio::test]
    async fn an_answer_is_shared_until_its_data_changes() {
        let (answers, calls) = (Answers::default(), AtomicU32::new(0));
        answers.set_hearing(true);
        assert_eq!((ask(&answers, &calls).await, ask(&answers, &calls).await), (1, 1));
        answers.raise(OrgId(1), Subject::Events);
        assert_eq!(ask(&answers, &calls).await, 2);
        answers.raise(OrgId(2), Subject::Events);
        assert_eq!(ask(&answers, &calls).await, 2, "another organization's change is none of ours");
    }

    #[tokio::test]
    async fn nothing_is_cached_while_the_database_is_not_heard() {
        let (answers, calls) = (Answers::default(), AtomicU32::new(0));
        assert_eq!((ask(&answers, &calls).await, ask(&answers, &calls).await), (1, 2));
    }
}
