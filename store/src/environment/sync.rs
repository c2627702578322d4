//! Keeping the list of dashboards in step with the BI tool.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    health::EnvironmentKind,
    id::{EnvironmentId, OrgId},
};
use sqlx::PgConnection;

use crate::{StoreError, SystemScope, error::stored};

/// How often a list is read.
const PERIOD: TimeDelta = TimeDelta::minutes(15);

/// How long a server may take to read one before another tries.
const LEASE: TimeDelta = TimeDelta::minutes(5);

/// A dashboard as the BI tool lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its id there.
    pub external_id: String,
    /// Its title.
    pub title: String,
    /// Its slug, if it has one.
    pub slug: Option<String>,
    /// Where it is.
    pub url: String,
    /// Whether it is published.
    pub is_published: bool,
    /// When it was last changed there.
    pub changed_at: Option<DateTime<Utc>>,
    /// Who owns it.
    pub owners: Vec<ListedOwner>,
    /// Its tags.
    pub tags: Vec<String>,
}

/// An owner as the BI tool lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedOwner {
    /// The user's id there.
    pub external_id: String,
    /// The user's name.
    pub name: String,
    /// The user's address, where it is told.
    pub email: Option<String>,
}

/// A list that is due to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueSync {
    /// Whose.
    pub org: OrgId,
    /// Which environment's.
    pub environment: EnvironmentId,
    /// What that is.
    pub kind: EnvironmentKind,
}

/// What a synchronization did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Synced {
    /// Dashboards that are listed.
    pub listed: u64,
    /// Dashboards that are listed no longer.
    pub removed: u64,
}

/// Takes lists that are due, each for one server at a time. Whoever takes one
/// ends it with [`sync`] or [`sync_failed`].
pub async fn claim_syncs(system: &SystemScope, now: DateTime<Utc>, most: u32) -> Result<Vec<DueSync>, StoreError> {
    let mut tx = system.begin().await?;
    let rows = sqlx::query!(
        "update environments e
         set sync_lease_until = $1
         from (select org_id, id
               from environments
               where kind = 'superset' and removed_at is null
                 and sync_due_at <= $2
                 and (sync_lease_until is null or sync_lease_until <= $2)
               order by sync_due_at, org_id, id
               limit $3
               for no key update skip locked) due
         where e.org_id = due.org_id and e.id = due.id
         returning e.org_id, e.id, e.kind",
        now + LEASE,
        now,
        i64::from(most),
    )
    .fetch_all(&mut *tx)
    .await?;
    tx.commit().await?;
    rows.into_iter()
        .map(|row| {
            let (org, environment) = (OrgId(row.org_id), EnvironmentId(row.id));
            Ok(DueSync { org, environment, kind: stored("kind", &row.kind)? })
        })
        .collect()
}

/// Stores a list that was read whole. What it lacks is marked as removed and
/// keeps its reports; what comes back is as it was.
pub async fn sync(
    system: &SystemScope,
    org: OrgId,
    environment: EnvironmentId,
    listed: &[Listed],
    now: DateTime<Utc>,
) -> Result<Synced, StoreError> {
    let mut tx = system.begin().await?;
    let external: Vec<&str> = listed.iter().map(|one| one.external_id.as_str()).collect();
    let ids = upsert(&mut tx, org, environment, listed, now).await?;
    let gone = sqlx::query_scalar!(
        "update dashboards
         set removed_at = $4
         where org_id = $1 and environment_id = $2 and removed_at is null and external_id <> all($3)
         returning id",
        org.0,
        environment.0,
        &external as &[&str],
        now,
    )
    .fetch_all(&mut *tx)
    .await?;
    forget_gone(&mut tx, org.0, &gone, now).await?;
    owners_and_tags(&mut tx, org, listed, &ids).await?;
    sqlx::query!(
        "update environments
         set synced_at = $3, sync_due_at = $4, sync_problem = null, sync_lease_until = null
         where org_id = $1 and id = $2",
        org.0,
        environment.0,
        now,
        now + PERIOD,
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(Synced { listed: ids.len() as u64, removed: gone.len() as u64 })
}

/// Whether any dashboard of an environment is known.
pub async fn has_dashboards(system: &SystemScope, org: OrgId, environment: EnvironmentId) -> Result<bool, StoreError> {
    let mut tx = system.begin().await?;
    let has = sqlx::query_scalar!(
        r#"select exists (select from dashboards
                          where org_id = $1 and environment_id = $2 and removed_at is null) as "has!""#,
        org.0,
        environment.0,
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(has)
}

/// Notes why a list could not be read; it is tried again after the usual time.
pub async fn sync_failed(
    system: &SystemScope,
    org: OrgId,
    environment: EnvironmentId,
    problem: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut tx = system.begin().await?;
    sqlx::query!(
        "update environments
         set sync_problem = $3, sync_lease_until = null, sync_due_at = $4
         where org_id = $1 and id = $2",
        org.0,
        environment.0,
        problem,
        now + PERIOD,
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx.commit().await?)
}

/// Inserts or updates each dashboard, and answers with the id of each.
async fn upsert(
    connection: &mut PgConnection,
    org: OrgId,
    environment: EnvironmentId,
    listed: &[Listed],
    now: DateTime<Utc>,
) -> Result<Vec<(String, i32)>, StoreError> {
    let rows = sqlx::query!(
        "insert into dashboards
             (org_id, environment_id, external_id, title, slug, url, is_published, changed_at, created_at)
         select $1, $2, l.external_id, l.title, l.slug, l.url, l.is_published, l.changed_at, $9
         from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::timestamptz[])
             as l (external_id, title, slug, url, is_published, changed_at)
         order by l.external_id
         on conflict on constraint dashboards_external_id_key do update
         set title = excluded.title, slug = excluded.slug, url = excluded.url,
             is_published = excluded.is_published, changed_at = excluded.changed_at, removed_at = null
         returning external_id, id",
        org.0,
        environment.0,
        &listed.iter().map(|one| one.external_id.as_str()).collect::<Vec<_>>() as &[&str],
        &listed.iter().map(|one| one.title.as_str()).collect::<Vec<_>>() as &[&str],
        &listed.iter().map(|one| one.slug.as_deref()).collect::<Vec<_>>() as &[Option<&str>],
        &listed.iter().map(|one| one.url.as_str()).collect::<Vec<_>>() as &[&str],
        &listed.iter().map(|one| one.is_published).collect::<Vec<_>>(),
        &listed.iter().map(|one| one.changed_at).collect::<Vec<_>>() as &[Option<DateTime<Utc>>],
        now,
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.external_id, row.id)).collect())
}

