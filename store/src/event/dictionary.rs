//! From the texts that repeat in events to the small ids that stand for them.
//!
//! Ids are dense: what is known is looked up without a lock, and only what is
//! missing is made, under the counter row of its dictionary. Locks are taken
//! in one order by everybody (counters by name, then events by key, then
//! actors and then subjects by id), so that batches in parallel never wait
//! for each other in a circle.

mod sql;
mod terms;

use domain::{
    event::{Actor, NewEvent, Subject},
    id::OrgId,
};
use sqlx::PgConnection;

use self::terms::{Term, Terms};
use crate::StoreError;

/// The dictionaries, in the order in which their counters are locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dictionary {
    Actors,
    EventSessions,
    Sources,
    Subjects,
    Tags,
}

impl Dictionary {
    const fn name(self) -> &'static str {
        match self {
            Self::Actors => "actors",
            Self::EventSessions => "event_sessions",
            Self::Sources => "sources",
            Self::Subjects => "subjects",
            Self::Tags => "tags",
        }
    }
}

/// The texts of a batch, and their ids once [`resolve`](Self::resolve) ran.
pub(super) struct Dictionaries<'e> {
    actors: Terms<'e>,
    sessions: Terms<'e>,
    sources: Terms<'e>,
    subjects: Terms<'e>,
    tags: Terms<'e>,
}

impl<'e> Dictionaries<'e> {
    /// The texts of these events. Of two names of one actor, the later
    /// event's wins.
    pub(super) fn of(events: impl Iterator<Item = &'e NewEvent>) -> Self {
        let mut all = Self {
            actors: Terms::default(),
            sessions: Terms::default(),
            sources: Terms::default(),
            subjects: Terms::default(),
            tags: Terms::default(),
        };
        for event in events {
            if let Some(Actor { id, name, url }) = &event.actor {
                all.actors.add(Term::described(id, name.as_deref(), url.as_deref()));
            }
            if let Some(session) = &event.session {
                all.sessions.add(Term::plain(session));
            }
            if let Some(source) = &event.source {
                all.sources.add(Term::plain(source));
            }
            if let Some(Subject { id, name, url }) = &event.subject {
                all.subjects.add(Term::described(id, name.as_deref(), url.as_deref()));
            }
            for (tag, category) in &event.tags {
                all.tags.add(Term::tag(category, tag));
            }
        }
        all
    }

    /// Finds the ids of all texts and makes those that are missing.
    pub(super) async fn resolve(&mut self, connection: &mut PgConnection, org: OrgId) -> Result<(), StoreError> {
        let counters = sql::counters(connection, org).await?;
        let mut all = [
            (Dictionary::Actors, &mut self.actors),
            (Dictionary::EventSessions, &mut self.sessions),
            (Dictionary::Sources, &mut self.sources),
            (Dictionary::Subjects, &mut self.subjects),
            (Dictionary::Tags, &mut self.tags),
        ];
        for (dictionary, terms) in &mut all {
            look_up(connection, org, *dictionary, terms).await?;
        }
        for (dictionary, terms) in &mut all {
            if terms.is_complete() {
                continue;
            }
            let last_id = sql::lock_counter(connection, org, *dictionary).await?;
            // A counter that has moved means that somebody else made some.
            if last_id != counters.get(dictionary.name()).copied().unwrap_or_default() {
                look_up(connection, org, *dictionary, terms).await?;
            }
            sql::insert(connection, org, *dictionary, terms.number_missing(last_id)).await?;
        }
        Ok(())
    }

    /// Whether a name or link differs from the one that was stored when
    /// [`resolve`](Self::resolve) ran.
    pub(super) fn is_renaming(&self) -> bool {
        self.actors.is_renaming() || self.subjects.is_renaming()
    }

    /// Stores the names and links that differ.
    pub(super) async fn rename(&self, connection: &mut PgConnection, org: OrgId) -> Result<(), StoreError> {
        sql::rename_actors(connection, org, &self.actors.renamed()).await?;
        sql::rename_subjects(connection, org, &self.subjects.renamed()).await
    }

    pub(super) fn actor(&self, event: &NewEvent) -> Option<i32> {
        event.actor.as_ref().map(|actor| self.actors.id("", &actor.id))
    }

    pub(super) fn session(&self, event: &NewEvent) -> Option<i32> {
        event.session.as_ref().map(|session| self.sessions.id("", session))
    }

    pub(super) fn source(&self, event: &NewEvent) -> Option<i32> {
        event.source.as_ref().map(|source| self.sources.id("", source))
    }

    pub(super) fn subject(&self, event: &NewEvent) -> Option<i32> {
        event.subject.as_ref().map(|subject| self.subjects.id("", &subject.id))
    }

    pub(super) fn tags(&self, event: &NewEvent) -> impl Iterator<Item = i32> {
        event.tags.iter().map(|(tag, category)| self.tags.id(category, tag))
    }
}

/// Fills in the ids that are known.
async fn look_up(
    connection: &mut PgConnection,
    org: OrgId,
    dictionary: Dictionary,
    terms: &mut Terms<'_>,
) -> Result<(), StoreError> {
    let wanted = terms.missing();
    if !wanted.places.is_empty() {
        let found = sql::find(connection, org, dictionary, &wanted).await?;
        terms.fill(&wanted.places, found);
    }
    Ok(())
}
