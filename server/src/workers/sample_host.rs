//! Measures the machine that this server runs on, for the installation's first organization.

use super::every;
use crate::clock;
use crate::live::Nudges;
use anyhow::Context;
use domain::host::HostSample;
use domain::id::{HostId, OrgId};
use domain::name::DisplayName;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use store::Store;
use store::live::Topic;
use sysinfo::{Disks, System};
use tokio_util::sync::CancellationToken;

const PERIOD: Duration = Duration::from_secs(5);

pub(super) async fn run(store: Store, nudges: Nudges, stop: CancellationToken) {
    let machine = Arc::new(Mutex::new(None));
    let target = tokio::sync::Mutex::new(None);
    every("sample_host", PERIOD, stop, || async {
        let system = store.system();
        let mut target = target.lock().await;
        let Some((org, host)) = target_of(&store, &mut target).await? else { return Ok(()) };
        let measured = Arc::clone(&machine);
        // Reading a disk's figures can block for as long as the disk does.
        let measure = move || sample(&mut measured.lock().unwrap_or_else(PoisonError::into_inner));
        let sample = tokio::task::spawn_blocking(measure).await?.context("this machine can't be measured")?;
        store::host::append(&system, org, host, clock::now(), &sample).await?;
        nudges.nudge(org, Topic::Stats);
        Ok(())
    })
    .await;
}

/// The organization that this machine belongs to, and its row; known from the first step on.
async fn target_of(store: &Store, known: &mut Option<(OrgId, HostId)>) -> anyhow::Result<Option<(OrgId, HostId)>> {
    if known.is_none() {
        let system = store.system();
        if let Some((org, _)) = store::organization::first(&system).await? {
            let name = DisplayName::parse(&System::host_name()?).context("the host's name is no name")?;
            *known = Some((org, store::host::register(&system, org, &name).await?));
        }
    }
    Ok(*known)
}

/// What is kept between samples: CPU use is a difference of two readings.
struct Machine {
    system: System,
    disks: Disks,
}

/// Measures; the first call also takes the reading that CPU use is counted from.
fn sample(machine: &mut Option<Machine>) -> Result<HostSample, sysinfo::Error> {
    let machine = match machine {
        Some(machine) => machine,
        None => machine.insert(Machine { system: first_reading()?, disks: Disks::new_with_refreshed_list()? }),
    };
    machine.system.refresh_cpu_usage();
    machine.system.refresh_memory();
    machine.disks.refresh(true);
    // The disk that fills up first in practice: the one that holds the root.
    let disks = &machine.disks;
    let root = disks.iter().find(|disk| disk.mount_point() == "/").or_else(|| disks.iter().next());
    let (disk_total, disk_free) = root.map_or((0, 0), |disk| (disk.total_space(), disk.available_space()));
    #[expect(clippy::cast_possible_truncation, reason = "a load average needs no double precision")]
    let load1 = System::load_average()?.one as f32;
    Ok(HostSample {
        cpu_percent: machine.system.global_cpu_usage().clamp(0.0, 100.0),
        memory_used: machine.system.used_memory(),
        memory_total: machine.system.total_memory(),
        disk_used: disk_total.saturating_sub(disk_free),
        disk_total,
        load1,
        uptime_seconds: System::uptime()?,
    })
}

/// A reading to measure CPU use from; sysinfo needs a moment between two.
fn first_reading() -> Result<System, sysinfo::Error> {
    let mut system = System::new()?;
    system.refresh_cpu_usage();
    std::thread::park_timeout(sysinfo::MINIMUM_CPU_UPDATE_INTERVAL);
    Ok(system)
}
