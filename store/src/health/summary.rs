//! How many dashboards are how.

use chrono::{DateTime, Utc};
use domain::{
    health::{EnvironmentKind, Tally},
    id::EnvironmentId,
    name::DisplayName,
};

use crate::{OrgTx, StoreError, error::stored};

/// An environment and its dashboards, counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnvironmentHealth {
    /// Which.
    pub id: EnvironmentId,
    /// Its name.
    pub name: DisplayName,
    /// What it is.
    pub kind: EnvironmentKind,
    /// Its own problem, told once.
    pub problem: Option<String>,
    /// Since when it has it.
    pub problem_since: Option<DateTime<Utc>>,
    /// Until when it is worked on, where it is now: its checks pause.
    pub maintained_until: Option<DateTime<Utc>>,
    /// Its dashboards.
    pub tally: Tally,
}

/// Every environment, by name; their tallies add up to the whole. A PASS that
/// has become stale counts as unknown from that instant on, also before the
/// worker that recolours it has come by.
pub async fn summary(tx: &mut OrgTx<'_>, now: DateTime<Utc>) -> Result<Vec<EnvironmentHealth>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query!(
        r#"select e.id, e.name, e.kind, e.problem, e.problem_since,
                  (select max(m.ends_at) from maintenance_windows m
                   where m.org_id = $1 and m.environment_id = e.id and m.starts_at <= $2 and m.ends_at > $2)
                      as maintained_until,
                  t.green as "green!", t.yellow as "yellow!", t.red as "red!", t.unknown as "unknown!",
                  t.stale as "stale!", t.missed as "missed!"
           from environments e
           cross join lateral
               (select count(*) filter (where d.status = 'PASS' and not coalesce(d.stale_at <= $2, false)) as green,
                       count(*) filter (where d.status = 'WARN') as yellow,
                       count(*) filter (where d.status = 'FAIL') as red,
                       count(*) filter (where d.status = 'UNKNOWN' or d.status = 'PASS' and d.stale_at <= $2) as unknown,
                       count(*) filter (where d.stale_at <= $2) as stale,
                       count(*) filter (where d.last_outcome = 'missed') as missed
                from dashboards d
                where d.org_id = $1 and d.environment_id = e.id and d.removed_at is null) t
           where e.org_id = $1 and e.removed_at is null
           order by lower(e.name), e.id"#,
        org.0,
        now,
    )
    .fetch_all(tx.connection())
    .await?;
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    rows.into_iter()
        .map(|row| {
            Ok(EnvironmentHealth {
                id: EnvironmentId(row.id),
                name: stored("name", &row.name)?,
                kind: stored("kind", &row.kind)?,
                problem: row.problem,
                problem_since: row.problem_since,
                maintained_until: row.maintained_until,
                tally: Tally {
                    green: count(row.green),
                    yellow: count(row.yellow),
                    red: count(row.red),
                    unknown: count(row.unknown),
                    stale: count(row.stale),
                    missed: count(row.missed),
                },
            })
        })
        .collect()
}

/// How many dashboards fail: the badge of the sidebar.
pub async fn failing(tx: &mut OrgTx<'_>) -> Result<u32, StoreError> {
    let org = tx.org_id();
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from dashboards
           where org_id = $1 and removed_at is null and rank = 0"#,
        org.0,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}
