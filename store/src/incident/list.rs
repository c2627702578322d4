//! The list of incidents, open ones first.

use chrono::{DateTime, Utc};

use super::{Incident, IncidentCursor, IncidentFilter};
use crate::{OrgTx, StoreError, error::stored};
use domain::{
    health::IncidentKind,
    id::{DashboardId, EnvironmentId, IncidentId, PolicyId},
};

struct Row {
    id: i32,
    kind: String,
    title: String,
    environment_id: i32,
    environment_name: String,
    dashboard_id: Option<i32>,
    policy_id: Option<i32>,
    policy_name: Option<String>,
    status: String,
    reason: Option<String>,
    failing: Vec<String>,
    opened_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
    is_acknowledged: bool,
}

impl TryFrom<Row> for Incident {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: IncidentId(row.id),
            kind: stored("kind", &row.kind)?,
            title: row.title,
            environment: EnvironmentId(row.environment_id),
            environment_name: row.environment_name,
            dashboard: row.dashboard_id.map(DashboardId),
            policy: row.policy_id.map(PolicyId),
            policy_name: row.policy_name,
            status: stored("status", &row.status)?,
            reason: row.reason,
            failing: row.failing,
            opened_at: row.opened_at,
            closed_at: row.closed_at,
            is_acknowledged: row.is_acknowledged,
        })
    }
}

/// A page of the incidents, open ones first, then the latest; with `after`,
/// what is behind that one.
pub async fn list(
    tx: &mut OrgTx<'_>,
    filter: &IncidentFilter,
    after: Option<&IncidentCursor>,
    limit: u32,
) -> Result<Vec<Incident>, StoreError> {
    select(tx, filter, None, after, limit).await
}

/// One incident.
pub async fn find(tx: &mut OrgTx<'_>, incident: IncidentId) -> Result<Option<Incident>, StoreError> {
    Ok(select(tx, &IncidentFilter::default(), Some(incident), None, 1).await?.pop())
}

async fn select(
    tx: &mut OrgTx<'_>,
    filter: &IncidentFilter,
    only: Option<IncidentId>,
    after: Option<&IncidentCursor>,
    limit: u32,
) -> Result<Vec<Incident>, StoreError> {
    let org = tx.org_id();
    let rows = sqlx::query_as!(
        Row,
        r#"select i.id, i.kind, coalesce(d.title, e.name) as "title!", i.environment_id,
                  e.name as environment_name, i.dashboard_id, i.policy_id, p.name as "policy_name?", i.status,
                  i.reason, i.failing, i.opened_at, i.closed_at,
                  exists (select from silences s
                          where s.org_id = $1 and s.dashboard_id = i.dashboard_id and s.kind = 'acknowledged'
                            and s.ended_at is null and i.closed_at is null) as "is_acknowledged!"
           from incidents i
           join environments e on e.org_id = $1 and e.id = i.environment_id
           left join dashboards d on d.org_id = $1 and d.id = i.dashboard_id
           left join policies p on p.org_id = $1 and p.id = i.policy_id
           where i.org_id = $1
             and ($2::bool is null or (i.closed_at is null) = $2)
             and ($3::text is null or i.kind = $3)
             and ($4::int is null or i.environment_id = $4)
             and ($5::int is null or i.dashboard_id = $5)
             and ($6::text is null or strpos(lower(coalesce(d.title, e.name)), lower($6)) > 0)
             and ($11::int is null or i.id = $11)
             and ($7::bool is null or ((i.closed_at is null), i.opened_at, i.id) < ($7, $8, $9))
           order by (i.closed_at is null) desc, i.opened_at desc, i.id desc
           limit $10"#,
        org.0,
        filter.is_open,
        filter.kind.map(IncidentKind::as_str),
        filter.environment.map(|id| id.0),
        filter.dashboard.map(|id| id.0),
        filter.search.as_deref(),
        after.map(|cursor| cursor.is_open),
        after.map(|cursor| cursor.opened_at),
        after.map(|cursor| cursor.id.0),
        i64::from(limit),
        only.map(|id| id.0),
    )
    .fetch_all(tx.connection())
    .await?;
    rows.into_iter().map(Incident::try_from).collect()
}

/// How many are open.
pub async fn count_open(tx: &mut OrgTx<'_>) -> Result<u32, StoreError> {
    let org = tx.org_id();
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!" from incidents where org_id = $1 and (closed_at is null)"#,
        org.0,
    )
    .fetch_one(tx.connection())
    .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}
