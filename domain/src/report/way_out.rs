//! Whose fault it is that nothing can be reached: theirs, or ours.

use super::{FindingKind, Run};

/// How many environments have to be unreachable before our own way out is to blame.
pub const FEWEST_ENVIRONMENTS: usize = 2;

/// Whether our own way out fails: several environments were asked lately, and none could be reached. `reached` has one
/// entry per environment. Checks that found nothing but "no connection" are UNKNOWN then, not FAIL.
pub fn way_out_fails(reached: &[bool]) -> bool {
    reached.len() >= FEWEST_ENVIRONMENTS && !reached.contains(&true)
}

impl Run {
    /// Whether no connection is all that was found, so that it may be our own way out that fails.
    pub fn is_unreachable(&self) -> bool {
        !self.findings.is_empty() && self.findings.iter().all(|finding| finding.kind == FindingKind::NoConnection)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Finding;

    #[test]
    fn it_is_ours_when_nobody_can_be_reached() {
        assert!(way_out_fails(&[false, false]));
        assert!(!way_out_fails(&[false, true, false]));
        assert!(!way_out_fails(&[false]), "one alone may be down");
        assert!(!way_out_fails(&[]));
    }

    #[test]
    fn only_a_run_without_any_answer_is_unreachable() {
        let run = |kinds: &[FindingKind]| Run {
            findings: kinds.iter().map(|kind| Finding::new(*kind, "")).collect(),
            ..Run::default()
        };
        assert!(run(&[FindingKind::NoConnection]).is_unreachable());
        assert!(!run(&[FindingKind::NoConnection, FindingKind::Slow]).is_unreachable());
        assert!(!run(&[]).is_unreachable());
    }
}
