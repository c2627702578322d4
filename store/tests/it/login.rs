//! A login as production should have it: no superuser, no bypass.

use std::{error::Error, ops::Deref};

use domain::id::UserId;
use sqlx::{AssertSqlSafe, PgPool, postgres::PgConnectOptions};
use store::{MIGRATOR, Store};

use crate::harness::{Harness, full_event, now};

async fn run(pool: &PgPool, sql: String) {
    sqlx::raw_sql(AssertSqlSafe(sql.clone())).execute(pool).await.expect(&sql);
}

/// Makes a login that owns an empty database, and connects as it.
async fn login(pool: &PgPool, role: &str, rights: &str) -> PgConnectOptions {
    let own = pool.connect_options().deref().clone();
    let database = own.get_database().expect("a database").to_owned();
    run(pool, format!("drop role if exists {role}")).await;
    run(pool, format!("create role {role} login nosuperuser {rights} password 'test'")).await;
    run(pool, format!("alter schema public owner to {role}; grant create on database \"{database}\" to {role}")).await;
    own.username(role).password("test")
}

async fn forget(pool: &PgPool, role: &str) {
    // Everything the role owns is in this database, which is dropped next.
    run(pool, format!("drop owned by {role} cascade; drop role {role}")).await;
}

#[sqlx::test(migrations = false)]
async fn a_login_without_superuser_migrates_and_works(pool: PgPool) {
    let role = "pulseboard_test_login";
    let options = login(&pool, role, "createrole").await;
    let store = Store::connect(options.clone(), None, None).await.expect("connected");
    store.migrate().await.expect("migrated");
    store.migrate().await.expect("nothing left to do");
    store::partition::ensure(&store.system(), now()).await.expect("partitions");

    let system = store.system();
    let harness = Harness { store: store.clone(), system, pool: pool.clone() };
    let acme = harness.organization("acme").await;
    assert_eq!(acme.send(&[full_event(1)]).await.accepted, 1);
    assert_eq!(acme.send(&[full_event(1)]).await.duplicates, 1);
    let host = store::host::register(&store.system(), acme.id, acme.scope.name()).await.expect("new");
    let mut tx = acme.scope.begin().await.expect("begun");
    let edges = [now() - chrono::TimeDelta::hours(1), now()];
    assert_eq!(store::event::count_by_bucket(&mut tx, &edges).await.expect("counted"), [1]);
    assert_eq!(store::host::series(&mut tx, host, &edges).await.expect("read").len(), 1);
    drop(tx);
    assert!(store::identity::viewer(&store, UserId(0)).await.expect("asked").is_none());
    store.ping().await.expect("alive");
    store.close().await;
    assert!(store.ping().await.is_err(), "closed");
    forget(&pool, role).await;
}

#[sqlx::test(migrations = false)]
async fn servers_may_migrate_at_the_same_time(pool: PgPool) {
    let options = pool.connect_options().deref().clone();
    let store = Store::connect(options, None, None).await.expect("connected");
    let mut servers = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let store = store.clone();
        servers.spawn(async move { store.migrate().await });
    }
    for result in servers.join_all().await {
        result.expect("migrated");
    }
    let applied: i64 = sqlx::query_scalar("select count(*) from _sqlx_migrations where success")
        .fetch_one(&pool)
        .await
        .expect("counted");
    assert_eq!(usize::try_from(applied).ok(), Some(MIGRATOR.iter().count()));
}

#[sqlx::test(migrations = false)]
async fn a_wrong_address_fails_when_connecting_and_says_why(pool: PgPool) {
    let own = || pool.connect_options().deref().clone();
    for (options, reason) in
        [(own().database("no such database"), "no such database"), (own().socket("/no/such/folder"), "No such file")]
    {
        let error = Store::connect(options, None, None).await.expect_err(reason);
        assert_eq!(error.to_string(), "the database failed");
        let source = error.source().expect("a source").to_string();
        assert!(source.contains(reason), "{source}");
    }
}
