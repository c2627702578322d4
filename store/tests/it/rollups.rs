//! Minutes and hours say the same as the samples they are made of.

use chrono::{DateTime, TimeDelta, Utc};
use domain::{host::HostSample, id::HostId};
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use sqlx::PgPool;
use store::host::{self, HostBucket};

use crate::harness::{Harness, Org, at, name, now};

fn sample(cpu_percent: f32, memory_used: u64, disk_total: u64) -> HostSample {
    HostSample {
        cpu_percent,
        memory_used,
        memory_total: 100,
        disk_used: 5,
        disk_total,
        load1: cpu_percent / 10.0,
        uptime_seconds: 1,
    }
}

impl Org {
    async fn series(&self, host: HostId, edges: &[DateTime<Utc>]) -> Vec<HostBucket> {
        let mut tx = self.scope.begin().await.expect("begun");
        host::series(&mut tx, host, edges).await.expect("read")
    }
}

/// What a bucket should say, computed from the samples themselves.
fn bucket(samples: &[(DateTime<Utc>, HostSample)], start: DateTime<Utc>, end: DateTime<Utc>) -> HostBucket {
    let inside: Vec<_> = samples.iter().filter(|(time, _)| start <= *time && *time < end).map(|(_, s)| s).collect();
    let summary = |figure: fn(&HostSample) -> Option<f64>| {
        let known: Vec<f64> = inside.iter().filter_map(|sample| figure(sample)).collect();
        let avg = (!known.is_empty()).then(|| known.iter().sum::<f64>() / count(known.len()));
        (known.iter().copied().reduce(f64::min), avg, known.iter().copied().reduce(f64::max))
    };
    let (cpu_min, cpu_avg, cpu_max) = summary(|s| Some(s.cpu_percent.into()));
    let (memory_min_percent, memory_avg_percent, memory_max_percent) = summary(HostSample::memory_percent);
    let (disk_min_percent, disk_avg_percent, disk_max_percent) = summary(HostSample::disk_percent);
    let (load_min, load_avg, load_max) = summary(|s| Some(s.load1.into()));
    HostBucket {
        samples: i64::try_from(inside.len()).expect("few"),
        cpu_min,
        cpu_avg,
        cpu_max,
        memory_min_percent,
        memory_avg_percent,
        memory_max_percent,
        disk_min_percent,
        disk_avg_percent,
        disk_max_percent,
        load_min,
        load_avg,
        load_max,
    }
}

fn count(len: usize) -> f64 {
    f64::from(u32::try_from(len).expect("few"))
}

fn assert_same(found: &[HostBucket], expected: &[HostBucket], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (place, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert_eq!(found.samples, expected.samples, "{what}, bucket {place}");
        for (found, expected) in figures(found).into_iter().zip(figures(expected)) {
            let same = match (found, expected) {
                (Some(found), Some(expected)) => (found - expected).abs() < 1e-9 * expected.abs().max(1.0),
                (None, None) => true,
                _ => false,
            };
            assert!(same, "{what}, bucket {place}: {found:?}, not {expected:?}");
        }
    }
}

fn figures(b: &HostBucket) -> [Option<f64>; 12] {
    [
        b.cpu_min,
        b.cpu_avg,
        b.cpu_max,
        b.memory_min_percent,
        b.memory_avg_percent,
        b.memory_max_percent,
        b.disk_min_percent,
        b.disk_avg_percent,
        b.disk_max_percent,
        b.load_min,
        b.load_avg,
        b.load_max,
    ]
}

/// Half a day up to now with a gap in it, as `(seconds before now, sample)`.
fn samples() -> impl Strategy<Value = Vec<(DateTime<Utc>, HostSample)>> {
    let one = (0..43_200i64, 0.0..100.0f32, 0..101u64, prop_oneof![3 => Just(10u64), 1 => Just(0)]);
    prop::collection::btree_map(0..43_200i64, one, 20..60).prop_map(|drawn| {
        drawn
            .into_iter()
            .filter(|(age, _)| !(15_000..20_000).contains(age))
            .map(|(age, (_, cpu, memory, disk))| (now() - TimeDelta::seconds(age), sample(cpu, memory, disk)))
            .collect()
    })
}

