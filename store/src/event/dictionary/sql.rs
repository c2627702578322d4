//! The statements on dictionaries. They differ by table only, but a table's
//! name can't be a parameter, and each is checked against the schema.

use std::collections::HashMap;

use domain::id::OrgId;
use sqlx::PgConnection;

use super::{
    Dictionary,
    terms::{Batch, Found},
};
use crate::StoreError;

/// The last id that each dictionary gave, by name; none that never gave one.
pub(super) async fn counters(connection: &mut PgConnection, org: OrgId) -> Result<HashMap<String, i32>, StoreError> {
    let rows = sqlx::query!(
        "select dictionary, last_id
         from dictionary_counters
         where org_id = $1
         order by dictionary",
        org.0,
    )
    .fetch_all(connection)
    .await?;
    Ok(rows.into_iter().map(|row| (row.dictionary, row.last_id)).collect())
}

/// Locks the counter of a dictionary until the transaction ends, and returns
/// the last id it gave.
pub(super) async fn lock_counter(
    connection: &mut PgConnection,
    org: OrgId,
    dictionary: Dictionary,
) -> Result<i32, StoreError> {
    let name = dictionary.name();
    loop {
        let last_id = sqlx::query_scalar!(
            "select last_id
             from dictionary_counters
             where org_id = $1 and dictionary = $2
             order by org_id, dictionary
             for no key update",
            org.0,
            name,
        )
        .fetch_optional(&mut *connection)
        .await?;
        if let Some(last_id) = last_id {
            return Ok(last_id);
        }
        // The first of this organization makes the row; then all lock it.
        sqlx::query!(
            "insert into dictionary_counters (org_id, dictionary)
             values ($1, $2)
             on conflict on constraint dictionary_counters_pkey do nothing",
            org.0,
            name,
        )
        .execute(&mut *connection)
        .await?;
    }
}

// In each look-up the limit is a fence: it makes the planner go to the index
// once per key. Without it, an organization that the statistics don't know
// yet counts as one row, and its whole dictionary is read for every batch.

macro_rules! find_plain {
    ($connection:ident, $org:ident, $batch:ident, $table:literal, $key:literal) => {
        sqlx::query_as!(
            Found,
            r#"select wanted.place as "place!", d.id, false as "is_renamed!"
             from unnest($2::text[]) with ordinality as wanted (key, place)
             cross join lateral (
                 select id from "#
                + $table
                + " where org_id = $1 and "
                + $key
                + r#" = wanted.key limit 1
             ) d
             order by wanted.place"#,
            $org.0,
            &$batch.keys as &[&str],
        )
        .fetch_all($connection)
        .await?
    };
}

macro_rules! find_described {
    ($connection:ident, $org:ident, $batch:ident, $table:literal) => {
        sqlx::query_as!(
            Found,
            r#"select wanted.place as "place!", d.id,
                   (wanted.name <> coalesce(d.name, '') or wanted.url <> coalesce(d.url, '')) is true
                       as "is_renamed!"
             from unnest($2::text[], $3::text[], $4::text[]) with ordinality as wanted (key, name, url, place)
             cross join lateral (
                 select id, name, url from "#
                + $table
                + r#" where org_id = $1 and external_id = wanted.key limit 1
             ) d
             order by wanted.place"#,
            $org.0,
            &$batch.keys as &[&str],
            &$batch.names as &[Option<&str>],
            &$batch.urls as &[Option<&str>],
        )
        .fetch_all($connection)
        .await?
    };
}

macro_rules! find_tags {
    ($connection:ident, $org:ident, $batch:ident) => {
        sqlx::query_as!(
            Found,
            r#"select wanted.place as "place!", d.id, false as "is_renamed!"
             from unnest($2::text[], $3::text[]) with ordinality as wanted (category, key, place)
             cross join lateral (
                 select id from tags
                 where org_id = $1 and category = wanted.category and text = wanted.key limit 1
             ) d
             order by wanted.place"#,
            $org.0,
            &$batch.categories as &[&str],
            &$batch.keys as &[&str],
        )
        .fetch_all($connection)
        .await?
    };
}

