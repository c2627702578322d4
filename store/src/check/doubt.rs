//! What takes the certainty away: checks that said nothing, and time.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::{health::LastCheck, id::OrgId};
use sqlx::PgConnection;

use super::settle::{Cause, hold, settle};
use crate::{StoreError, SystemScope};

/// A check that said nothing about its dashboard.
pub(super) struct Inconclusive {
    /// Of which dashboard.
    pub(super) dashboard: i32,
    /// Which check.
    pub(super) check: i64,
    /// When it should have said something.
    pub(super) at: DateTime<Utc>,
    /// Why it didn't.
    pub(super) reason: Option<String>,
}

/// Notes that the last checks of some dashboards said nothing; there may be
/// several of one. The colour changes from the first of them on that is later
/// than what was seen, and the latest one is the last check, unless another
/// was there since.
pub(super) async fn after_inconclusive(
    connection: &mut PgConnection,
    org: OrgId,
    checks: Vec<Inconclusive>,
    last: LastCheck,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let outcome = match last {
        LastCheck::Ran => "ran",
        LastCheck::CouldNotRun => "could_not_run",
        LastCheck::Missed => "missed",
    };
    let mut by_dashboard: BTreeMap<i32, Vec<Inconclusive>> = BTreeMap::new();
    for check in checks {
        by_dashboard.entry(check.dashboard).or_default().push(check);
    }
    let seen = hold(connection, org, &by_dashboard.keys().copied().collect::<Vec<_>>()).await?;
    let (mut latest, mut causes) = (Vec::new(), Vec::new());
    for (dashboard, mut checks) in by_dashboard {
        checks.sort_by_key(|check| (check.at, check.check));
        let Some(Inconclusive { check, at, reason, .. }) = checks.pop() else { continue };
        let seen_at = seen.get(&dashboard).copied().flatten();
        let first = checks.into_iter().find(|earlier| seen_at.is_none_or(|seen_at| seen_at < earlier.at));
        causes.push(match first {
            Some(first) => Cause { dashboard, at: first.at, check: Some(first.check), reason: first.reason },
            None => Cause { dashboard, at, check: Some(check), reason: reason.clone() },
        });
        latest.push((dashboard, check, at, reason));
    }
    sqlx::query!(
        "update dashboards d
         set last_outcome = $2, last_at = l.at, last_report_id = l.check_id, last_reason = l.reason
         from unnest($3::int[], $4::bigint[], $5::timestamptz[], $6::text[]) as l (id, check_id, at, reason)
         where d.org_id = $1 and d.id = l.id and (d.last_at is null or d.last_at <= l.at)",
        org.0,
        outcome,
        &latest.iter().map(|(dashboard, ..)| *dashboard).collect::<Vec<_>>(),
        &latest.iter().map(|(_, check, ..)| *check).collect::<Vec<_>>(),
        &latest.iter().map(|(_, _, at, _)| *at).collect::<Vec<_>>(),
        &latest.iter().map(|(.., reason)| reason.as_deref()).collect::<Vec<_>>() as &[Option<&str>],
    )
    .execute(&mut *connection)
    .await?;
    settle(connection, org, &causes, now).await
}

/// Gives the dashboards that have become stale by `now` the colour of it, from
/// the instant on at which they did, and says whose they are.
pub async fn mark_stale(system: &SystemScope, now: DateTime<Utc>) -> Result<Vec<OrgId>, StoreError> {
    let mut tx = system.begin().await?;
    let rows = sqlx::query!(
        r#"select org_id, id, stale_at as "stale_at!"
           from dashboards
           where stale_at <= $1 and not is_stale and removed_at is null
           order by org_id, id
           limit 10000
           for no key update skip locked"#,
        now,
    )
    .fetch_all(&mut *tx)
    .await?;
    let mut by_org: BTreeMap<i32, Vec<Cause>> = BTreeMap::new();
    for row in rows {
        let cause = Cause { dashboard: row.id, at: row.stale_at, check: None, reason: None };
        by_org.entry(row.org_id).or_default().push(cause);
    }
    for (org, causes) in &by_org {
        settle(&mut tx, OrgId(*org), causes, now).await?;
    }
    tx.commit().await?;
    Ok(by_org.into_keys().map(OrgId).collect())
}