/// Edges of several sizes over the same half day.
fn edges(unit: TimeDelta, step: TimeDelta) -> Vec<DateTime<Utc>> {
    let first = now() - TimeDelta::hours(11) - TimeDelta::seconds(17);
    let mut edges = vec![first];
    let mut edge = at("2026-11-20T23:00:00Z") + unit;
    while edge < now() {
        if edge > first {
            edges.push(edge);
        }
        edge += step;
    }
    edges.push(now() + TimeDelta::minutes(3));
    edges
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn every_grain_and_edge_gives_the_same_as_the_samples(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let mut runner = TestRunner::deterministic();
    for round in 0..6 {
        let samples = samples().new_tree(&mut runner).expect("samples").current();
        let host = host::register(&harness.system, acme.id, &name(&format!("host {round}"))).await.expect("new");
        // Samples come in any order, late ones too, while minutes are closed.
        for place in 0..samples.len() {
            let (time, sample) = samples[(place * 7) % samples.len()];
            host::append(&harness.system, acme.id, host, time, &sample).await.expect("asked");
            if place % 9 == 0 {
                host::roll_up(&harness.system, time).await.expect("rolled up");
            }
        }
        for (time, sample) in &samples {
            host::append(&harness.system, acme.id, host, *time, sample).await.expect("asked");
        }
        for moment in ["while closing", "closed", "closed again"] {
            for (unit, step) in [
                (TimeDelta::zero(), TimeDelta::hours(1)),
                (TimeDelta::zero(), TimeDelta::hours(5)),
                (TimeDelta::minutes(5), TimeDelta::minutes(45)),
                (TimeDelta::seconds(30), TimeDelta::minutes(20)),
            ] {
                let edges = edges(unit, step);
                let expected: Vec<_> = edges.windows(2).map(|edge| bucket(&samples, edge[0], edge[1])).collect();
                let found = acme.series(host, &edges).await;
                assert_same(&found, &expected, &format!("round {round}, {moment}, every {step}"));
            }
            host::roll_up(&harness.system, now()).await.expect("rolled up");
        }
    }
    assert!(harness.number("select count(*) from host_rollups where grain = '1h'").await > 20);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_bucket_without_samples_is_a_gap(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let host = host::register(&harness.system, acme.id, &name("web")).await.expect("new");
    let time = at("2026-11-21T08:30:00Z");
    host::append(&harness.system, acme.id, host, time, &sample(40.0, 20, 0)).await.expect("stored");
    let edges = ["2026-11-21T07:00:00Z", "2026-11-21T08:00:00Z", "2026-11-21T09:00:00Z"].map(at);
    let series = acme.series(host, &edges).await;
    assert_eq!(series[0], HostBucket::default());
    assert_eq!((series[1].cpu_avg, series[1].memory_avg_percent), (Some(40.0), Some(20.0)));
    assert_eq!(series[1].disk_avg_percent, None, "a total that nobody measured gives no percentage");
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn a_minute_that_is_not_over_stays_open(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let host = host::register(&harness.system, acme.id, &name("web")).await.expect("new");
    for time in ["2026-11-21T10:06:59Z", "2026-11-21T10:07:00Z"] {
        host::append(&harness.system, acme.id, host, at(time), &sample(1.0, 1, 1)).await.expect("stored");
    }
    host::roll_up(&harness.system, now()).await.expect("rolled up");
    let started = "select count(*) from host_rollups where grain = '1m' and started_at = '2026-11-21T10:06Z'";
    assert_eq!(harness.number(started).await, 1);
    assert_eq!(harness.number("select count(*) from host_rollups").await, 1);
}

#[sqlx::test(migrator = "store::MIGRATOR")]
async fn old_samples_leave_their_minutes_and_old_minutes_their_hours(pool: PgPool) {
    let harness = Harness::new(pool).await;
    let acme = harness.organization("acme").await;
    let system = &harness.system;
    let host = host::register(system, acme.id, &name("web")).await.expect("new");
    let ages = [TimeDelta::hours(1), TimeDelta::hours(25), TimeDelta::days(31), TimeDelta::days(365 * 4)];
    let samples: Vec<_> = ages.iter().map(|age| (now() - *age, sample(50.0, 25, 10))).collect();
    for (time, sample) in &samples {
        host::append(system, acme.id, host, *time, sample).await.expect("stored");
    }
    // What isn't rolled up stays, however old it is.
    host::prune(system, now()).await.expect("pruned");
    assert_eq!(harness.number("select count(*) from host_samples").await, 4);

    host::roll_up(system, now()).await.expect("rolled up");
    for _ in 0..2 {
        host::prune(system, now()).await.expect("pruned");
        assert_eq!(harness.number("select count(*) from host_samples").await, 1);
        assert_eq!(harness.number("select count(*) from host_rollups where grain = '1m'").await, 2);
        assert_eq!(harness.number("select count(*) from host_rollups where grain = '1h'").await, 3);
    }
    let edges = [now() - TimeDelta::days(60), at("2026-11-01T00:00:00Z"), now()];
    let series = acme.series(host, &edges).await;
    assert_same(&series, &[bucket(&samples, edges[0], edges[1]), bucket(&samples, edges[1], edges[2])], "pruned");

    // A sample from before all that is kept would replace a minute by itself.
    let late = now() - TimeDelta::hours(25) + TimeDelta::seconds(1);
    assert!(!host::append(system, acme.id, host, late, &sample(1.0, 1, 1)).await.expect("asked"));
    assert_same(&acme.series(host, &edges).await, &series, "after a sample that came too late");
}