/// Writes owners and tags anew.
async fn owners_and_tags(
    connection: &mut PgConnection,
    org: OrgId,
    listed: &[Listed],
    ids: &[(String, i32)],
) -> Result<(), StoreError> {
    let id_of: std::collections::HashMap<&str, i32> = ids.iter().map(|(name, id)| (name.as_str(), *id)).collect();
    let all: Vec<i32> = ids.iter().map(|(_, id)| *id).collect();
    sqlx::query!("delete from dashboard_owners where org_id = $1 and dashboard_id = any($2)", org.0, &all)
        .execute(&mut *connection)
        .await?;
    sqlx::query!("delete from dashboard_tags where org_id = $1 and dashboard_id = any($2)", org.0, &all)
        .execute(&mut *connection)
        .await?;
    let with_id = listed.iter().filter_map(|one| Some((*id_of.get(one.external_id.as_str())?, one)));
    let owners: Vec<_> =
        with_id.clone().flat_map(|(id, one)| one.owners.iter().map(move |owner| (id, owner))).collect();
    let tags: Vec<_> = with_id.flat_map(|(id, one)| one.tags.iter().map(move |tag| (id, tag.as_str()))).collect();
    sqlx::query!(
        "insert into dashboard_owners (org_id, dashboard_id, external_id, name, email)
         select $1, o.dashboard_id, o.external_id, o.name, o.email
         from unnest($2::int[], $3::text[], $4::text[], $5::text[]) as o (dashboard_id, external_id, name, email)
         on conflict on constraint dashboard_owners_pkey do nothing",
        org.0,
        &owners.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
        &owners.iter().map(|(_, owner)| owner.external_id.as_str()).collect::<Vec<_>>() as &[&str],
        &owners.iter().map(|(_, owner)| owner.name.as_str()).collect::<Vec<_>>() as &[&str],
        &owners.iter().map(|(_, owner)| owner.email.as_deref()).collect::<Vec<_>>() as &[Option<&str>],
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "insert into dashboard_tags (org_id, dashboard_id, tag)
         select $1, t.dashboard_id, t.tag
         from unnest($2::int[], $3::text[]) as t (dashboard_id, tag)
         where char_length(t.tag) between 1 and 100
         on conflict on constraint dashboard_tags_pkey do nothing",
        org.0,
        &tags.iter().map(|(id, _)| *id).collect::<Vec<_>>(),
        &tags.iter().map(|(_, tag)| *tag).collect::<Vec<_>>() as &[&str],
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends what is open about dashboards that are gone: plans and incidents.
pub(super) async fn forget_gone(
    connection: &mut PgConnection,
    org: i32,
    gone: &[i32],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    sqlx::query!("delete from checks where org_id = $1 and dashboard_id = any($2) and state = 'planned'", org, gone,)
        .execute(&mut *connection)
        .await?;
    sqlx::query!(
        "update incidents
         set closed_at = $3
         where org_id = $1 and dashboard_id = any($2) and closed_at is null",
        org,
        gone,
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}
