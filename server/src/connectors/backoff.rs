//! How long to wait before trying again: twice as long each time, and never exactly as long as everybody else.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// How often something is tried again after it failed.
pub const RETRIES: u32 = 3;

/// The waits between tries.
#[derive(Clone)]
pub struct Backoff {
    first: Duration,
    longest: Duration,
    chance: Arc<dyn Fn() -> f64 + Send + Sync>,
}

impl Backoff {
    /// Waits that begin at one second and end at thirty; `chance` gives numbers from 0 up to, not including, 1.
    pub fn new(chance: impl Fn() -> f64 + Send + Sync + 'static) -> Self {
        Self { first: Duration::from_secs(1), longest: Duration::from_secs(30), chance: Arc::new(chance) }
    }

    /// The wait before the retry of this number, counted from 0: between half of the full wait and all of it.
    pub fn wait(&self, retry: u32) -> Duration {
        let full = self.first.saturating_mul(2_u32.saturating_pow(retry)).min(self.longest);
        full.mul_f64(0.5 + (self.chance)().clamp(0.0, 1.0) / 2.0)
    }

    /// The wait that the other side asked for in a `Retry-After` of seconds, as far as we are willing to wait.
    pub fn wait_as_asked(&self, retry: u32, retry_after: Option<&str>) -> Duration {
        let asked = retry_after.and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
        asked.map_or(Duration::ZERO, |asked| asked.min(self.longest)).max(self.wait(retry))
    }
}

impl fmt::Debug for Backoff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backoff").field("first", &self.first).field("longest", &self.longest).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_vary_by_half() {
        let least = Backoff::new(|| 0.0);
        let most = Backoff::new(|| 0.999_999);
        let waits = |backoff: &Backoff| (0..7).map(|retry| backoff.wait(retry).as_millis()).collect::<Vec<_>>();
        assert_eq!(waits(&least), [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
        assert_eq!(waits(&most), [999, 1_999, 3_999, 7_999, 15_999, 29_999, 29_999]);
    }

    #[test]
    fn the_other_side_may_ask_for_more_but_not_for_hours() {
        let backoff = Backoff::new(|| 0.0);
        assert_eq!(backoff.wait_as_asked(0, Some("5")), Duration::from_secs(5));
        assert_eq!(backoff.wait_as_asked(0, Some("86400")), Duration::from_secs(30));
        assert_eq!(backoff.wait_as_asked(0, Some("0")), Duration::from_millis(500));
        assert_eq!(backoff.wait_as_asked(0, Some("Wed, 21 Oct")), Duration::from_millis(500));
        assert_eq!(backoff.wait_as_asked(0, None), Duration::from_millis(500));
    }
}
