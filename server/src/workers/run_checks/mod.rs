//! Runs the checks that are due: claims them, has them examined, and ends each with its report.
//!
//! How a dashboard is examined is the business of an [`Examiner`]; who else runs checks, and how many may run at
//! a time, that of the store.

mod leases;
mod second_opinion;
mod verdict;
mod way_out;

use crate::live::Nudges;
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use domain::report::{Opinion, Outcome, Run};
use leases::Leases;
use second_opinion::{Advice, Question};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use store::Store;
use store::check::{self, Claimed, Ending, Job};
use store::live::Topic;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use verdict::{Verdict, judge};
use way_out::WayOut;

/// How long a check is this server's without a sign of life.
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How often a sign of life is given.
const RENEWAL: Duration = Duration::from_secs(15);
/// The longest that a check which somebody asks for waits to be seen.
const LONGEST_PAUSE: Duration = Duration::from_millis(500);
/// The pause while something is due and another server is at it.
const CROWDED_PAUSE: Duration = Duration::from_millis(150);
/// The shortest pause between two looks.
const SHORTEST_PAUSE: Duration = Duration::from_millis(25);
/// Checks that one server runs at a time.
const PLACES: usize = 64;
/// After so many workers that disappeared with a check, nobody runs it again.
const MOST_LOSSES: i16 = 3;

/// Looks at one dashboard. It makes the validator of the environment's kind and hands it the conditions.
#[async_trait]
pub trait Examiner: Send + Sync {
    /// Runs once: all of the dashboard, or only the charts named, to confirm their failure. It may be dropped half
    /// way.
    async fn examine(&self, claimed: &Claimed, job: &Job, only: Option<BTreeSet<i64>>, now: DateTime<Utc>) -> Outcome;
}

/// Says what it thinks of a run; nothing where it can't be asked.
#[async_trait]
pub trait Adviser: Send + Sync {
    /// Its opinion on the run of the dashboard with this title.
    async fn opinion(&self, title: &str, run: &Run) -> Option<Opinion>;
}

/// What runs checks on this server; cheap to clone.
#[derive(Clone)]
pub struct Runner {
    store: Store,
    advice: Option<Advice>,
    examiner: Arc<dyn Examiner>,
    nudges: Nudges,
    clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    holder: Uuid,
    leases: Leases,
    way_out: WayOut,
}

impl Runner {
    /// A runner under a name of its own.
    pub fn new(
        store: Store,
        examiner: Arc<dyn Examiner>,
        nudges: Nudges,
        clock: impl Fn() -> DateTime<Utc> + Send + Sync + 'static,
    ) -> Self {
        let holder = Uuid::new_v4();
        Self {
            store,
            advice: None,
            examiner,
            nudges,
            clock: Arc::new(clock),
            holder,
            leases: Leases::default(),
            way_out: WayOut::default(),
        }
    }

    /// Has somebody asked for a second opinion on what is found.
    #[must_use]
    pub fn advised_by(mut self, adviser: Arc<dyn Adviser>) -> Self {
        self.advice = Some(Advice::of(adviser));
        self
    }

