//! An environment that can't be reached: one message to each receiver, not one
//! for each dashboard.

use chrono::{DateTime, Utc};
use domain::{
    alert::{Rules, Trouble},
    id::{EnvironmentId, OrgId},
    message,
    policy::AlertCondition,
};
use sqlx::PgConnection;

use super::{
    Receiver,
    facts::{self, Place},
    route,
    story::{self, About, Hearing},
};
use crate::{
    StoreError,
    delivery::{New, enqueue},
};

/// How the end of an outage is told, as its beginning: by no policy of its own.
const RULES: Rules = Rules { condition: AlertCondition::WarnAndFail, remind_after: None };

/// Tells the channels of all policies of an environment that it is out.
pub(crate) async fn environment_is_out(
    connection: &mut PgConnection,
    org: OrgId,
    environment: EnvironmentId,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let policies = sqlx::query_scalar!(
        "select id
         from policies
         where org_id = $1 and environment_id = $2 and is_active and removed_at is null
         order by id",
        org.0,
        environment.0,
    )
    .fetch_all(&mut *connection)
    .await?;
    let receivers = route::channels(connection, org, &policies).await?;
    let about = About { org, environment, dashboard: None };
    tell(connection, about, &receivers, Some(&Trouble::outage()), reason, now).await
}

/// Tells those who heard that it was out that it answers again.
pub(crate) async fn environment_is_back(
    connection: &mut PgConnection,
    org: OrgId,
    environment: EnvironmentId,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let about = About { org, environment, dashboard: None };
    let told = story::told(connection, about).await?;
    let receivers: Vec<_> = told.into_iter().map(|(receiver, _)| receiver).collect();
    tell(connection, about, &receivers, None, "", now).await
}

async fn tell(
    connection: &mut PgConnection,
    about: About,
    receivers: &[Receiver],
    seen: Option<&Trouble>,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if receivers.is_empty() {
        return Ok(());
    }
    let is_silent = facts::is_silent(connection, about.org, about.environment, None, now).await?;
    let place = Place::find(connection, about.org, about.environment).await?;
    for receiver in receivers {
        let hearing = Hearing { receiver: receiver.clone(), policy: None, rules: RULES };
        let notice = story::hear(connection, about, &hearing, seen, is_silent, now).await?;
        let Some(notice) = notice else { continue };
        let message = message::outage(notice, &place.environment, reason, place.health_path());
        let message = message.footer(receiver.why.words());
        let new = New {
            org: about.org,
            provider: receiver.provider,
            target: &receiver.target,
            user: receiver.user,
            dashboard: None,
            message: &message,
        };
        enqueue(connection, &new, now).await?;
    }
    Ok(())
}
