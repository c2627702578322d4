//! Ending a check: its one report, and all that follows from it, in one
//! transaction.

use chrono::{DateTime, Utc};
use domain::{
    health::{LastCheck, Step, failing_charts},
    report::Status,
};
use sqlx::PgConnection;

use super::{
    Claimed, Ending,
    doubt::{Inconclusive, after_inconclusive},
    expect, incident,
    problem::{environment_answers, environment_fails},
    record,
};
use crate::{StoreError, SystemScope, alert};

/// What became of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finished {
    /// The status of its report.
    pub status: Status,
    /// Whether it opened, changed or closed an incident.
    pub incident: Option<Step>,
    /// Whether it saw something else than the last check that ran.
    pub is_news: bool,
}

/// Ends a check with its report. `None` where the check is no longer this
/// worker's: somebody else ends it, and this result is dropped.
pub async fn finish(
    system: &SystemScope,
    claimed: &Claimed,
    ending: &Ending,
    now: DateTime<Utc>,
) -> Result<Option<Finished>, StoreError> {
    let mut tx = system.begin().await?;
    let done = sqlx::query!(
        "update checks
         set state = 'done', place = null, lease_until = null, first_run = null
         where org_id = $1 and id = $2 and state = 'running' and holder = $3 and attempt = $4",
        claimed.org.0,
        claimed.check.0,
        claimed.holder,
        claimed.attempt,
    )
    .execute(&mut *tx)
    .await?;
    if done.rows_affected() == 0 {
        return Ok(None);
    }
    record::write(&mut tx, claimed, ending, now).await?;
    let (status, reason) = record::verdict(ending);
    let (mut step, mut is_news) = (None, false);
    if status.is_conclusive() {
        let (title, differs) = conclude(&mut tx, claimed, status, reason.as_deref(), now).await?;
        is_news = differs;
        let failing = if let Ending::Ran { run, .. } = ending { failing_charts(&run.findings) } else { Vec::new() };
        let seen = incident::Seen { status, reason: reason.as_deref(), failing: &failing };
        step = incident::of_dashboard(&mut tx, claimed, &seen, now).await?;
        if let Some(step) = step {
            annotate(&mut tx, claimed, &title, step, now).await?;
        }
        if let Ending::Ran { run, .. } = ending {
            alert::after_report(&mut tx, claimed, &title, &run.findings, now).await?;
        }
        environment_answers(&mut tx, claimed, now).await?;
    } else {
        let (dashboard, check) = (claimed.dashboard.0, claimed.check.0);
        let said_nothing = vec![Inconclusive { dashboard, check, at: now, reason }];
        after_inconclusive(&mut tx, claimed.org, said_nothing, LastCheck::CouldNotRun, now).await?;
        if let Ending::CouldNotRun(problem) = ending {
            environment_fails(&mut tx, claimed, problem, now).await?;
        }
    }
    tx.commit().await?;
    Ok(Some(Finished { status, incident: step, is_news }))
}

/// Writes what was seen to the dashboard, and answers with its title, and
/// whether it is something else than before.
async fn conclude(
    connection: &mut PgConnection,
    claimed: &Claimed,
    status: Status,
    reason: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(String, bool), StoreError> {
    let row = sqlx::query!(
        r#"with before as (
               select id, conclusive_status, reason
               from dashboards
               where org_id = $1 and id = $2
               for no key update
           )
           update dashboards d
           set conclusive_status = $3, conclusive_at = $4, reason = $5, last_outcome = 'ran', last_at = $4,
               last_check_id = $6, last_report_id = $6, last_reason = $5, stale_at = null
           from before
           where d.org_id = $1 and d.id = before.id
           returning d.title, (before.conclusive_status, before.reason) is distinct from ($3, $5) as "is_news!""#,
        claimed.org.0,
        claimed.dashboard.0,
        status.as_str(),
        now,
        reason,
        claimed.check.0,
    )
    .fetch_one(&mut *connection)
    .await?;
    let (org, environment, dashboard) = (claimed.org, claimed.environment, claimed.dashboard);
    let why = reason.map(str::to_owned);
    expect::after_check(connection, org, environment, dashboard, now, claimed.check, why).await?;
    if status == Status::Pass {
        sqlx::query!(
            "update silences
             set ended_at = $3
             where org_id = $1 and dashboard_id = $2 and kind = 'acknowledged' and ended_at is null",
            org.0,
            dashboard.0,
            now,
        )
        .execute(connection)
        .await?;
    }
    Ok((row.title, row.is_news))
}

/// A change of health, for the charts over time.
async fn annotate(
    connection: &mut PgConnection,
    claimed: &Claimed,
    title: &str,
    step: Step,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (words, status) = match step {
        Step::Open(Status::Warn) | Step::Change(Status::Warn) => ("has a warning", Status::Warn),
        Step::Open(status) | Step::Change(status) => ("fails", status),
        Step::Close => ("passes again", Status::Pass),
    };
    sqlx::query!(
        "insert into annotations (org_id, happened_at, kind, text, status, dashboard_id, policy_id, check_id)
         values ($1, $2, 'health', $3, $4, $5, $6, $7)",
        claimed.org.0,
        now,
        format!("{title} {words}."),
        status.as_str(),
        claimed.dashboard.0,
        claimed.policy.map(|policy| policy.0),
        claimed.check.0,
    )
    .execute(connection)
    .await?;
    Ok(())
}
