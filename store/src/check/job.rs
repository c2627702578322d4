//! Everything that a worker has to know to run a check.

use std::collections::BTreeMap;

use domain::{
    health::EnvironmentKind,
    policy::{AlertCondition, Limits},
    report::{Past, Status},
};
use sqlx::PgConnection;

use super::Claimed;
use crate::{StoreError, SystemScope, environment::Connection, error::stored, policy};

/// How many of the last checks say what is usual.
const USUAL_CHECKS: i64 = 10;

/// A check with its surroundings.
#[derive(Debug, Clone)]
pub struct Job {
    /// How to get into the environment.
    pub connection: Connection,
    /// What one query may take, in milliseconds.
    pub query_limit_ms: i32,
    /// What the dashboard may take, in milliseconds.
    pub dashboard_limit_ms: i32,
    /// The dashboard's id in the BI tool.
    pub external_id: String,
    /// Its title.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// What a page has to be like; for a web environment.
    pub web: Option<WebConditions>,
    /// The policy that asks, if one does.
    pub policy: Option<JobPolicy>,
    /// What the latest check that ran has seen.
    pub last_status: Option<Status>,
    /// What is usual, by chart; a page is under `None`.
    pub past: BTreeMap<Option<i64>, Past>,
}

/// What a policy says about its checks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobPolicy {
    /// What dashboards are held to.
    pub limits: Limits,
    /// What is told to people.
    pub condition: AlertCondition,
}

/// What a page has to be like.
#[derive(Clone)]
pub struct WebConditions {
    /// The status that it answers with.
    pub expected_status: i16,
    /// A text that has to appear.
    pub must_contain: Option<String>,
    /// A text that must not.
    pub must_not_contain: Option<String>,
    /// From how many milliseconds on it is slow.
    pub slow_ms: i32,
    /// A header to send, sealed.
    pub header: Option<Vec<u8>>,
}

impl std::fmt::Debug for WebConditions {
    /// The header stays out of logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebConditions").field("expected_status", &self.expected_status).finish_non_exhaustive()
    }
}

/// Looks up what a claimed check is about; `None` where its dashboard or its
/// environment was removed meanwhile.
pub async fn job(system: &SystemScope, claimed: &Claimed) -> Result<Option<Job>, StoreError> {
    let mut tx = system.begin().await?;
    let row = sqlx::query!(
        r#"select e.kind, e.base_url, e.credentials, e.query_limit_ms, e.dashboard_limit_ms,
                  d.external_id, d.title, d.url, d.conclusive_status,
                  w.expected_status as "expected_status?", w.must_contain, w.must_not_contain,
                  w.slow_ms as "slow_ms?", w.header
           from dashboards d
           join environments e on e.org_id = $1 and e.id = d.environment_id and e.removed_at is null
           left join web_targets w on w.org_id = $1 and w.dashboard_id = d.id
           where d.org_id = $1 and d.id = $2 and d.removed_at is null
           order by d.id"#,
        claimed.org.0,
        claimed.dashboard.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let policy = match claimed.policy {
        Some(policy) => policy::find(&mut tx, claimed.org, policy).await?,
        None => None,
    };
    let past = past(&mut tx, claimed).await?;
    tx.commit().await?;
    let kind: EnvironmentKind = stored("kind", &row.kind)?;
    let web = row.expected_status.zip(row.slow_ms).map(|(expected_status, slow_ms)| WebConditions {
        expected_status,
        must_contain: row.must_contain,
        must_not_contain: row.must_not_contain,
        slow_ms,
        header: row.header,
    });
    Ok(Some(Job {
        connection: Connection { kind, base_url: row.base_url, credentials: row.credentials },
        query_limit_ms: row.query_limit_ms,
        dashboard_limit_ms: row.dashboard_limit_ms,
        external_id: row.external_id,
        title: row.title,
        url: row.url,
        web,
        policy: policy.map(|policy| JobPolicy { limits: policy.limits, condition: policy.condition }),
        last_status: row.conclusive_status.map(|status| stored("conclusive_status", &status)).transpose()?,
        past,
    }))
}

/// What the charts of a dashboard did in its last conclusive checks, the
/// newest first.
async fn past(connection: &mut PgConnection, claimed: &Claimed) -> Result<BTreeMap<Option<i64>, Past>, StoreError> {
    let rows = sqlx::query!(
        "select c.chart_id, c.duration_ms, c.row_count
         from (select check_id, checked_at from reports
               where org_id = $1 and dashboard_id = $2 and status <> 'UNKNOWN'
               order by checked_at desc, check_id desc
               limit $3) last
         join chart_results c on c.org_id = $1 and c.check_id = last.check_id
         where c.outcome in ('answered', 'empty')
         order by last.checked_at desc, last.check_id desc, c.place",
        claimed.org.0,
        claimed.dashboard.0,
        USUAL_CHECKS,
    )
    .fetch_all(connection)
    .await?;
    let mut past: BTreeMap<Option<i64>, Past> = BTreeMap::new();
    for row in rows {
        let chart = past.entry(row.chart_id).or_default();
        chart.durations_ms.extend(row.duration_ms);
        chart.rows.extend(row.row_count);
    }
    Ok(past)
}
