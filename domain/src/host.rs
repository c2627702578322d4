//! What was measured on a machine at one instant.

use serde::{Deserialize, Serialize};

/// One sample of a machine's statistics.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct HostSample {
    /// Share of all cores that was busy since the sample before, 0 to 100.
    pub cpu_percent: f32,
    /// Memory in use, in bytes.
    pub memory_used: u64,
    /// Memory installed, in bytes.
    pub memory_total: u64,
    /// Disk space in use, in bytes.
    pub disk_used: u64,
    /// Disk space in all, in bytes.
    pub disk_total: u64,
    /// Load average over one minute.
    pub load1: f32,
    /// Seconds since the machine started.
    pub uptime_seconds: u64,
}

impl HostSample {
    /// Memory in use, 0 to 100; `None` where the total wasn't measured.
    pub fn memory_percent(&self) -> Option<f64> {
        share(self.memory_used, self.memory_total)
    }

    /// Disk space in use, 0 to 100; `None` where the total wasn't measured.
    pub fn disk_percent(&self) -> Option<f64> {
        share(self.disk_used, self.disk_total)
    }
}

#[expect(clippy::cast_precision_loss, reason = "a share needs no more than 52 bits")]
fn share(used: u64, total: u64) -> Option<f64> {
    (total > 0).then(|| (used as f64 / total as f64 * 100.0).min(100.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares() {
        let cases = [
            (0, 0, None),
            (5, 0, None),
            (0, 8, Some(0.0)),
            (4, 8, Some(50.0)),
            (8, 8, Some(100.0)),
            (9, 8, Some(100.0)),
            (u64::MAX, u64::MAX, Some(100.0)),
        ];
        for (used, total, expected) in cases {
            assert_eq!(share(used, total), expected, "{used} of {total}");
        }
    }

    #[test]
    fn memory_and_disk_are_not_mixed_up() {
        let sample = HostSample {
            cpu_percent: 38.0,
            memory_used: 1,
            memory_total: 4,
            disk_used: 1,
            disk_total: 2,
            load1: 2.1,
            uptime_seconds: 60,
        };
        assert_eq!((sample.memory_percent(), sample.disk_percent()), (Some(25.0), Some(50.0)));
    }
}
