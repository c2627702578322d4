use super::*;

fn at(text: &str) -> DateTime<Utc> {
    format!("2026-11-{text}Z").parse().expect("an instant")
}

/// Now is the 21st, 10:07:30, and all that could be closed or pruned is.
fn marks() -> Marks {
    Marks {
        minutes_until: at("21T10:07:00"),
        hours_until: at("21T10:00:00"),
        samples_since: at("20T10:07:00"),
        minutes_since: at("01T10:00:00"),
    }
}

fn cut(edges: &[&str]) -> Vec<(Source, DateTime<Utc>, DateTime<Utc>)> {
    let edges: Vec<_> = edges.iter().map(|edge| at(edge)).collect();
    segments(&edges, marks()).into_iter().map(|part| (part.source, part.start, part.end)).collect()
}

fn parts(expected: &[(Source, &str, &str)]) -> Vec<(Source, DateTime<Utc>, DateTime<Utc>)> {
    expected.iter().map(|(source, start, end)| (*source, at(start), at(end))).collect()
}

use Source::{Hours, Minutes, Samples};

#[test]
fn hourly_buckets_with_cut_ends_read_hours_inside_and_finer_data_outside() {
    assert_eq!(
        cut(&["20T22:07:30", "20T23:00:00", "21T00:00:00", "21T10:07:30"]),
        parts(&[
            (Samples, "20T22:07:30", "20T22:08:00"),
            (Minutes, "20T22:08:00", "20T23:00:00"),
            (Hours, "20T23:00:00", "21T10:00:00"),
            (Minutes, "21T10:00:00", "21T10:07:00"),
            (Samples, "21T10:07:00", "21T10:07:30"),
        ])
    );
}

#[test]
fn buckets_of_minutes_read_no_hours() {
    assert_eq!(
        cut(&["21T08:00:00", "21T08:05:00", "21T10:00:00", "21T11:00:00"]),
        parts(&[(Minutes, "21T08:00:00", "21T10:07:00"), (Samples, "21T10:07:00", "21T11:00:00")])
    );
}

#[test]
fn buckets_of_seconds_read_samples_only() {
    assert_eq!(cut(&["21T10:00:00", "21T10:00:30", "21T10:01:00"]), parts(&[(Samples, "21T10:00:00", "21T10:01:00")]));
}

#[test]
fn where_samples_are_gone_minutes_answer() {
    assert_eq!(
        cut(&["20T10:00:10", "20T10:00:40", "20T10:10:00"]),
        parts(&[(Minutes, "20T10:00:10", "20T10:07:00"), (Samples, "20T10:07:00", "20T10:10:00")])
    );
}

#[test]
fn where_minutes_are_gone_hours_answer() {
    assert_eq!(
        cut(&["01T09:15:00", "01T09:30:00", "01T11:00:00"]),
        parts(&[(Hours, "01T09:15:00", "01T10:00:00"), (Minutes, "01T10:00:00", "01T11:00:00")])
    );
}

#[test]
fn a_range_before_everything_that_is_finer_is_all_hours() {
    assert_eq!(cut(&["01T04:15:00", "01T05:15:00", "01T06:15:00"]), parts(&[(Hours, "01T04:15:00", "01T06:15:00")]));
}

#[test]
fn a_range_in_the_future_reads_samples() {
    assert_eq!(cut(&["22T00:00:00", "22T01:00:00", "22T02:00:00"]), parts(&[(Samples, "22T00:00:00", "22T02:00:00")]));
}

#[test]
fn a_single_bucket_has_no_inner_edge_to_mind() {
    assert_eq!(cut(&["20T20:00:00", "21T09:00:00"]), parts(&[(Hours, "20T20:00:00", "21T09:00:00")]));
}

#[test]
fn without_edges_there_is_nothing_to_read() {
    assert_eq!(segments(&[], marks()), []);
    assert_eq!(segments(&[at("21T09:00:00")], marks()), []);
}

#[test]
fn parts_follow_each_other_without_gap_or_overlap() {
    let start = at("20T09:58:00");
    for offset in 0..200 {
        let first = start + TimeDelta::seconds(7 * offset);
        let edges = [first, first + TimeDelta::minutes(90), at("21T10:07:30")];
        let parts = segments(&edges, marks());
        assert_eq!(parts.first().map(|part| part.start), Some(first));
        assert_eq!(parts.last().map(|part| part.end), Some(edges[2]));
        assert!(parts.windows(2).all(|pair| pair[0].end == pair[1].start), "{parts:?}");
    }
}
