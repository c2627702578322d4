//! The list of a BI tool as rows: only what differs is written, and dashboards
//! are held in the order of their ids, as everybody holds several.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::id::{EnvironmentId, OrgId};
use sqlx::PgConnection;

use super::{Listed, ListedOwner};
use crate::StoreError;

/// Ids by the names that the BI tool gives.
pub(super) type Ids = HashMap<String, i32>;

/// Inserts what is new and updates what has changed, and answers with the id
/// of each that is listed.
pub(super) async fn write(
    connection: &mut PgConnection,
    org: OrgId,
    environment: EnvironmentId,
    listed: &[Listed],
    now: DateTime<Utc>,
) -> Result<Ids, StoreError> {
    sqlx::query!(
        "with listed as (
             select *
             from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::timestamptz[])
                 as l (external_id, title, slug, url, is_published, changed_at)
         ),
         different as (
             select d.id
             from dashboards d
             join listed l on l.external_id = d.external_id
             where d.org_id = $1 and d.environment_id = $2
               and (d.title, d.slug, d.url, d.is_published, d.changed_at, d.removed_at, d.unlisted_at)
                   is distinct from
                   (l.title, l.slug, l.url, l.is_published, l.changed_at, null::timestamptz, null::timestamptz)
             order by d.id
             for no key update of d
         )
         update dashboards d
         set title = l.title, slug = l.slug, url = l.url, is_published = l.is_published, changed_at = l.changed_at,
             removed_at = null, unlisted_at = null
         from different
         cross join listed l
         where d.org_id = $1 and d.id = different.id and l.external_id = d.external_id",
        org.0,
        environment.0,
        &listed.iter().map(|one| one.external_id.as_str()).collect::<Vec<_>>() as &[&str],
        &listed.iter().map(|one| one.title.as_str()).collect::<Vec<_>>() as &[&str],
        &listed.iter().map(|one| one.slug.as_deref()).collect::<Vec<_>>() as &[Option<&str>],
        &listed.iter().map(|one| one.url.as_str()).collect::<Vec<_>>() as &[&str],
        &listed.iter().map(|one| one.is_published).collect::<Vec<_>>(),
        &listed.iter().map(|one| one.changed_at).collect::<Vec<_>>() as &[Option<DateTime<Utc>>],
    )
    .execute(&mut *connection)
    .await?;
    let mut ids = known(connection, org, environment, listed).await?;
    let new: Vec<&Listed> = listed.iter().filter(|one| !ids.contains_key(&one.external_id)).collect();
    if new.is_empty() {
        return Ok(ids);
    }
    let rows = sqlx::query!(
        "insert into dashboards
             (org_id, environment_id, external_id, title, slug, url, is_published, changed_at, created_at)
         select $1, $2, l.external_id, l.title, l.slug, l.url, l.is_published, l.changed_at, $9
         from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::timestamptz[])
             as l (external_id, title, slug, url, is_published, changed_at)
         order by l.external_id
         on conflict on constraint dashboards_external_id_key do nothing
         returning external_id, id",
        org.0,
        environment.0,
        &new.iter().map(|one| one.external_id.as_str()).collect::<Vec<_>>() as &[&str],
        &new.iter().map(|one| one.title.as_str()).collect::<Vec<_>>() as &[&str],
        &new.iter().map(|one| one.slug.as_deref()).collect::<Vec<_>>() as &[Option<&str>],
        &new.iter().map(|one| one.url.as_str()).collect::<Vec<_>>() as &[&str],
        &new.iter().map(|one| one.is_published).collect::<Vec<_>>(),
        &new.iter().map(|one| one.changed_at).collect::<Vec<_>>() as &[Option<DateTime<Utc>>],
        now,
    )
    .fetch_all(connection)
    .await?;
    ids.extend(rows.into_iter().map(|row| (row.external_id, row.id)));
    Ok(ids)
}

async fn known(
    connection: &mut PgConnection,
    org: OrgId,
    environment: EnvironmentId,
    listed: &[Listed],
) -> Result<Ids, StoreError> {
    let rows = sqlx::query!(
        "select external_id, id
         from dashboards
         where org_id = $1 and environment_id = $2 and external_id = any($3)
         order by id",
        org.0,
        environment.0,
        &listed.iter().map(|one| one.external_id.as_str()).collect::<Vec<_>>() as &[&str],
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.external_id, row.id)).collect())
}

