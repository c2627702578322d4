//! The order in which the dashboards of a policy take their slots.
//!
//! It is stable per policy and mixed, so that neighbours in a list (which
//! often read the same tables) aren't neighbours in time, and it rotates by
//! one from occurrence to occurrence: each dashboard comes one slot later than
//! last time, and the last one first. So no dashboard is always last, and none
//! waits much longer than an interval for its next check.

use crate::id::{DashboardId, PolicyId};

/// The dashboards in the order of an occurrence.
pub(super) fn rotated(policy: Option<PolicyId>, turn: i64, dashboards: &[DashboardId]) -> Vec<DashboardId> {
    let seed = mix(policy.map_or(0, |id| u64::from(id.0.cast_unsigned()) + 1));
    let key = |id: DashboardId| mix(seed ^ u64::from(id.0.cast_unsigned()));
    let mut keyed: Vec<(u64, DashboardId)> = dashboards.iter().map(|id| (key(*id), *id)).collect();
    keyed.sort_unstable();
    if let Ok(count @ 1..) = i64::try_from(keyed.len()) {
        let steps = usize::try_from(turn.rem_euclid(count)).expect("a remainder of a length is one");
        keyed.rotate_right(steps);
    }
    keyed.into_iter().map(|(_, id)| id).collect()
}

/// The finalizer of `SplitMix64` (Steele, Lea, Flood 2014): the same on every
/// machine, which a hasher of the standard library doesn't promise.
const fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_comes_one_later_and_the_last_one_first() {
        let dashboards: Vec<_> = (1..=7).map(DashboardId).collect();
        let policy = Some(PolicyId(3));
        let mut before = rotated(policy, -3, &dashboards);
        for turn in -2..20 {
            let order = rotated(policy, turn, &dashboards);
            before.rotate_right(1);
            assert_eq!(order, before);
        }
    }

    #[test]
    fn the_order_depends_on_the_policy_and_not_on_the_list() {
        let dashboards: Vec<_> = (1..=50).map(DashboardId).collect();
        let backwards: Vec<_> = dashboards.iter().rev().copied().collect();
        let of = |policy| rotated(Some(PolicyId(policy)), 0, &dashboards);
        assert_eq!(of(1), rotated(Some(PolicyId(1)), 0, &backwards));
        assert_ne!(of(1), of(2));
        assert_eq!(rotated(None, 5, &[]), []);
    }
}
