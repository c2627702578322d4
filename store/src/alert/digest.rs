//! Digests, when their time has come.

use chrono::{DateTime, Utc};
use domain::{
    alert::Entry,
    id::{EnvironmentId, OrgId},
    message,
};
use sqlx::types::Json;

use super::{Why, facts::Place, maximum::BATCH};
use crate::{
    StoreError, SystemScope,
    delivery::{New, enqueue},
};

/// Puts the digests that are due into the outbox, and says how many. What is
/// gathered after that for the same occurrence is another digest.
pub async fn send_digests(system: &SystemScope, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let mut tx = system.begin().await?;
    let due = sqlx::query!(
        "select g.org_id, g.id, g.provider_id, g.target, g.user_id, g.why, p.name, p.environment_id
         from gatherings g
         join policies p on p.org_id = g.org_id and p.id = g.policy_id
         where g.due_at <= $1
         order by g.due_at, g.org_id, g.id
         limit $2
         for update of g skip locked",
        now,
        BATCH,
    )
    .fetch_all(&mut *tx)
    .await?;
    for one in &due {
        let (org, environment) = (OrgId(one.org_id), EnvironmentId(one.environment_id));
        let entries = sqlx::query!(
            r#"with gone as (
                   delete from gathering_entries where org_id = $1 and gathering_id = $2 returning id, entry
               )
               select entry as "entry!: Json<Entry>" from gone order by id"#,
            org.0,
            one.id,
        )
        .fetch_all(&mut *tx)
        .await?;
        let entries: Vec<Entry> = entries.into_iter().map(|row| row.entry.0).collect();
        let place = Place::find(&mut tx, org, environment).await?;
        let message = message::digest(&one.name, &place.environment, &entries, "", place.health_path());
        let message = message.footer(Why::stored(&one.why).words());
        let new = New {
            org,
            provider: one.provider_id,
            target: &one.target,
            user: one.user_id,
            dashboard: None,
            message: &message,
        };
        enqueue(&mut tx, &new, now).await?;
        sqlx::query!("update gatherings set due_at = null where org_id = $1 and id = $2", org.0, one.id)
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    Ok(due.len())
}
