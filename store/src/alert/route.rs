//! The receivers of a dashboard's reports.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use domain::{
    alert::Rules,
    email::Email,
    id::{DashboardId, OrgId, PolicyId},
    policy::AlertCondition,
};
use sqlx::PgConnection;

use super::{Receiver, Why};
use crate::{StoreError, error::stored};

/// What a policy wants told.
pub(super) struct Wishes {
    pub(super) is_window: bool,
    pub(super) rules: Rules,
    notify_owners: bool,
    notify_outside: bool,
}

/// The wishes of a policy; `None` for one that was removed.
pub(super) async fn wishes(
    connection: &mut PgConnection,
    org: OrgId,
    policy: PolicyId,
) -> Result<Option<Wishes>, StoreError> {
    let row = sqlx::query!(
        "select schedule, condition, notify_owners, notify_outside, remind_hours
         from policies
         where org_id = $1 and id = $2 and removed_at is null
         order by id",
        org.0,
        policy.0,
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let condition: AlertCondition = stored("condition", &row.condition)?;
    let remind_after = row.remind_hours.map(|hours| TimeDelta::hours(hours.into()));
    Ok(Some(Wishes {
        is_window: row.schedule == "window",
        rules: Rules { condition, remind_after },
        notify_owners: row.notify_owners,
        notify_outside: row.notify_outside,
    }))
}

/// The channels of a policy, as far as their providers exist.
pub(super) async fn channels(
    connection: &mut PgConnection,
    org: OrgId,
    policies: &[i32],
) -> Result<Vec<Receiver>, StoreError> {
    let rows = sqlx::query!(
        "select distinct c.provider_id, c.target
         from policy_channels c
         join providers p on p.org_id = c.org_id and p.id = c.provider_id and p.kind = c.kind
         where c.org_id = $1 and c.policy_id = any($2) and p.is_active and p.removed_at is null
         order by c.provider_id, c.target",
        org.0,
        policies,
    )
    .fetch_all(connection)
    .await?;
    let receivers = rows.into_iter().map(|row| Receiver {
        provider: row.provider_id,
        target: row.target,
        user: None,
        why: Why::Channel,
    });
    Ok(receivers.collect())
}

/// All who hear of a dashboard's reports under a policy, each once, in the
/// order in which they are locked; and who should and can't, in words.
pub(super) async fn receivers(
    connection: &mut PgConnection,
    org: OrgId,
    policy: PolicyId,
    wishes: &Wishes,
    dashboard: DashboardId,
) -> Result<(Vec<Receiver>, Vec<String>), StoreError> {
    let mut all = BTreeMap::new();
    let mut notes = Vec::new();
    for receiver in channels(connection, org, &[policy.0]).await? {
        all.insert((receiver.provider, receiver.target.clone()), receiver);
    }
    if wishes.notify_owners {
        for receiver in owners(connection, org, policy, wishes, dashboard, &mut notes).await? {
            all.entry((receiver.provider, receiver.target.clone())).or_insert(receiver);
        }
    }
    Ok((all.into_values().collect(), notes))
}

async fn owners(
    connection: &mut PgConnection,
    org: OrgId,
    policy: PolicyId,
    wishes: &Wishes,
    dashboard: DashboardId,
    notes: &mut Vec<String>,
) -> Result<Vec<Receiver>, StoreError> {
    let owners = sqlx::query!(
        r#"select o.name, o.email, u.id as "user?", coalesce(u.notification_email, u.email) as "address?",
               u.notifies_on_failure as "notifies?"
           from dashboard_owners o
           left join (select users.* from users join members m on m.user_id = users.id and m.org_id = $1) u
               on u.email = lower(trim(o.email))
           where o.org_id = $1 and o.dashboard_id = $2
           order by o.external_id"#,
        org.0,
        dashboard.0,
    )
    .fetch_all(&mut *connection)
    .await?;
    let mailer = mailer(connection, org, policy).await?;
    let mut found = Vec::new();
    for owner in owners {
        let (address, why) = match (owner.user, owner.address, owner.email) {
            (Some(_), _, _) if owner.notifies == Some(false) => continue,
            (Some(_), address, _) => (address, Why::Owner),
            (None, _, None) => {
                notes.push(format!("{} was not told: Superset gives no address for this owner.", owner.name));
                continue;
            }
            (None, _, Some(_)) if !wishes.notify_outside => {
                let name = owner.name;
                notes.push(format!("{name} was not told: this owner is no member, and the policy tells members only."));
                continue;
            }
            (None, _, email) => (email, Why::Outside),
        };
        let chats = match owner.user {
            Some(user) => chats(connection, org, user).await?,
            None => Vec::new(),
        };
        let is_reached = !chats.is_empty();
        found.extend(chats);
        let address = address.and_then(|address| Email::parse(&address).ok());
        match (address, mailer) {
            (Some(address), Some(provider)) => {
                let target = address.to_string();
                found.push(Receiver { provider, target, user: owner.user, why });
            }
            _ if is_reached => {}
            (None, _) => notes.push(format!("{} was not told: this owner's address is no e-mail address.", owner.name)),
            (Some(_), None) => notes.push(format!("{} was not told: there is no mail provider.", owner.name)),
        }
    }
    Ok(found)
}

/// Through which provider owners get mail: the policy's, or else the oldest.
async fn mailer(connection: &mut PgConnection, org: OrgId, policy: PolicyId) -> Result<Option<i32>, StoreError> {
    let id = sqlx::query_scalar!(
        "select p.id
         from providers p
         where p.org_id = $1 and p.kind = 'smtp' and p.is_active and p.removed_at is null
         order by exists (select from policy_channels c
                          where c.org_id = $1 and c.policy_id = $2 and c.provider_id = p.id) desc, p.id
         limit 1",
        org.0,
        policy.0,
    )
    .fetch_optional(connection)
    .await?;
    Ok(id)
}

/// The chats that a member has proved to be theirs.
async fn chats(connection: &mut PgConnection, org: OrgId, user: i32) -> Result<Vec<Receiver>, StoreError> {
    let rows = sqlx::query!(
        r#"select t.provider_id, t.chat_id as "chat_id!"
           from telegram_chats t
           join providers p on p.org_id = t.org_id and p.id = t.provider_id
           where t.org_id = $1 and t.user_id = $2 and t.chat_id is not null and p.is_active and p.removed_at is null
           order by t.provider_id"#,
        org.0,
        user,
    )
    .fetch_all(connection)
    .await?;
    let receivers = rows.into_iter().map(|row| Receiver {
        provider: row.provider_id,
        target: row.chat_id.to_string(),
        user: Some(user),
        why: Why::Owner,
    });
    Ok(receivers.collect())
}
