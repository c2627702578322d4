//! Reminders: what still fails, and nobody takes care of.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    alert::{Rules, Story},
    id::{DashboardId, EnvironmentId, OrgId, PolicyId},
    message::{Subject, alert},
    policy::AlertCondition,
    report::Status,
};
use sqlx::{PgConnection, types::Json};

use super::{
    Receiver, Why,
    facts::{self, Place},
    maximum::BATCH,
    route,
    story::{self, About, Hearing},
};
use crate::{
    StoreError, SystemScope,
    delivery::{New, enqueue},
};

/// When a reminder that nobody was to hear is thought of again.
const LATER: TimeDelta = TimeDelta::minutes(15);

struct Due {
    about: About,
    dashboard: DashboardId,
    receiver: Receiver,
    policy: Option<PolicyId>,
    story: Story,
}

/// Puts the reminders that are due into the outbox, and says how many
/// receivers were looked at.
pub async fn remind(system: &SystemScope, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let mut tx = system.begin().await?;
    let rows = sqlx::query!(
        r#"select org_id, environment_id, dashboard_id as "dashboard_id!", provider_id, target, user_id, why, policy_id,
               story as "story: Json<Story>"
           from stories
           where remind_at <= $1 and dashboard_id is not null
           order by remind_at, org_id, id
           limit $2
           for update skip locked"#,
        now,
        BATCH,
    )
    .fetch_all(&mut *tx)
    .await?;
    let count = rows.len();
    for row in rows {
        let dashboard = DashboardId(row.dashboard_id);
        let (org, environment) = (OrgId(row.org_id), EnvironmentId(row.environment_id));
        let why = Why::stored(&row.why);
        let due = Due {
            about: About { org, environment, dashboard: Some(dashboard) },
            dashboard,
            receiver: Receiver { provider: row.provider_id, target: row.target, user: row.user_id, why },
            policy: row.policy_id.map(PolicyId),
            story: row.story.0,
        };
        one(&mut tx, due, now).await?;
    }
    tx.commit().await?;
    Ok(count)
}

async fn one(connection: &mut PgConnection, due: Due, now: DateTime<Utc>) -> Result<(), StoreError> {
    let Due { about, dashboard, receiver, policy, story } = due;
    let wishes = match policy {
        Some(policy) => route::wishes(connection, about.org, policy).await?,
        None => None,
    };
    let never = Rules { condition: AlertCondition::FailOnly, remind_after: None };
    let rules = wishes.map_or(never, |wishes| wishes.rules);
    let is_silent = facts::is_silent(connection, about.org, about.environment, about.dashboard, now).await?;
    let (story, notice) = story.remind(is_silent, rules, now);
    let hearing = Hearing { receiver, policy, rules };
    story::write(connection, about, &hearing, &story).await?;
    let receiver = hearing.receiver;
    let Some(notice) = notice else {
        sqlx::query!(
            "update stories
             set remind_at = greatest(remind_at, $5)
             where org_id = $1 and dashboard_id = $2 and provider_id = $3 and target = $4 and remind_at is not null",
            about.org.0,
            dashboard.0,
            receiver.provider,
            receiver.target,
            now + LATER,
        )
        .execute(connection)
        .await?;
        return Ok(());
    };
    let last = sqlx::query!(
        r#"select d.title, r.check_id as "check_id!"
           from dashboards d
           cross join lateral (select check_id from reports
                               where org_id = $1 and dashboard_id = $2 and status in ('WARN', 'FAIL')
                               order by checked_at desc, check_id desc
                               limit 1) r
           where d.org_id = $1 and d.id = $2 and d.removed_at is null
           order by d.id"#,
        about.org.0,
        dashboard.0,
    )
    .fetch_optional(&mut *connection)
    .await?;
    // A dashboard that is gone, or whose reports were deleted, needs nobody's care.
    let Some(last) = last else { return Ok(()) };
    let place = Place::find(connection, about.org, about.environment).await?;
    let findings = facts::findings(connection, about.org, last.check_id).await?;
    let last_passed = place.last_passed(connection, about.org, dashboard).await?;
    let subject = Subject {
        title: &last.title,
        environment: &place.environment,
        status: Status::of(&findings),
        findings: &findings,
        last_passed: last_passed.as_deref(),
        report_url: place.report_path(last.check_id),
    };
    let message = alert(notice, &subject).footer(receiver.why.words());
    let new = New {
        org: about.org,
        provider: receiver.provider,
        target: &receiver.target,
        user: receiver.user,
        dashboard: Some(dashboard.0),
        message: &message,
    };
    enqueue(connection, &new, now).await?;
    Ok(())
}
