//! The table of dashboards: failing first, a page at a time.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::{
    health::{Current, Facts},
    id::{CheckId, DashboardId, EnvironmentId, PolicyId},
    plan::Timetable,
    report::Status,
};

use super::{
    Filter, Held,
    filter::{matching, within},
    silence::held,
};
use crate::{OrgTx, StoreError, check::facts, error::undecodable, policy};

/// Where a page begins: behind the row that this was taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The row's place among the colours, from 0 for failing.
    pub rank: i16,
    /// Its title in lower case.
    pub sort_title: String,
    /// Its id.
    pub id: DashboardId,
}

/// One dashboard of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct HealthRow {
    /// Which.
    pub id: DashboardId,
    /// Its title.
    pub title: String,
    /// Its slug.
    pub slug: Option<String>,
    /// Where it is.
    pub url: String,
    /// Its environment.
    pub environment: EnvironmentId,
    /// That one's name.
    pub environment_name: String,
    /// How it is.
    pub current: Current,
    /// What the latest conclusive check has seen, and when.
    pub facts: Facts,
    /// Since when it has the colour that it has.
    pub since: Option<DateTime<Utc>>,
    /// The first finding, in words.
    pub reason: Option<String>,
    /// When it was last checked, or would have been.
    pub last_at: Option<DateTime<Utc>>,
    /// The check of the latest conclusive report.
    pub report: Option<CheckId>,
    /// The latest check of all, whether it ran or not.
    pub last_report: Option<CheckId>,
    /// What that one says: its first finding, or why it could not run.
    pub last_reason: Option<String>,
    /// Since when the BI tool lists it no longer.
    pub unlisted_at: Option<DateTime<Utc>>,
    /// When it is checked next, as it is planned.
    pub planned_at: Option<DateTime<Utc>>,
    /// From when on it is checked next, where nothing is planned yet.
    pub expected_at: Option<DateTime<Utc>>,
    /// Its owners' names.
    pub owners: Vec<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// The silences that hold.
    pub silences: Vec<Held>,
    /// Where the next page begins if this is the last row.
    pub cursor: Cursor,
}

impl HealthRow {
    /// Whether the last check said nothing: what is known is older.
    pub fn is_in_doubt(&self) -> bool {
        self.last_report.is_some() && self.last_report != self.report
    }

    /// Why it has its colour, in words: where nobody knows how it is, what the
    /// last check says about that, else the first finding.
    pub fn why(&self) -> Option<&str> {
        let is_unknown = self.current.status == Status::Unknown && self.is_in_doubt();
        if is_unknown { self.last_reason.as_deref() } else { self.reason.as_deref() }
    }
}

/// A page of the table. With `after`, the one behind that row.
pub async fn table(
    tx: &mut OrgTx<'_>,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: u32,
    now: DateTime<Utc>,
) -> Result<Vec<HealthRow>, StoreError> {
    read(tx, filter, after, 0, limit, now).await
}

/// The rows of the table behind the first `skip`.
pub async fn window(
    tx: &mut OrgTx<'_>,
    filter: &Filter,
    skip: u32,
    limit: u32,
    now: DateTime<Utc>,
) -> Result<Vec<HealthRow>, StoreError> {
    read(tx, filter, None, skip, limit, now).await
}

