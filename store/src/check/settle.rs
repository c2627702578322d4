//! The colour of a dashboard, kept in step with what is known about it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    health::{Facts, LastCheck},
    id::OrgId,
    report::Status,
};
use sqlx::PgConnection;

use crate::{StoreError, error::stored};

/// Why the colour of a dashboard is looked at again.
pub(crate) struct Cause {
    /// Which one's.
    pub(crate) dashboard: i32,
    /// From when on a new colour holds.
    pub(crate) at: DateTime<Utc>,
    /// The check that changes it, where one does.
    pub(crate) check: Option<i64>,
    /// Why, in words.
    pub(crate) reason: Option<String>,
}

/// What is known about a dashboard, and the colour that it has.
struct Known {
    id: i32,
    shown: Status,
    is_stale: bool,
    since: Option<DateTime<Utc>>,
    facts: Facts,
}

struct Row {
    id: i32,
    status: String,
    is_stale: bool,
    since: Option<DateTime<Utc>>,
    conclusive_status: Option<String>,
    conclusive_at: Option<DateTime<Utc>>,
    last_outcome: Option<String>,
    stale_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Known {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            shown: stored("status", &row.status)?,
            is_stale: row.is_stale,
            since: row.since,
            facts: facts(
                row.conclusive_status.as_deref(),
                row.conclusive_at,
                row.last_outcome.as_deref(),
                row.stale_at,
            )?,
        })
    }
}

/// The facts behind a colour, from their columns.
pub(crate) fn facts(
    status: Option<&str>,
    at: Option<DateTime<Utc>>,
    last: Option<&str>,
    stale_at: Option<DateTime<Utc>>,
) -> Result<Facts, StoreError> {
    let conclusive = match status.zip(at) {
        Some((status, at)) => Some((stored("conclusive_status", status)?, at)),
        None => None,
    };
    let last = match last {
        Some("could_not_run") => Some(LastCheck::CouldNotRun),
        Some("missed") => Some(LastCheck::Missed),
        Some(_) => Some(LastCheck::Ran),
        None => None,
    };
    Ok(Facts { conclusive, last, stale_at })
}

impl Known {
    /// When the colour that it has now began: when what is in doubt was fresh for the last time, or should have been
    /// looked at and wasn't; never before the colour that it replaces.
    fn began(&self, status: Status, cause: DateTime<Utc>, now: DateTime<Utc>) -> DateTime<Utc> {
        let stale_at = self.facts.stale_at.filter(|stale_at| status == Status::Unknown && *stale_at <= now);
        let at = stale_at.map_or(cause, |stale_at| stale_at.min(cause));
        self.since.map_or(at, |since| since.max(at))
    }
}

/// Holds these dashboards in the one order in which everybody holds several, and says when each was last seen.
pub(super) async fn hold(
    connection: &mut PgConnection,
    org: OrgId,
    dashboards: &[i32],
) -> Result<HashMap<i32, Option<DateTime<Utc>>>, StoreError> {
    let rows = sqlx::query!(
        "select id, conclusive_at
         from dashboards
         where org_id = $1 and id = any($2)
         order by id
         for no key update",
        org.0,
        dashboards,
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.conclusive_at)).collect())
}

/// Gives dashboards the colour that follows from what is known, and writes
/// each change of it down.
pub(crate) async fn settle(
    connection: &mut PgConnection,
    org: OrgId,
    causes: &[Cause],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let causes: HashMap<i32, &Cause> = causes.iter().map(|cause| (cause.dashboard, cause)).collect();
    let rows = sqlx::query_as!(
        Row,
        "select id, status, is_stale, since, conclusive_status, conclusive_at, last_outcome, stale_at
         from dashboards
         where org_id = $1 and id = any($2)
         order by id
         for no key update",
        org.0,
        &causes.keys().copied().collect::<Vec<_>>(),
    )
    .fetch_all(&mut *connection)
    .await?;
    let mut settled = Vec::new();
    for row in rows {
        let known = Known::try_from(row)?;
        let (current, cause) = (known.facts.at(now), causes[&known.id]);
        let has_changed = current.status != known.shown || known.since.is_none();
        if has_changed || current.is_stale != known.is_stale {
            let since = if has_changed { Some(known.began(current.status, cause.at, now)) } else { known.since };
            settled.push(Settled { cause, status: current.status, is_stale: current.is_stale, has_changed, since });
        }
    }
    if !settled.is_empty() {
        write(connection, org, &settled).await?;
    }
    Ok(())
}

/// What a dashboard has become.
struct Settled<'a> {
    cause: &'a Cause,
    status: Status,
    is_stale: bool,
    has_changed: bool,
    since: Option<DateTime<Utc>>,
}

async fn write(connection: &mut PgConnection, org: OrgId, settled: &[Settled<'_>]) -> Result<(), StoreError> {
    sqlx::query!(
        "update dashboards d
         set status = s.status, is_stale = s.is_stale, since = s.since
         from unnest($2::int[], $3::text[], $4::bool[], $5::timestamptz[]) as s (id, status, is_stale, since)
         where d.org_id = $1 and d.id = s.id",
        org.0,
        &settled.iter().map(|one| one.cause.dashboard).collect::<Vec<_>>(),
        &settled.iter().map(|one| one.status.as_str()).collect::<Vec<_>>() as &[&str],
        &settled.iter().map(|one| one.is_stale).collect::<Vec<_>>(),
        &settled.iter().map(|one| one.since).collect::<Vec<_>>() as &[Option<DateTime<Utc>>],
    )
    .execute(&mut *connection)
    .await?;
    let changed: Vec<_> = settled.iter().filter(|one| one.has_changed).collect();
    sqlx::query!(
        "insert into status_changes (org_id, dashboard_id, changed_at, status, check_id, reason)
         select $1, s.id, s.changed_at, s.status, s.check_id, s.reason
         from unnest($2::int[], $3::timestamptz[], $4::text[], $5::bigint[], $6::text[])
             as s (id, changed_at, status, check_id, reason)
         on conflict on constraint status_changes_pkey do update
         set status = excluded.status, check_id = excluded.check_id, reason = excluded.reason",
        org.0,
        &changed.iter().map(|one| one.cause.dashboard).collect::<Vec<_>>(),
        &changed.iter().map(|one| one.since).collect::<Vec<_>>() as &[Option<DateTime<Utc>>],
        &changed.iter().map(|one| one.status.as_str()).collect::<Vec<_>>() as &[&str],
        &changed.iter().map(|one| one.cause.check).collect::<Vec<_>>() as &[Option<i64>],
        &changed.iter().map(|one| one.cause.reason.as_deref()).collect::<Vec<_>>() as &[Option<&str>],
    )
    .execute(connection)
    .await?;
    Ok(())
}