/// The ids that are known of a batch.
pub(super) async fn find(
    connection: &mut PgConnection,
    org: OrgId,
    dictionary: Dictionary,
    batch: &Batch<'_>,
) -> Result<Vec<Found>, StoreError> {
    Ok(match dictionary {
        Dictionary::Actors => find_described!(connection, org, batch, "actors"),
        Dictionary::EventSessions => find_plain!(connection, org, batch, "event_sessions", "external_id"),
        Dictionary::Sources => find_plain!(connection, org, batch, "sources", "name"),
        Dictionary::Subjects => find_described!(connection, org, batch, "subjects"),
        Dictionary::Tags => find_tags!(connection, org, batch),
    })
}

macro_rules! insert_plain {
    ($connection:ident, $org:ident, $batch:ident, $table:literal, $key:literal) => {
        sqlx::query!(
            "insert into "
                + $table
                + " (org_id, id, "
                + $key
                + ")
             select $1, made.id, made.key
             from unnest($2::int[], $3::text[]) as made (id, key)
             order by made.id",
            $org.0,
            &$batch.ids,
            &$batch.keys as &[&str],
        )
        .execute(&mut *$connection)
        .await?
    };
}

macro_rules! insert_described {
    ($connection:ident, $org:ident, $batch:ident, $table:literal) => {
        sqlx::query!(
            "insert into "
                + $table
                + " (org_id, id, external_id, name, url)
             select $1, made.id, made.key, made.name, made.url
             from unnest($2::int[], $3::text[], $4::text[], $5::text[]) as made (id, key, name, url)
             order by made.id",
            $org.0,
            &$batch.ids,
            &$batch.keys as &[&str],
            &$batch.names as &[Option<&str>],
            &$batch.urls as &[Option<&str>],
        )
        .execute(&mut *$connection)
        .await?
    };
}

/// Makes new entries under their ids and moves the counter, which must be
/// locked.
pub(super) async fn insert(
    connection: &mut PgConnection,
    org: OrgId,
    dictionary: Dictionary,
    batch: Batch<'_>,
) -> Result<(), StoreError> {
    let Some(last_id) = batch.ids.last() else {
        return Ok(());
    };
    match dictionary {
        Dictionary::Actors => insert_described!(connection, org, batch, "actors"),
        Dictionary::EventSessions => {
            insert_plain!(connection, org, batch, "event_sessions", "external_id")
        }
        Dictionary::Sources => insert_plain!(connection, org, batch, "sources", "name"),
        Dictionary::Subjects => insert_described!(connection, org, batch, "subjects"),
        Dictionary::Tags => {
            sqlx::query!(
                "insert into tags (org_id, id, category, text)
                 select $1, made.id, made.category, made.key
                 from unnest($2::int[], $3::text[], $4::text[]) as made (id, category, key)
                 order by made.id",
                org.0,
                &batch.ids,
                &batch.categories as &[&str],
                &batch.keys as &[&str],
            )
            .execute(&mut *connection)
            .await?
        }
    };
    sqlx::query!(
        "update dictionary_counters
         set last_id = $3
         where org_id = $1 and dictionary = $2",
        org.0,
        dictionary.name(),
        last_id,
    )
    .execute(connection)
    .await?;
    Ok(())
}

macro_rules! rename {
    ($name:ident, $table:literal) => {
        /// Stores other names and links of entries that have them. The rows
        /// are locked by id first, because an update takes them in any order.
        pub(super) async fn $name(
            connection: &mut PgConnection,
            org: OrgId,
            batch: &Batch<'_>,
        ) -> Result<(), StoreError> {
            if batch.ids.is_empty() {
                return Ok(());
            }
            sqlx::query!(
                "select id from "
                    + $table
                    + "
                 where org_id = $1 and id = any($2)
                 order by id
                 for no key update",
                org.0,
                &batch.ids,
            )
            .fetch_all(&mut *connection)
            .await?;
            sqlx::query!(
                "update "
                    + $table
                    + " d
                 set name = coalesce(renamed.name, d.name),
                     url = coalesce(renamed.url, d.url)
                 from unnest($2::int[], $3::text[], $4::text[]) as renamed (id, name, url)
                 where d.org_id = $1 and d.id = renamed.id and d.id = any($2)",
                org.0,
                &batch.ids,
                &batch.names as &[Option<&str>],
                &batch.urls as &[Option<&str>],
            )
            .execute(connection)
            .await?;
            Ok(())
        }
    };
}

rename!(rename_actors, "actors");
rename!(rename_subjects, "subjects");
