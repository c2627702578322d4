//! Machines: who they are and how they are now.

use domain::{
    host::HostSample,
    id::{HostId, OrgId},
};
use sqlx::PgPool;
use store::{StoreError, host};

use crate::harness::{Harness, at, name, now};

const SAMPLE: HostSample = HostSample {
    cpu_percent: 38.5,
    memory_used: 3_000_000_000,
    memory_total: 8_000_000_000,
    disk_used: 50_000_000_000,
    disk_total: 100_000_000_000,
    load1: 1.25,
    uptime_seconds: 86_400,
};

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_machine_is_registered_once(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let globex = harness.organization("globex").await;
    let register = async |org: OrgId, text: &str| host::register(&harness.system, org, &name(text)).await.expect("new");
    let web = register(acme.id, "web-1").await;
    assert_eq!(register(acme.id, "web-1").await, web);
    assert_ne!(register(acme.id, "web-2").await, web);
    assert_ne!(register(globex.id, "web-1").await, web);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn the_latest_sample_is_shown_as_it_was_sent(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let globex = harness.organization("globex").await;
    let system = &harness.system;
    let web = host::register(system, acme.id, &name("web")).await.expect("new");
    let db = host::register(system, acme.id, &name("db")).await.expect("new");
    host::register(system, acme.id, &name("silent")).await.expect("new");
    let other = host::register(system, globex.id, &name("other")).await.expect("new");
    let times = ["2026-11-21T10:00:05Z", "2026-11-21T10:00:10Z", "2026-11-21T10:00:00Z"].map(at);
    for (load1, time) in [(1.0, times[0]), (2.0, times[1]), (3.0, times[2])] {
        host::append(system, acme.id, web, time, &HostSample { load1, ..SAMPLE }).await.expect("new");
    }
    host::append(system, acme.id, db, times[0], &SAMPLE).await.expect("new");
    host::append(system, globex.id, other, times[1], &SAMPLE).await.expect("new");

    let mut tx = acme.scope.begin().await.expect("begun");
    let latest = host::latest(&mut tx).await.expect("read");
    let seen: Vec<_> = latest.iter().map(|now| (now.name.as_str(), now.host_id, now.sampled_at)).collect();
    assert_eq!(seen, [("db", db, times[0]), ("web", web, times[1])]);
    assert_eq!(latest[0].sample, SAMPLE);
    assert!((latest[1].sample.load1 - 2.0).abs() < f32::EPSILON);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_sample_is_stored_once(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let web = host::register(&harness.system, acme.id, &name("web")).await.expect("new");
    for is_new in [true, false] {
        let done = host::append(&harness.system, acme.id, web, now(), &SAMPLE).await.expect("stored");
        assert_eq!(done, is_new);
    }
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_machine_of_another_organization_is_not_found(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let globex = harness.organization("globex").await;
    let web = host::register(&harness.system, acme.id, &name("web")).await.expect("new");
    for (org, host) in [(globex.id, web), (acme.id, HostId(0))] {
        let result = host::append(&harness.system, org, host, now(), &SAMPLE).await;
        assert!(matches!(result, Err(StoreError::NotFound)), "{result:?}");
    }
    host::append(&harness.system, acme.id, web, now(), &SAMPLE).await.expect("stored");
    let mut tx = globex.scope.begin().await.expect("begun");
    let edges = [at("2026-11-21T10:00:00Z"), at("2026-11-21T11:00:00Z")];
    let series = host::series(&mut tx, web, &edges).await.expect("read");
    assert_eq!(series, [host::HostBucket::default()]);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn what_is_not_a_number_is_refused_and_what_is_too_large_is_cut(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let web = host::register(&harness.system, acme.id, &name("web")).await.expect("new");
    for cpu_percent in [f32::NAN, f32::INFINITY, -1.0] {
        let sample = HostSample { cpu_percent, ..SAMPLE };
        let result = host::append(&harness.system, acme.id, web, now(), &sample).await;
        assert!(matches!(result, Err(StoreError::Database(_))), "{cpu_percent}: {result:?}");
    }
    let huge = HostSample { uptime_seconds: u64::MAX, ..SAMPLE };
    host::append(&harness.system, acme.id, web, now(), &huge).await.expect("stored");
    let mut tx = acme.scope.begin().await.expect("begun");
    let latest = host::latest(&mut tx).await.expect("read");
    assert_eq!(latest[0].sample.uptime_seconds, i64::MAX.unsigned_abs());
}
