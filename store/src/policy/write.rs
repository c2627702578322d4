//! What the changes of policies have in common: the columns of a schedule, the
//! lists beside a policy, its plan, its annotations.

use chrono::{DateTime, NaiveTime, Utc};
use domain::{
    id::{OrgId, PolicyId},
    policy::{PolicyDraft, Scope},
    schedule::Schedule,
};
use sqlx::PgConnection;

use super::row::bits;
use crate::StoreError;

/// The columns that say when.
pub(super) struct When {
    pub(super) kind: &'static str,
    pub(super) weekdays: i16,
    pub(super) starts: Option<NaiveTime>,
    pub(super) ends: Option<NaiveTime>,
    pub(super) every_seconds: Option<i32>,
}

impl When {
    pub(super) fn of(schedule: &Schedule) -> Self {
        match schedule {
            Schedule::Window(window) => Self {
                kind: "window",
                weekdays: bits(window.weekdays),
                starts: Some(window.start.to_time()),
                ends: Some(window.end.to_time()),
                every_seconds: None,
            },
            Schedule::Every(every) => Self {
                kind: "every",
                weekdays: bits(every.weekdays),
                starts: every.hours.map(|hours| hours.start.to_time()),
                ends: every.hours.map(|hours| hours.end.to_time()),
                every_seconds: Some(every.interval.seconds().cast_signed()),
            },
        }
    }
}

pub(super) fn scope_kind(scope: &Scope) -> &'static str {
    match scope {
        Scope::Selected { .. } => "selected",
        Scope::Tagged { .. } => "tagged",
        Scope::All => "all",
    }
}

/// Writes scope and channels anew.
pub(super) async fn write_lists(
    connection: &mut PgConnection,
    org: OrgId,
    policy: PolicyId,
    draft: &PolicyDraft,
) -> Result<(), StoreError> {
    let (selected, tags): (Vec<i32>, &[String]) = match &draft.scope {
        Scope::Selected { dashboards } => (dashboards.iter().map(|id| id.0).collect(), &[]),
        Scope::Tagged { tags } => (Vec::new(), tags),
        Scope::All => (Vec::new(), &[]),
    };
    sqlx::query!("delete from policy_dashboards where org_id = $1 and policy_id = $2", org.0, policy.0)
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "insert into policy_dashboards (org_id, policy_id, dashboard_id)
         select $1, $2, s.id from unnest($3::int[]) as s (id)",
        org.0,
        policy.0,
        &selected,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("delete from policy_tags where org_id = $1 and policy_id = $2", org.0, policy.0)
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "insert into policy_tags (org_id, policy_id, tag)
         select $1, $2, s.tag from unnest($3::text[]) as s (tag)",
        org.0,
        policy.0,
        tags,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!("delete from policy_channels where org_id = $1 and policy_id = $2", org.0, policy.0)
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "insert into policy_channels (org_id, policy_id, place, kind, provider_id, target)
         select $1, $2, c.place, c.kind, c.provider_id, c.target
         from unnest($3::text[], $4::int[], $5::text[]) with ordinality as c (kind, provider_id, target, place)",
        org.0,
        policy.0,
        &draft.channels.iter().map(|channel| channel.kind.as_str()).collect::<Vec<_>>() as &[&str],
        &draft.channels.iter().map(|channel| channel.provider_id).collect::<Vec<_>>(),
        &draft.channels.iter().map(|channel| channel.target.as_str()).collect::<Vec<_>>() as &[&str],
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes back what is planned and hasn't begun; from `open_at` on only, if it
/// is given, so that what is late still runs.
pub(super) async fn take_back(
    connection: &mut PgConnection,
    org: OrgId,
    policy: PolicyId,
    open_at: Option<DateTime<Utc>>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "delete from checks
         where org_id = $1 and policy_id = $2 and state = 'planned' and started_at is null and occurrence is not null
           and ($3::timestamptz is null or ends_at > $3)",
        org.0,
        policy.0,
        open_at,
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "delete from occurrences
         where org_id = $1 and policy_id = $2 and ($3::timestamptz is null or ends_at > $3)",
        org.0,
        policy.0,
        open_at,
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn annotate(
    connection: &mut PgConnection,
    org: OrgId,
    policy: PolicyId,
    text: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query!(
        "insert into annotations (org_id, happened_at, kind, text, policy_id)
         values ($1, $2, 'policy', $3, $4)",
        org.0,
        now,
        text,
        policy.0,
    )
    .execute(connection)
    .await?;
    Ok(())
}
