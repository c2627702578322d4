//! Links in messages that work without signing in: made, read, and acted on.
//!
//! What a link says is sealed with the servers' current key, so nobody can
//! make one up or read who else is asked. It changes nothing until a person
//! confirms.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use domain::{
    alert::{ACT_LIFETIME, Act, Purpose},
    health::SilenceKind,
    id::{DashboardId, OrgId},
};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    Store, StoreError, SystemScope,
    secret::{self, Place, SealedColumn},
};

/// Nothing of a link is stored; its place keeps it from being taken for something else.
const PLACE: Place = SealedColumn { table: "links", column: "act" }.at(OrgId(0), 0);

/// The token of a link that lets its reader do something to a dashboard, for
/// [`ACT_LIFETIME`].
pub async fn sign(
    system: &SystemScope,
    org: OrgId,
    dashboard: DashboardId,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<String, StoreError> {
    let act = Act { org, purpose, dashboard, expires_at: now + ACT_LIFETIME };
    let mut tx = system.begin().await?;
    let text = SecretString::from(act.to_string());
    let sealed = secret::seal_in(&mut tx, system.store.keyring(), &PLACE, &text).await?;
    tx.commit().await?;
    Ok(URL_SAFE_NO_PAD.encode(sealed))
}

/// What a link lets its reader do; `None` for one that was never made, or no
/// longer works.
pub fn act(store: &Store, token: &str, now: DateTime<Utc>) -> Option<Act> {
    let sealed = URL_SAFE_NO_PAD.decode(token).ok().filter(|_| token.len() <= 400)?;
    let text = secret::open(store.keyring(), &PLACE, &sealed).ok()?;
    Act::parse(text.expose_secret(), now)
}

/// What a link was acted on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acted {
    /// The dashboard's title.
    pub title: String,
    /// Until when it is quiet; `None` is until it passes.
    pub until: Option<DateTime<Utc>>,
}

/// What a link is about, and does it where `is_confirmed`. `None` where the
/// dashboard is gone. Twice is once.
pub async fn acts(
    system: &SystemScope,
    act: &Act,
    is_confirmed: bool,
    now: DateTime<Utc>,
) -> Result<Option<Acted>, StoreError> {
    let mut tx = system.begin().await?;
    let title = sqlx::query_scalar!(
        "select title
         from dashboards
         where org_id = $1 and id = $2 and removed_at is null
         order by id
         for key share",
        act.org.0,
        act.dashboard.0,
    )
    .fetch_optional(&mut *tx)
    .await?;
    let Some(title) = title else { return Ok(None) };
    let (kind, until) = match act.purpose {
        Purpose::Acknowledge => (SilenceKind::Acknowledged, None),
        Purpose::Snooze => (SilenceKind::Snoozed, Some(now + Purpose::SNOOZE)),
    };
    if is_confirmed {
        let note = "by a link in a message";
        let done = sqlx::query!(
            "insert into silences (org_id, dashboard_id, kind, note, since, until)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (org_id, dashboard_id, kind) where ended_at is null do update
             set until = excluded.until
             where silences.until < excluded.until",
            act.org.0,
            act.dashboard.0,
            kind.as_str(),
            note,
            now,
            until,
        )
        .execute(&mut *tx)
        .await?;
        if done.rows_affected() > 0 {
            sqlx::query!(
                "insert into incident_events (org_id, incident_id, happened_at, kind, note, until)
                 select $1, id, $3, $4, $5, $6
                 from incidents
                 where org_id = $1 and dashboard_id = $2 and closed_at is null",
                act.org.0,
                act.dashboard.0,
                now,
                kind.as_str(),
                note,
                until,
            )
            .execute(&mut *tx)
            .await?;
        }
    }
    tx.commit().await?;
    Ok(Some(Acted { title, until }))
}