async fn read(
    tx: &mut OrgTx<'_>,
    filter: &Filter,
    after: Option<&Cursor>,
    skip: u32,
    limit: u32,
    now: DateTime<Utc>,
) -> Result<Vec<HealthRow>, StoreError> {
    let org = tx.org_id();
    let within = within(tx, filter).await?;
    let rows = matching!(
        query,
        r#"select d.id, d.title, d.sort_title as "sort_title!", d.rank as "rank!", d.slug, d.url, d.environment_id,
                  e.name as environment_name, d.conclusive_status, d.conclusive_at, d.last_outcome, d.stale_at,
                  d.status, d.since, d.reason, d.last_at, d.last_check_id, d.last_report_id, d.last_reason,
                  d.unlisted_at,
                  (select min(c.slot) from checks c
                   where c.org_id = $1 and c.dashboard_id = d.id and c.state in ('planned', 'running')) as planned_at,
                  array(select o.name from dashboard_owners o
                        where o.org_id = $1 and o.dashboard_id = d.id
                        order by o.name) as "owners!",
                  array(select t.tag from dashboard_tags t
                        where t.org_id = $1 and t.dashboard_id = d.id
                        order by t.tag) as "tags!"
           from (select * from dashboards d where "#,
        r"         and ($12::smallint is null or (d.rank, d.sort_title, d.id) > ($12, $13, $14))
                 order by d.rank, d.sort_title, d.id
                 limit $15
                 offset $16) d
           join environments e on e.org_id = $1 and e.id = d.environment_id
           order by d.rank, d.sort_title, d.id",
        (org, filter, within, now),
        after.map(|cursor| cursor.rank),
        after.map(|cursor| cursor.sort_title.as_str()),
        after.map(|cursor| cursor.id.0),
        i64::from(limit),
        i64::from(skip),
    )
    .fetch_all(tx.connection())
    .await?;
    let ids: Vec<_> = rows.iter().map(|row| DashboardId(row.id)).collect();
    let mut silences = held(tx, &ids, now).await?;
    let mut table = Vec::with_capacity(rows.len());
    for row in rows {
        let facts =
            facts(row.conclusive_status.as_deref(), row.conclusive_at, row.last_outcome.as_deref(), row.stale_at)?;
        let current = facts.at(now);
        // One that became stale just now has another colour than the one that is stored.
        let since = if current.status.as_str() == row.status { row.since } else { row.stale_at };
        table.push(HealthRow {
            id: DashboardId(row.id),
            current,
            facts,
            cursor: Cursor { rank: row.rank, sort_title: row.sort_title, id: DashboardId(row.id) },
            title: row.title,
            slug: row.slug,
            url: row.url,
            environment: EnvironmentId(row.environment_id),
            environment_name: row.environment_name,
            since,
            reason: row.reason,
            last_at: row.last_at,
            report: row.last_check_id.map(CheckId),
            last_report: row.last_report_id.map(CheckId),
            last_reason: row.last_reason,
            unlisted_at: row.unlisted_at,
            planned_at: row.planned_at,
            expected_at: None,
            owners: row.owners,
            tags: row.tags,
            silences: silences.remove(&DashboardId(row.id)).unwrap_or_default(),
        });
    }
    expect_next(tx, &mut table, now).await?;
    Ok(table)
}

/// Where nothing is planned, the next occurrence of a policy that checks it.
async fn expect_next(tx: &mut OrgTx<'_>, table: &mut [HealthRow], now: DateTime<Utc>) -> Result<(), StoreError> {
    let org = tx.org_id();
    let mut environments: Vec<_> =
        table.iter().filter(|row| row.planned_at.is_none()).map(|row| row.environment).collect();
    environments.sort_unstable();
    environments.dedup();
    for environment in environments {
        let waiting = table.iter().filter(|row| row.planned_at.is_none() && row.environment == environment);
        let ids: Vec<i32> = waiting.map(|row| row.id.0).collect();
        let covering = policy::covering(tx.connection(), org, environment, Some(&ids)).await?;
        if covering.is_empty() {
            continue;
        }
        let mut next: HashMap<PolicyId, DateTime<Utc>> = HashMap::new();
        for policy in policy::active(tx.connection(), org, environment).await? {
            let timetable = Timetable::new(policy.schedule).map_err(|error| undecodable("zone", error))?;
            if let Some(occurrence) = timetable.next(now) {
                next.insert(policy.id, occurrence.start);
            }
        }
        for row in table.iter_mut().filter(|row| row.planned_at.is_none() && row.environment == environment) {
            let policies = covering.get(&row.id).into_iter().flatten();
            row.expected_at = policies.filter_map(|policy| next.get(policy).copied()).min();
        }
    }
    Ok(())
}
