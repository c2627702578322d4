//! An answer: a sentence, a list, and where to go on.

use super::{many, one};
use crate::AppError;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use domain::access::Action;
use domain::assistant::{EXAMPLES, Question, parse};
use domain::id::EnvironmentId;
use domain::report::Status;
use serde::Serialize;
use store::environment::Environment;
use store::{By, OrgTx};

/// Rows of an answer.
pub(super) const MOST: u32 = 50;

/// What the assistant says.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Answer {
    /// Whether the question was understood.
    pub understood: bool,
    /// The answer as a sentence.
    pub sentence: String,
    /// What it is about.
    pub items: Vec<Item>,
    /// Where to go on, from the organization's first page on.
    pub links: Vec<Link>,
    /// Questions that are understood.
    pub examples: Vec<String>,
}

/// A row of an answer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Item {
    /// The dashboard's status; none where it isn't about that.
    pub status: Option<Status>,
    /// The dashboard's title.
    pub title: String,
    /// Environment, owners, what was measured.
    pub detail: String,
    /// Why.
    pub reason: Option<String>,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// A path of this site.
    pub href: String,
}

/// A way on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// What is there.
    pub label: String,
    /// A path of this site.
    pub href: String,
}

/// What a question is answered with.
pub(super) struct Desk<'a, 's> {
    pub(super) tx: &'a mut OrgTx<'s>,
    pub(super) environments: Vec<Environment>,
    pub(super) org: String,
    /// Whether who asks may know people by their addresses.
    pub(super) finds_addresses: bool,
    pub(super) zone: Tz,
    pub(super) now: DateTime<Utc>,
}

/// Answers a question, seen at `now`. What isn't understood is answered with what is.
///
/// # Errors
/// When the database can't be asked.
pub async fn answer(by: impl Into<By<'_>>, question: &str, now: DateTime<Utc>) -> Result<Answer, AppError> {
    let by = by.into();
    let zone = by.zone().to_tz().map_err(|error| AppError::internal(&error))?;
    let examples = EXAMPLES.map(str::to_owned).into();
    let question = match parse(question) {
        Ok(question) => question,
        Err(error) => return Ok(Answer { sentence: error.to_string(), examples, ..Answer::default() }),
    };
    let mut tx = by.begin().await?;
    let environments = store::environment::list(&mut tx).await?;
    let mut desk = Desk {
        tx: &mut tx,
        environments,
        org: by.slug().to_string(),
        finds_addresses: by.may(Action::SeeAddresses),
        zone,
        now,
    };
    let answer = match question {
        Question::Dashboards { state, environment, when } => {
            many::dashboards(&mut desk, state, environment, when).await?
        }
        Question::Summary { environment } => many::summary(&mut desk, environment).await?,
        Question::Slowest { environment, when } => many::slowest(&mut desk, environment, when).await?,
        Question::OwnerOf { dashboard } => one::owners(&mut desk, &dashboard).await?,
        Question::OwnedBy { owner } => one::owned_by(&mut desk, &owner).await?,
        Question::StatusOf { dashboard } => one::status(&mut desk, &dashboard).await?,
        Question::ChecksOf { dashboard } => one::checks(&mut desk, &dashboard).await?,
    };
    Ok(Answer { understood: true, examples, ..answer })
}

impl Desk<'_, '_> {
    /// The environment that somebody means: by its name, or by a part of it that only one has. An answer where there
    /// is none.
    pub(super) fn environment(&self, called: Option<&str>) -> Result<Option<EnvironmentId>, Answer> {
        let Some(called) = called else { return Ok(None) };
        let wanted = called.to_lowercase();
        let name = |one: &&Environment| one.name.as_str().to_lowercase();
        let exact = self.environments.iter().find(|one| name(one) == wanted);
        let mut like = self.environments.iter().filter(|one| name(one).contains(&wanted));
        let found = exact.or_else(|| like.next().filter(|_| like.next().is_none()));
        found.map(|one| Some(one.id)).ok_or_else(|| {
            let known = self.environments.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ");
            let sentence = if known.is_empty() {
                "There are no environments yet.".to_owned()
            } else {
                format!("Which environment is “{called}”? There are: {known}.")
            };
            Answer { sentence, ..Answer::default() }
        })
    }

    /// A time in words, in the organization's zone.
    pub(super) fn time(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).format("%-d %B %H:%M").to_string()
    }

    /// The health center at a query.
    pub(super) fn center(&self, label: &str, query: &str) -> Link {
        Link { label: label.to_owned(), href: format!("/o/{}/health?{query}", self.org) }
    }
}
