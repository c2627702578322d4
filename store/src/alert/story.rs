//! What each receiver was told, as rows.

use chrono::{DateTime, Utc};
use domain::{
    alert::{Notice, Rules, Story, Trouble},
    id::{DashboardId, EnvironmentId, OrgId, PolicyId},
};
use sqlx::{PgConnection, types::Json};

use super::{Receiver, Why};
use crate::StoreError;

/// What receivers hear about.
#[derive(Debug, Clone, Copy)]
pub(super) struct About {
    pub(super) org: OrgId,
    pub(super) environment: EnvironmentId,
    pub(super) dashboard: Option<DashboardId>,
}

/// Somebody who hears, and by whose wishes.
#[derive(Debug, Clone)]
pub(super) struct Hearing {
    pub(super) receiver: Receiver,
    pub(super) policy: Option<PolicyId>,
    pub(super) rules: Rules,
}

/// The receivers that were told of a trouble that they don't know the end of,
/// as far as their providers exist, in the order in which they are locked, and by whose wishes they hear.
pub(super) async fn told(
    connection: &mut PgConnection,
    about: About,
) -> Result<Vec<(Receiver, Option<PolicyId>)>, StoreError> {
    let rows = sqlx::query!(
        "select s.provider_id, s.target, s.user_id, s.why, s.policy_id
         from stories s
         join providers p on p.org_id = s.org_id and p.id = s.provider_id
         where s.org_id = $1 and s.environment_id = $2 and coalesce(s.dashboard_id, 0) = coalesce($3::int, 0)
           and s.is_told and p.removed_at is null
         order by s.provider_id, s.target",
        about.org.0,
        about.environment.0,
        about.dashboard.map(|id| id.0),
    )
    .fetch_all(connection)
    .await?;
    let told = rows.into_iter().map(|row| {
        let why = Why::stored(&row.why);
        let receiver = Receiver { provider: row.provider_id, target: row.target, user: row.user_id, why };
        (receiver, row.policy_id.map(PolicyId))
    });
    Ok(told.collect())
}

/// What a receiver hears of what was seen. Whoever tells the same receiver of
/// the same subject waits until this transaction ends.
pub(super) async fn hear(
    connection: &mut PgConnection,
    about: About,
    hearing: &Hearing,
    seen: Option<&Trouble>,
    is_silent: bool,
    now: DateTime<Utc>,
) -> Result<Option<Notice>, StoreError> {
    let known = sqlx::query!(
        r#"select id, story as "story: Json<Story>"
           from stories
           where org_id = $1 and environment_id = $2 and coalesce(dashboard_id, 0) = coalesce($3::int, 0)
             and provider_id = $4 and target = $5
           order by id
           for update"#,
        about.org.0,
        about.environment.0,
        about.dashboard.map(|id| id.0),
        hearing.receiver.provider,
        hearing.receiver.target,
    )
    .fetch_optional(&mut *connection)
    .await?;
    let before = known.map(|row| row.story.0).unwrap_or_default();
    let (after, notice) = before.clone().hear(seen.cloned(), is_silent, hearing.rules, now);
    if after != before {
        write(connection, about, hearing, &after).await?;
    }
    Ok(notice)
}

/// Writes a story. Two who begin the same one at once can't be: a dashboard
/// has one report at a time, and an environment is locked by its problem.
pub(super) async fn write(
    connection: &mut PgConnection,
    about: About,
    hearing: &Hearing,
    story: &Story,
) -> Result<(), StoreError> {
    let Hearing { receiver, policy, rules } = hearing;
    let remind_at = rules.remind_after.zip(story.told_at).map(|(after, at)| at + after);
    let remind_at = remind_at.filter(|_| story.told.is_some() && story.seen.is_some() && !story.is_flapping);
    sqlx::query!(
        "insert into stories
             (org_id, environment_id, dashboard_id, provider_id, target, user_id, why, policy_id, story, is_told,
              remind_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (org_id, environment_id, coalesce(dashboard_id, 0), provider_id, target) do update
         set user_id = excluded.user_id, why = excluded.why, policy_id = excluded.policy_id, story = excluded.story,
             is_told = excluded.is_told, remind_at = excluded.remind_at",
        about.org.0,
        about.environment.0,
        about.dashboard.map(|id| id.0),
        receiver.provider,
        receiver.target,
        receiver.user,
        receiver.why.as_str(),
        policy.map(|id| id.0),
        Json(story) as Json<&Story>,
        story.told.is_some(),
        remind_at,
    )
    .execute(connection)
    .await?;
    Ok(())
}
