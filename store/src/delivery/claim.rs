//! Taking deliveries to send.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    id::{DashboardId, DeliveryId, OrgId, ProviderId},
    message::Message,
};
use sqlx::{PgConnection, types::Json};
use uuid::Uuid;

use super::{Claimed, LINK, slot};
use crate::{StoreError, SystemScope, secret};

struct Row {
    org_id: i32,
    slug: String,
    id: i64,
    provider_id: i32,
    target: String,
    dashboard_id: Option<i32>,
    message: Json<Message>,
    link: Option<Vec<u8>>,
    key: Uuid,
    attempts: i32,
    since: DateTime<Utc>,
}

/// Takes at most `most` deliveries, none of the `busy` providers': first those whose worker let its lease
/// run out, then those that are due. Take no more than are sent at once: what
/// is claimed may arrive twice if this worker dies. Each has to be finished
/// within `lease`.
pub async fn claim(
    system: &SystemScope,
    holder: Uuid,
    now: DateTime<Utc>,
    lease: TimeDelta,
    most: u32,
    busy: &[(OrgId, ProviderId)],
) -> Result<Vec<Claimed>, StoreError> {
    let busy =
        Busy { orgs: busy.iter().map(|(org, _)| org.0).collect(), ids: busy.iter().map(|(_, id)| id.0).collect() };
    let mut tx = system.begin().await?;
    let mut ids = lost(&mut tx, now, most, &busy).await?;
    let left = most.saturating_sub(u32::try_from(ids.len()).unwrap_or(u32::MAX));
    if left > 0 {
        ids.extend(slot::due(&mut tx, now, left, &busy).await?);
    }
    let rows = take(&mut tx, &ids, holder, now, now + lease).await?;
    tx.commit().await?;
    rows.into_iter().map(|row| claimed(system, row, holder)).collect()
}

/// Providers that have as much to do as they may, as columns.
pub(super) struct Busy {
    pub(super) orgs: Vec<i32>,
    pub(super) ids: Vec<i32>,
}

/// Those that nobody sends any more.
async fn lost(
    connection: &mut PgConnection,
    now: DateTime<Utc>,
    most: u32,
    busy: &Busy,
) -> Result<Vec<(i32, i64)>, StoreError> {
    let rows = sqlx::query!(
        "select org_id, id
         from deliveries
         where state = 'sending' and lease_until <= $1
           and (org_id, provider_id) not in (select * from unnest($3::int[], $4::int[]))
         order by lease_until, id
         limit $2
         for update skip locked",
        now,
        i64::from(most),
        &busy.orgs,
        &busy.ids,
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.org_id, row.id)).collect())
}

/// Makes them this worker's.
async fn take(
    connection: &mut PgConnection,
    ids: &[(i32, i64)],
    holder: Uuid,
    now: DateTime<Utc>,
    lease_until: DateTime<Utc>,
) -> Result<Vec<Row>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (orgs, ids): (Vec<i32>, Vec<i64>) = ids.iter().copied().unzip();
    let rows = sqlx::query_as!(
        Row,
        r#"update deliveries d
           set state = 'sending', holder = $3, lease_until = $5, attempts = d.attempts + 1, tried_at = $4,
               has_slot = false
           from unnest($1::int[], $2::bigint[]) as taken (org_id, id)
           join organizations o on o.id = taken.org_id
           where d.org_id = taken.org_id and d.id = taken.id
           returning d.org_id, o.slug, d.id, d.provider_id, d.target, d.dashboard_id,
                     d.message as "message: Json<Message>", d.link, d.key, d.attempts, d.since"#,
        &orgs,
        &ids,
        holder,
        now,
        lease_until,
    )
    .fetch_all(connection)
    .await?;
    Ok(rows)
}

fn claimed(system: &SystemScope, row: Row, holder: Uuid) -> Result<Claimed, StoreError> {
    let (org, id) = (OrgId(row.org_id), DeliveryId(row.id));
    let open = |sealed: Vec<u8>| secret::open(system.store.keyring(), &LINK.at(org, id.0), &sealed);
    Ok(Claimed {
        org,
        slug: row.slug,
        id,
        provider: ProviderId(row.provider_id),
        target: row.target,
        dashboard: row.dashboard_id.map(DashboardId),
        message: row.message.0,
        link: row.link.map(open).transpose()?,
        key: row.key,
        attempts: row.attempts.unsigned_abs(),
        since: row.since,
        holder,
    })
}
