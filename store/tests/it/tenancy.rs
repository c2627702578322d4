//! Two organizations side by side: what Postgres itself keeps apart when a
//! query forgets to.

use std::borrow::Cow;

use domain::{host::HostSample, id::OrgId, role::Role};
use sqlx::{AssertSqlSafe, PgPool};
use store::StoreError;

use crate::harness::{Harness, Org, at, full_event, name, now, slug, token_hash};
use crate::scene;

const SAMPLE: HostSample = HostSample {
    cpu_percent: 38.0,
    memory_used: 1,
    memory_total: 4,
    disk_used: 1,
    disk_total: 2,
    load1: 0.5,
    uptime_seconds: 60,
};

/// Two organizations with a row in every table that has one.
async fn two_organizations(harness: &Harness) -> [Org; 2] {
    let orgs = [harness.organization("acme").await, harness.organization("globex").await];
    for org in &orgs {
        org.send(&[full_event(1)]).await;
        let host = store::host::register(&harness.system, org.id, &name("web-1")).await.expect("new");
        let time = at("2026-11-21T10:00:00Z");
        store::host::append(&harness.system, org.id, host, time, &SAMPLE).await.expect("new");
        org.invite("new@example.com", Role::Viewer, 1).await;
        scene::everything(harness, org).await;
    }
    store::host::roll_up(&harness.system, now()).await.expect("rolled up");
    orgs
}

async fn tenant_tables(pool: &PgPool, role: &str) -> Vec<String> {
    // Of people and organizations themselves there is a test below.
    sqlx::query_scalar(
        "select tablename::text from pg_policies
         where roles = array[$1::name] and tablename not in ('organizations', 'users')
         order by tablename",
    )
    .bind(role)
    .fetch_all(pool)
    .await
    .expect("policies")
}

