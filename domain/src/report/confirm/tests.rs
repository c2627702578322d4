use super::*;
use crate::report::{ChartResult, Problem, ProblemKind, Status};

fn location(id: i64) -> Location {
    Location { chart_id: Some(id), name: format!("Chart {id}"), link: None }
}

fn failure(id: i64, message: &str) -> Finding {
    Finding::new(FindingKind::QueryFailed, message).at(location(id))
}

fn chart(id: i64, outcome: ChartOutcome) -> ChartResult {
    ChartResult {
        chart_id: Some(id),
        name: format!("Chart {id}"),
        link: None,
        rows: None,
        duration_ms: Some(5),
        outcome,
    }
}

fn run(findings: Vec<Finding>, charts: Vec<ChartResult>) -> Run {
    Run { findings, charts, duration_ms: 10 }
}

#[test]
fn what_fails_again_fails() {
    let first = run(vec![failure(1, "no such column")], vec![chart(1, ChartOutcome::Failed)]);
    let second = run(vec![failure(1, "no such table")], vec![chart(1, ChartOutcome::Failed)]);
    let both = confirmed(&first, &Outcome::Ran(second), 60);
    assert_eq!(both.status(), Status::Fail);
    assert_eq!(both.findings, [failure(1, "no such table")], "said once, as it was last seen");
    assert_eq!(both.duration_ms, 20);
}

#[test]
fn what_passes_then_failed_once() {
    let first = run(
        vec![failure(1, "connection reset"), failure(2, "no such column")],
        vec![chart(1, ChartOutcome::Failed), chart(2, ChartOutcome::Failed), chart(3, ChartOutcome::Answered)],
    );
    assert_eq!(first.failing_charts(), BTreeSet::from([1, 2]));
    let second = run(vec![], vec![chart(1, ChartOutcome::Answered), chart(2, ChartOutcome::Answered)]);
    let both = confirmed(&first, &Outcome::Ran(second), 60);
    assert_eq!(both.status(), Status::Warn);
    let messages: Vec<_> = both.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "It failed once, and passed 1m 00s later: connection reset",
            "It failed once, and passed 1m 00s later: no such column"
        ]
    );
    assert!(both.charts.iter().all(|chart| chart.outcome == ChartOutcome::Answered));
}

#[test]
fn one_that_fails_again_is_enough() {
    let first = run(vec![failure(1, "a"), failure(2, "b")], vec![]);
    let both = confirmed(&first, &Outcome::Ran(run(vec![failure(2, "b")], vec![])), 60);
    assert_eq!(both.status(), Status::Fail);
    let kinds: Vec<_> = both.findings.iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, [FindingKind::FailedOnce, FindingKind::QueryFailed]);
}

#[test]
fn warnings_of_the_first_run_stay() {
    let slow = Finding::new(FindingKind::Slow, "slow").at(location(3));
    let first = run(vec![slow.clone(), failure(1, "a")], vec![]);
    let both = confirmed(&first, &Outcome::Ran(Run::default()), 60);
    assert_eq!(both.findings.first(), Some(&slow));
}

#[test]
fn what_fails_only_then_is_told_too() {
    let first = run(vec![failure(1, "a")], vec![]);
    let both = confirmed(&first, &Outcome::Ran(run(vec![failure(2, "b")], vec![])), 60);
    let kinds: Vec<_> = both.findings.iter().map(|finding| finding.kind).collect();
    assert_eq!(kinds, [FindingKind::FailedOnce, FindingKind::QueryFailed]);
    assert_eq!(both.status(), Status::Fail);
}

#[test]
fn a_second_run_that_could_not_run_takes_nothing_back() {
    let first = run(vec![failure(1, "a")], vec![chart(1, ChartOutcome::Failed)]);
    let second = Outcome::CouldNotRun(Problem::new(ProblemKind::Unreachable, "No answer."));
    assert_eq!(confirmed(&first, &second, 60), first);
}

#[test]
fn a_failure_of_the_whole_is_confirmed_by_the_whole() {
    let missing = Finding::new(FindingKind::DashboardMissing, "gone");
    let first = run(vec![missing.clone()], vec![]);
    assert!(first.failing_charts().is_empty());
    let again = confirmed(&first, &Outcome::Ran(run(vec![missing.clone()], vec![])), 60);
    assert_eq!(again.findings, [missing]);
    assert_eq!(confirmed(&first, &Outcome::Ran(Run::default()), 60).status(), Status::Warn);
}
