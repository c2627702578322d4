//! What the catalog must say of every table, also of those to come.

use std::collections::BTreeSet;

use sqlx::PgPool;

/// Tables that belong to no organization. A new one needs a reason, here.
const NOT_OF_ONE_ORGANIZATION: &[&str] = &[
    // The migrator's own.
    "_sqlx_migrations",
    // The tenants themselves.
    "organizations",
    // A person's.
    "email_verifications",
    "password_resets",
    // Keys belong to the servers; only their names are here.
    "secret_keys",
    // Before an organization is known.
    "sign_in_attempts",
    "user_sessions",
    // A person may be a member of several.
    "users",
];

async fn names(pool: &PgPool, sql: &'static str) -> BTreeSet<String> {
    let names: Vec<String> = sqlx::query_scalar(sql).fetch_all(pool).await.expect(sql);
    names.into_iter().collect()
}

async fn none(pool: &PgPool, sql: &'static str) {
    assert_eq!(names(pool, sql).await, BTreeSet::new(), "{sql}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_table_has_an_organization_exactly_when_it_has_a_forced_policy(pool: PgPool) {
    let tables = names(
        &pool,
        "select c.relname::text from pg_class c
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition",
    )
    .await;
    let with_organization = names(
        &pool,
        "select table_name::text from information_schema.columns
         where table_schema = 'public' and column_name = 'org_id'",
    )
    .await;
    let with_forced_policy = names(
        &pool,
        "select c.relname::text from pg_class c
         where c.relnamespace = 'public'::regnamespace and c.relrowsecurity and c.relforcerowsecurity
           and exists (select from pg_policy p where p.polrelid = c.oid)",
    )
    .await;
    assert_eq!(with_organization, with_forced_policy);
    let without: BTreeSet<_> = tables.difference(&with_organization).map(String::as_str).collect();
    assert_eq!(without, NOT_OF_ONE_ORGANIZATION.iter().copied().collect());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn an_organization_is_never_unknown(pool: PgPool) {
    none(
        &pool,
        "select table_name::text from information_schema.columns
         where table_schema = 'public' and column_name = 'org_id' and is_nullable = 'YES'",
    )
    .await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn partitions_are_reached_through_their_parent_only(pool: PgPool) {
    let made: i32 = sqlx::query_scalar("select ensure_event_partitions('2026-11-01', 3)")
        .fetch_one(&pool)
        .await
        .expect("partitions");
    assert_eq!(made, 6);
    none(
        &pool,
        "select c.relname::text from pg_class c
         where c.relispartition and c.relkind = 'r'
           and not (c.relrowsecurity and c.relforcerowsecurity
                    and not exists (select from pg_policy p where p.polrelid = c.oid))",
    )
    .await;
    none(
        &pool,
        "select g.table_name::text from information_schema.role_table_grants g
         join pg_class c on c.relname = g.table_name and c.relispartition
         where g.grantee like 'app\\_%' or g.grantee = 'PUBLIC'",
    )
    .await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn whoever_may_touch_a_tenant_table_has_a_policy_there(pool: PgPool) {
    let granted = names(
        &pool,
        "select distinct g.table_name || ' ' || g.grantee
         from (select table_name, grantee from information_schema.role_table_grants
               union select table_name, grantee from information_schema.role_column_grants) g
         join pg_class c on c.relname = g.table_name and c.relnamespace = 'public'::regnamespace and c.relrowsecurity
         where g.grantee <> current_user",
    )
    .await;
    let with_policy =
        names(&pool, "select tablename || ' ' || unnest(roles) from pg_policies where schemaname = 'public'").await;
    assert_eq!(granted, with_policy);
    assert!(granted.iter().all(|grant| !grant.ends_with("PUBLIC")), "{granted:?}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_policy_for_one_organization_asks_for_it(pool: PgPool) {
    none(
        &pool,
        "select policyname::text from pg_policies
         where roles && array['app_tenant', 'app_ingest']::name[]
           and (qual !~ '\\m(org_id|id) = .*NULLIF\\(current_setting\\(''app.org_id''::text, true\\), ''''::text\\)'
                or qual ~ '\\mid = .*NULLIF' and tablename <> 'organizations'
                or with_check is not null or cmd <> 'ALL')",
    )
    .await;
    none(
        &pool,
        "select policyname::text from pg_policies where qual = 'true' and roles && array['app_tenant', 'app_ingest']::name[]",
    )
    .await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn keys_between_tenant_tables_carry_the_organization(pool: PgPool) {
    // Key checks bypass the policies, so the key itself has to say whose it is.
    none(
        &pool,
        "select k.conname::text
         from pg_constraint k
         join pg_attribute child on child.attrelid = k.conrelid and child.attname = 'org_id'
         join pg_attribute parent on parent.attrelid = k.confrelid and parent.attname = 'org_id'
         where k.contype = 'f'
           and not (child.attnum = any(k.conkey) and parent.attnum = any(k.confkey))",
    )
    .await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_primary_key_of_a_tenant_table_begins_with_the_organization(pool: PgPool) {
    none(
        &pool,
        "select k.conname::text
         from pg_constraint k
         join pg_attribute a on a.attrelid = k.conrelid and a.attname = 'org_id'
         where k.contype = 'p' and k.conkey[1] <> a.attnum",
    )
    .await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_roles_have_no_power_of_their_own(pool: PgPool) {
    let roles = names(&pool, "select rolname::text from pg_roles where rolname like 'app\\_%'").await;
    let expected = ["app_identity", "app_ingest", "app_system", "app_tenant"];
    assert_eq!(roles.iter().map(String::as_str).collect::<Vec<_>>(), expected);
    none(
        &pool,
        "select rolname::text from pg_roles
         where rolname like 'app\\_%'
           and (rolsuper or rolbypassrls or rolcanlogin or rolcreaterole or rolcreatedb)",
    )
    .await;
    none(
        &pool,
        "select r.rolname::text from pg_roles r
         where r.rolname like 'app\\_%'
           and (exists (select from pg_class c where c.relowner = r.oid)
                or exists (select from pg_auth_members m where m.member = r.oid)
                or has_schema_privilege(r.oid, 'public', 'create'))",
    )
    .await;
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn batches_of_a_new_organization_took_seconds_because_statistics_said_it_was_empty(pool: PgPool) {
    // Where two indexes begin with the organization, a guess of one row lets
    // the planner read all of it through the wrong one, for each key.
    none(
        &pool,
        "select a.attrelid::regclass::text
         from pg_attribute a
         where a.attrelid in ('sources'::regclass, 'actors'::regclass, 'subjects'::regclass,
                              'event_sessions'::regclass, 'tags'::regclass)
           and a.attname = 'org_id' and a.attstattarget is distinct from 0",
    )
    .await;
}

/// What every role of the application may do with every table, a line each.
async fn grants(pool: &PgPool) -> String {
    let lines: Vec<String> = sqlx::query_scalar(
        "select format('%s %s: %s', grantee, table_name,
                       string_agg(privilege, ', ' order by privilege collate \"C\"))
         from (
             select grantee, table_name, lower(privilege_type) as privilege
             from information_schema.role_table_grants
             where grantee like 'app\\_%'
             union all
             select c.grantee, c.table_name,
                    format('%s (%s)', lower(c.privilege_type), string_agg(c.column_name, ', ' order by c.column_name collate \"C\"))
             from information_schema.role_column_grants c
             where c.grantee like 'app\\_%'
               and not exists (
                   select from information_schema.role_table_grants t
                   where t.grantee = c.grantee and t.table_name = c.table_name
                     and t.privilege_type = c.privilege_type
               )
             group by c.grantee, c.table_name, c.privilege_type
         ) g
         group by grantee, table_name
         order by grantee collate \"C\", table_name collate \"C\"",
    )
    .fetch_all(pool)
    .await
    .expect("grants");
    lines.join("\n") + "\n"
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_grants_are_those_that_were_reviewed(pool: PgPool) {
    let found = grants(&pool).await;
    assert_eq!(found, include_str!("grants.txt"), "put this into grants.txt if it is meant:\n{found}");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn nobody_changes_the_audit_log(pool: PgPool) {
    let found = grants(&pool).await;
    let on_log: Vec<_> = found.lines().filter(|line| line.contains(" audit_entries: ")).collect();
    assert_eq!(
        on_log,
        [
            "app_identity audit_entries: insert",
            "app_system audit_entries: insert",
            "app_tenant audit_entries: insert, select"
        ]
    );
    for role in ["app_identity", "app_system", "app_tenant", "app_ingest"] {
        for sql in ["update audit_entries set actor = 'x'", "delete from audit_entries", "truncate audit_entries"] {
            let mut tx = pool.begin().await.expect("begun");
            sqlx::raw_sql(sqlx::AssertSqlSafe(format!("set local role {role}"))).execute(&mut *tx).await.expect("set");
            let error = sqlx::raw_sql(sql).execute(&mut *tx).await.expect_err(sql);
            let code = error.as_database_error().and_then(|error| error.code().map(std::borrow::Cow::into_owned));
            assert_eq!(code.as_deref(), Some("42501"), "{role}: {sql}: {error}");
        }
    }
}