/// All rows of a table that a role sees, and those of the organization.
async fn visible(pool: &PgPool, role: &str, setting: Option<OrgId>, table: &str, whose: OrgId) -> (i64, i64) {
    let mut tx = pool.begin().await.expect("begun");
    let setting = setting.map(|org| format!("set local app.org_id = '{org}';")).unwrap_or_default();
    sqlx::raw_sql(AssertSqlSafe(format!("set local role {role}; {setting}"))).execute(&mut *tx).await.expect("set");
    let sql = format!("select count(*), count(*) filter (where org_id = {whose}) from {table}");
    let counts = sqlx::query_as(AssertSqlSafe(sql)).fetch_one(&mut *tx).await.expect(table);
    tx.rollback().await.expect("rolled back");
    counts
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_query_that_forgets_the_organization_sees_its_own_only(pool: PgPool) {
    let harness = Harness::with_partitions(pool.clone()).await;
    let [acme, globex] = two_organizations(&harness).await;
    for (role, tables) in [
        ("app_tenant", tenant_tables(&pool, "app_tenant").await),
        (
            "app_ingest",
            ["sources", "actors", "subjects", "event_sessions", "tags", "dictionary_counters"]
                .map(str::to_owned)
                .to_vec(),
        ),
    ] {
        assert!(tables.len() >= 6, "{tables:?}");
        for table in tables {
            for org in [&acme, &globex] {
                let (all, own) = visible(&pool, role, Some(org.id), &table, org.id).await;
                assert!(own > 0, "{role} sees nothing of its own in {table}");
                assert_eq!(all, own, "{role} in {table}");
            }
            let (all, _) = visible(&pool, role, None, &table, acme.id).await;
            assert_eq!(all, 0, "{role} without an organization in {table}");
        }
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_tenant_sees_its_organization_and_its_own_people_only(pool: PgPool) {
    let harness = Harness::new(pool.clone()).await;
    let acme = harness.organization("acme").await;
    harness.organization("globex").await;
    harness.user("nobody@example.com").await;
    for (setting, expected) in
        [(format!("set local app.org_id = '{}'", acme.id), ("acme", "owner@acme.test")), (String::new(), ("", ""))]
    {
        let mut tx = pool.begin().await.expect("begun");
        let set = format!("set local role app_tenant; {setting}");
        sqlx::raw_sql(AssertSqlSafe(set)).execute(&mut *tx).await.expect("set");
        let seen: (String, String) = sqlx::query_as(
            "select (select coalesce(string_agg(slug, ','), '') from organizations),
                    (select coalesce(string_agg(email, ','), '') from users)",
        )
        .fetch_one(&mut *tx)
        .await
        .expect("counted");
        assert_eq!((seen.0.as_str(), seen.1.as_str()), expected);
        let changed = sqlx::raw_sql("update organizations set name = 'x'").execute(&mut *tx).await.expect("changed");
        assert_eq!(changed.rows_affected(), u64::from(!setting.is_empty()));
        let hashes = sqlx::raw_sql("select password_hash from users").execute(&mut *tx).await;
        assert!(hashes.is_err(), "a tenant reads no password's hash");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_setting_that_has_ended_shows_nothing(pool: PgPool) {
    let harness = Harness::with_partitions(pool.clone()).await;
    let [acme, _] = two_organizations(&harness).await;
    // A local setting leaves an empty string behind on its connection.
    let mut connection = pool.acquire().await.expect("a connection");
    let first = format!("begin; set local role app_tenant; set local app.org_id = '{}'; commit", acme.id);
    sqlx::raw_sql(AssertSqlSafe(first)).execute(&mut *connection).await.expect("done");
    let left: String = sqlx::query_scalar("select current_setting('app.org_id', true)")
        .fetch_one(&mut *connection)
        .await
        .expect("a setting");
    assert_eq!(left, "");
    sqlx::raw_sql("begin; set local role app_tenant").execute(&mut *connection).await.expect("done");
    let seen: i64 =
        sqlx::query_scalar("select count(*) from events").fetch_one(&mut *connection).await.expect("counted");
    assert_eq!(seen, 0);
    sqlx::raw_sql("rollback").execute(&mut *connection).await.expect("done");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_token_appends_to_its_own_organization_only(pool: PgPool) {
    let harness = Harness::with_partitions(pool.clone()).await;
    let [acme, globex] = two_organizations(&harness).await;
    for (sql, code) in [
        // Row level security refuses the row, …
        (format!("insert into sources (org_id, id, name) values ({}, 99, 'x')", globex.id), "42501"),
        (
            format!(
                "insert into events (org_id, occurred_at, id, kind, body_hash) values ({}, '2026-11-21T10:00Z', gen_random_uuid(), 'a.b', '')",
                globex.id
            ),
            "42501",
        ),
        // … and the missing grant every change and every read of a body.
        ("update events set kind = 'a.b'".to_owned(), "42501"),
        ("delete from events".to_owned(), "42501"),
        ("select text from events".to_owned(), "42501"),
        ("delete from sources".to_owned(), "42501"),
        ("select * from members".to_owned(), "42501"),
        ("select * from users".to_owned(), "42501"),
        ("select ensure_event_partitions('2026-01-01', 1)".to_owned(), "42501"),
    ] {
        let mut tx = pool.begin().await.expect("begun");
        let set = format!("set local role app_ingest; set local app.org_id = '{}'", acme.id);
        sqlx::raw_sql(AssertSqlSafe(set)).execute(&mut *tx).await.expect("set");
        let error = sqlx::raw_sql(AssertSqlSafe(sql.clone())).execute(&mut *tx).await.expect_err(&sql);
        let found = error.as_database_error().and_then(|e| e.code().map(Cow::into_owned));
        assert_eq!(found.as_deref(), Some(code), "{sql}: {error}");
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn identity_sees_the_memberships_of_one_user(pool: PgPool) {
    let harness = Harness::new(pool.clone()).await;
    let acme = harness.organization("acme").await;
    harness.organization("globex").await;
    for (setting, expected) in [(format!("set local app.user_id = '{}'", acme.user), 1), (String::new(), 0)] {
        let mut tx = pool.begin().await.expect("begun");
        sqlx::raw_sql(AssertSqlSafe(format!("set local role app_identity; {setting}")))
            .execute(&mut *tx)
            .await
            .expect("set");
        let seen: i64 = sqlx::query_scalar("select count(*) from members").fetch_one(&mut *tx).await.expect("counted");
        assert_eq!(seen, expected);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn only_a_member_enters_and_a_stranger_sees_no_difference(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let globex = harness.organization("globex").await;
    let enter = |user, text: &'static str| {
        let store = harness.store.clone();
        async move { store.enter(user, &slug(text)).await.expect("asked") }
    };
    let scope = enter(acme.user, "acme").await.expect("a member");
    assert_eq!((scope.org_id(), scope.user_id(), scope.role()), (acme.id, acme.user, Role::Owner));
    assert_eq!((scope.slug().as_str(), scope.name().as_str()), ("acme", "acme"));
    assert_eq!(scope.zone().as_str(), "Europe/Berlin");
    assert!(enter(acme.user, "globex").await.is_none());
    assert!(enter(acme.user, "nobody").await.is_none());
    assert!(enter(globex.user, "acme").await.is_none());
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_token_enters_its_own_organization_until_it_ends(pool: PgPool) {
    use domain::scope::TokenScope;
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let system = &harness.system;
    let enter = |hash: [u8; 32], time| {
        let store = harness.store.clone();
        async move { store.enter_ingest(&hash, time).await.expect("asked").map(|scope| scope.org_id()) }
    };
    assert_eq!(enter(token_hash("acme"), now()).await, Some(acme.id));
    assert_eq!(enter([0; 32], now()).await, None, "unknown");

    let end = now();
    let ending = [1; 32];
    let scopes = [TokenScope::Read, TokenScope::Ingest];
    store::token::create(system, acme.id, &name("ends"), &ending, &scopes, Some(end)).await.expect("new");
    assert_eq!(enter(ending, end - chrono::TimeDelta::microseconds(1)).await, Some(acme.id));
    assert_eq!(enter(ending, end).await, None, "expired");

    let reading = [2; 32];
    store::token::create(system, acme.id, &name("reads"), &reading, &[TokenScope::Read], None).await.expect("new");
    assert_eq!(enter(reading, now()).await, None, "lacks the scope");

    sqlx::raw_sql("update api_tokens set revoked_at = now()").execute(&harness.pool).await.expect("revoked");
    assert_eq!(enter(token_hash("acme"), now()).await, None, "revoked");

    let again = store::token::create(system, acme.id, &name("again"), &reading, &scopes, None).await;
    assert!(matches!(again, Err(StoreError::Conflict { constraint }) if constraint == "api_tokens_hash_key"));
}