    /// Runs checks until `stop`; those under way then are given back.
    pub async fn run(self, stop: CancellationToken) {
        let mut running = JoinSet::new();
        let mut renewal = tokio::time::interval(RENEWAL);
        let mut is_failing = false;
        loop {
            while running.try_join_next().is_some() {}
            let pause = match self.begin(PLACES - running.len().min(PLACES), &mut running).await {
                Ok(pause) => {
                    is_failing = false;
                    pause
                }
                Err(error) => {
                    if !std::mem::replace(&mut is_failing, true) {
                        tracing::error!(worker.name = "run_checks", "checks can't be begun, it is tried on: {error:#}");
                    }
                    LONGEST_PAUSE
                }
            };
            tokio::select! {
                () = stop.cancelled() => break,
                _ = renewal.tick() => self.renew().await,
                _ = running.join_next(), if !running.is_empty() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
        running.shutdown().await;
        if let Err(error) = check::give_back(&self.store.system(), self.holder).await {
            tracing::warn!(%error, "checks could not be given back, others take them over in a minute: {error}");
        }
    }

    /// Runs everything that is due now to its end, and says how many checks those were. For tests and tools.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drain(&self) -> anyhow::Result<usize> {
        let mut count = 0;
        loop {
            let claimed = self.claim(PLACES).await?;
            if claimed.is_empty() {
                return Ok(count);
            }
            count += claimed.len();
            for outcome in futures::future::join_all(claimed.iter().map(|claimed| self.finish(claimed))).await {
                self.advise(outcome?).await;
            }
        }
    }

    /// Begins what is due, and says how long nothing more will be.
    async fn begin(&self, free: usize, running: &mut JoinSet<()>) -> anyhow::Result<Duration> {
        if free == 0 {
            return Ok(LONGEST_PAUSE);
        }
        let claimed = self.claim(free).await?;
        let has_begun = !claimed.is_empty();
        for claimed in claimed {
            let runner = self.clone();
            running.spawn(async move { runner.run_one(claimed).await });
        }
        let Some(next) = check::next_due(&self.store.system(), (self.clock)()).await? else { return Ok(LONGEST_PAUSE) };
        Ok(match (next - (self.clock)()).to_std() {
            Ok(pause) => pause.clamp(SHORTEST_PAUSE, LONGEST_PAUSE),
            Err(_) if has_begun => SHORTEST_PAUSE,
            // Another server is at it in this moment.
            Err(_) => CROWDED_PAUSE,
        })
    }

    async fn claim(&self, most: usize) -> anyhow::Result<Vec<Claimed>> {
        let most = u32::try_from(most).unwrap_or(u32::MAX);
        Ok(check::claim(&self.store.system(), self.holder, (self.clock)(), LEASE, most).await?)
    }

    /// Runs a check for as long as it is ours.
    async fn run_one(&self, claimed: Claimed) {
        let lost = self.leases.hold(claimed.check, (self.clock)() + LEASE);
        let outcome = tokio::select! {
            outcome = self.finish(&claimed) => outcome,
            () = lost.cancelled() => Ok(None),
        };
        self.leases.release(claimed.check);
        match outcome {
            Ok(question) => self.advise(question).await,
            Err(error) => tracing::error!(
                check.id = claimed.check.0,
                "check {} can't be ended, its lease runs out: {error:#}",
                claimed.check
            ),
        }
    }

    /// Asks for a second opinion on a check that has ended, and puts it beside the report.
    async fn advise(&self, question: Option<Question>) {
        if let Some((advice, question)) = self.advice.as_ref().zip(question) {
            advice.give(&self.store, &self.nudges, question).await;
        }
    }

    /// Has the dashboard examined, and ends the check or puts it off until its second run. Answers with what a second
    /// opinion would be about.
    async fn finish(&self, claimed: &Claimed) -> anyhow::Result<Option<Question>> {
        let system = self.store.system();
        let now = || (self.clock)();
        let mut title = String::new();
        let verdict = if claimed.losses >= MOST_LOSSES {
            Verdict::End(not_run("Each server that began this check disappeared while it ran."))
        } else if let Some(job) = check::job(&system, claimed).await? {
            let only = claimed.first_run.as_ref().map(Run::failing_charts);
            let only = only.filter(|charts| !charts.is_empty());
            let outcome = self.examiner.examine(claimed, &job, only, now()).await;
            let outcome = self.way_out.judge((claimed.org, claimed.environment, claimed.dashboard), outcome, now());
            let verdict = judge(claimed.first_run.as_ref(), &job, outcome);
            title = job.title;
            verdict
        } else {
            Verdict::End(not_run("The dashboard or its environment was removed."))
        };
        let question = match verdict {
            Verdict::Confirm { first_run, after } => {
                check::put_off(&system, claimed, &first_run, now() + after).await?;
                None
            }
            Verdict::End(ending) => {
                let finished = check::finish(&system, claimed, &ending, now()).await?;
                Question::about(claimed, title, ending, finished)
            }
        };
        self.nudges.nudge(claimed.org, Topic::Health);
        Ok(question)
    }

    /// Prolongs the leases; a check whose lease is gone is dropped.
    async fn renew(&self) {
        let (held, now) = (self.leases.held(), (self.clock)());
        if held.is_empty() {
            return;
        }
        match check::renew(&self.store.system(), self.holder, &held, now + LEASE).await {
            Ok(kept) => self.leases.keep(&held, &kept, now + LEASE),
            Err(error) => {
                tracing::warn!(%error, "leases of checks could not be renewed: {error}");
                self.leases.expire(now + TimeDelta::from_std(RENEWAL).unwrap_or_default());
            }
        }
    }
}

fn not_run(reason: &str) -> Ending {
    Ending::NotRun { reason: reason.to_owned() }
}
