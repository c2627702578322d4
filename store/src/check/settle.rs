//! The colour of a dashboard, kept in step with what is known about it.

use chrono::{DateTime, Utc};
use domain::{
    health::{Facts, LastCheck},
    id::OrgId,
    report::Status,
};
use sqlx::PgConnection;

use crate::{StoreError, SystemScope, error::stored};

/// What is known about a dashboard, and the colour that it has.
pub(super) struct Known {
    org: OrgId,
    id: i32,
    shown: Status,
    is_stale: bool,
    facts: Facts,
}

struct Row {
    org_id: i32,
    id: i32,
    status: String,
    is_stale: bool,
    conclusive_status: Option<String>,
    conclusive_at: Option<DateTime<Utc>>,
    last_outcome: Option<String>,
    stale_at: Option<DateTime<Utc>>,
}

impl TryFrom<Row> for Known {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            org: OrgId(row.org_id),
            id: row.id,
            shown: stored("status", &row.status)?,
            is_stale: row.is_stale,
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

/// Gives the dashboards that have become stale by `now` the colour of it, and
/// says whose they are.
pub async fn mark_stale(system: &SystemScope, now: DateTime<Utc>) -> Result<Vec<OrgId>, StoreError> {
    let mut tx = system.begin().await?;
    let rows = sqlx::query_as!(
        Row,
        "select org_id, id, status, is_stale, conclusive_status, conclusive_at, last_outcome, stale_at
         from dashboards
         where stale_at <= $1 and not is_stale and removed_at is null
         order by org_id, id
         limit 10000
         for no key update skip locked",
        now,
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut orgs: Vec<_> = rows.iter().map(|row| OrgId(row.org_id)).collect();
    orgs.dedup();
    for org in &orgs {
        let known = rows.iter().filter(|row| row.org_id == org.0);
        let ids: Vec<_> = known.map(|row| row.id).collect();
        settle(&mut tx, *org, &ids, now, None).await?;
    }
    tx.commit().await?;
    Ok(orgs)
}

/// Notes that the last check of these dashboards said nothing.
pub(super) async fn after_inconclusive(
    connection: &mut PgConnection,
    org: OrgId,
    dashboards: &[i32],
    last: LastCheck,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let outcome = match last {
        LastCheck::Ran => "ran",
        LastCheck::CouldNotRun => "could_not_run",
        LastCheck::Missed => "missed",
    };
    sqlx::query!(
        "update dashboards
         set last_outcome = $3, last_at = $4
         where org_id = $1 and id = any($2)",
        org.0,
        dashboards,
        outcome,
        now,
    )
    .execute(&mut *connection)
    .await?;
    settle(connection, org, dashboards, now, None).await
}

/// Gives dashboards the colour that follows from what is known, and writes
/// each change of it down.
pub(crate) async fn settle(
    connection: &mut PgConnection,
    org: OrgId,
    dashboards: &[i32],
    now: DateTime<Utc>,
    check: Option<i64>,
) -> Result<(), StoreError> {
    let rows = sqlx::query_as!(
        Row,
        "select org_id, id, status, is_stale, conclusive_status, conclusive_at, last_outcome, stale_at
         from dashboards
         where org_id = $1 and id = any($2)
         order by id
         for no key update",
        org.0,
        dashboards,
    )
    .fetch_all(&mut *connection)
    .await?;
    let known: Vec<Known> = rows.into_iter().map(Known::try_from).collect::<Result<_, _>>()?;
    let (mut ids, mut statuses, mut stale) = (Vec::new(), Vec::new(), Vec::new());
    let mut changed = Vec::new();
    for one in &known {
        let current = one.facts.at(now);
        if current.status != one.shown {
            changed.push((one.id, current.status));
        }
        if current.status != one.shown || current.is_stale != one.is_stale {
            ids.push(one.id);
            statuses.push(current.status.as_str());
            stale.push(current.is_stale);
        }
        debug_assert_eq!(one.org, org);
    }
    if ids.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "update dashboards d
         set status = s.status, is_stale = s.is_stale
         from unnest($2::int[], $3::text[], $4::bool[]) as s (id, status, is_stale)
         where d.org_id = $1 and d.id = s.id",
        org.0,
        &ids,
        &statuses as &[&str],
        &stale,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "insert into status_changes (org_id, dashboard_id, changed_at, status, check_id, reason)
         select $1, s.id, $4, s.status, $5, case when $5::bigint is null then null else d.reason end
         from unnest($2::int[], $3::text[]) as s (id, status)
         join dashboards d on d.org_id = $1 and d.id = s.id
         on conflict on constraint status_changes_pkey do update
         set status = excluded.status, check_id = excluded.check_id, reason = excluded.reason",
        org.0,
        &changed.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
        &changed.iter().map(|(_, status)| status.as_str()).collect::<Vec<_>>() as &[&str],
        now,
        check,
    )
    .execute(connection)
    .await?;
    Ok(())
}