/// Marks what is not listed: as removed, or, where an active policy has
/// selected it, as not listed only. Answers with what was removed just now.
pub(super) async fn unlist(
    connection: &mut PgConnection,
    org: OrgId,
    environment: EnvironmentId,
    listed: &[Listed],
    now: DateTime<Utc>,
) -> Result<Vec<i32>, StoreError> {
    let rows = sqlx::query!(
        r#"with missing as (
               select d.id, d.removed_at,
                      exists (select from policy_dashboards s
                              join policies p on p.org_id = $1 and p.id = s.policy_id and p.is_active
                                             and p.removed_at is null and p.scope = 'selected'
                              where s.org_id = $1 and s.dashboard_id = d.id) as is_kept
               from dashboards d
               where d.org_id = $1 and d.environment_id = $2 and d.external_id <> all($3)
           ),
           different as (
               select d.id, m.is_kept
               from dashboards d
               join missing m on m.id = d.id
               where d.org_id = $1 and (d.unlisted_at is null or (d.removed_at is null) <> m.is_kept)
               order by d.id
               for no key update of d
           )
           update dashboards d
           set unlisted_at = coalesce(d.unlisted_at, $4),
               removed_at = case when different.is_kept then null else coalesce(d.removed_at, $4) end
           from different
           where d.org_id = $1 and d.id = different.id
           returning d.id, coalesce(d.removed_at = $4, false) as "is_gone!""#,
        org.0,
        environment.0,
        &listed.iter().map(|one| one.external_id.as_str()).collect::<Vec<_>>() as &[&str],
        now,
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().filter(|row| row.is_gone).map(|row| row.id).collect())
}

/// Brings the owners in step.
pub(super) async fn owners(
    connection: &mut PgConnection,
    org: OrgId,
    listed: &[Listed],
    ids: &Ids,
) -> Result<(), StoreError> {
    let owners: Vec<(i32, &ListedOwner)> =
        with_id(listed, ids).flat_map(|(id, one)| one.owners.iter().map(move |owner| (id, owner))).collect();
    let (dashboards, names): (Vec<i32>, Vec<&str>) =
        owners.iter().map(|(id, owner)| (*id, owner.external_id.as_str())).unzip();
    sqlx::query!(
        "delete from dashboard_owners o
         where o.org_id = $1 and o.dashboard_id = any($2)
           and not exists (select from unnest($3::int[], $4::text[]) as n (dashboard_id, external_id)
                           where n.dashboard_id = o.dashboard_id and n.external_id = o.external_id)",
        org.0,
        &ids.values().copied().collect::<Vec<_>>(),
        &dashboards,
        &names as &[&str],
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "insert into dashboard_owners as o (org_id, dashboard_id, external_id, name, email)
         select distinct on (n.dashboard_id, n.external_id) $1::int, n.dashboard_id, n.external_id, n.name, n.email
         from unnest($2::int[], $3::text[], $4::text[], $5::text[]) as n (dashboard_id, external_id, name, email)
         order by n.dashboard_id, n.external_id
         on conflict on constraint dashboard_owners_pkey do update
         set name = excluded.name, email = excluded.email
         where (o.name, o.email) is distinct from (excluded.name, excluded.email)",
        org.0,
        &dashboards,
        &names as &[&str],
        &owners.iter().map(|(_, owner)| owner.name.as_str()).collect::<Vec<_>>() as &[&str],
        &owners.iter().map(|(_, owner)| owner.email.as_deref()).collect::<Vec<_>>() as &[Option<&str>],
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Brings the tags in step.
pub(super) async fn tags(
    connection: &mut PgConnection,
    org: OrgId,
    listed: &[Listed],
    ids: &Ids,
) -> Result<(), StoreError> {
    let (dashboards, tags): (Vec<i32>, Vec<&str>) =
        with_id(listed, ids).flat_map(|(id, one)| one.tags.iter().map(move |tag| (id, tag.as_str()))).unzip();
    sqlx::query!(
        "delete from dashboard_tags t
         where t.org_id = $1 and t.dashboard_id = any($2)
           and not exists (select from unnest($3::int[], $4::text[]) as n (dashboard_id, tag)
                           where n.dashboard_id = t.dashboard_id and n.tag = t.tag)",
        org.0,
        &ids.values().copied().collect::<Vec<_>>(),
        &dashboards,
        &tags as &[&str],
    )
    .execute(&mut *connection)
    .await?;
    sqlx::query!(
        "insert into dashboard_tags (org_id, dashboard_id, tag)
         select $1, t.dashboard_id, t.tag
         from unnest($2::int[], $3::text[]) as t (dashboard_id, tag)
         where char_length(t.tag) between 1 and 100
         order by t.dashboard_id, t.tag
         on conflict on constraint dashboard_tags_pkey do nothing",
        org.0,
        &dashboards,
        &tags as &[&str],
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn with_id<'a>(listed: &'a [Listed], ids: &'a Ids) -> impl Iterator<Item = (i32, &'a Listed)> {
    listed.iter().filter_map(|one| Some((*ids.get(&one.external_id)?, one)))
}
