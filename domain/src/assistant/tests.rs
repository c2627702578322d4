//! Phrasings, and what they mean.

use super::*;

fn dashboards(state: State, environment: Option<&str>, when: Option<When>) -> Question {
    Question::Dashboards { state: Some(state), environment: environment.map(str::to_owned), when }
}

fn owner_of(name: &str) -> Question {
    Question::OwnerOf { dashboard: name.to_owned() }
}

fn owned_by(name: &str) -> Question {
    Question::OwnedBy { owner: name.to_owned() }
}

fn status_of(name: &str) -> Question {
    Question::StatusOf { dashboard: name.to_owned() }
}

fn checks_of(name: &str) -> Question {
    Question::ChecksOf { dashboard: name.to_owned() }
}

#[test]
fn lists() {
    use State::{Failing, Missed, Passing, Stale, Unhealthy, Unknown, Warning};
    use When::{LastNight, Range, ThisMorning};
    let cases = [
        ("Which dashboards failed last night?", dashboards(Failing, None, Some(LastNight))),
        ("what failed overnight", dashboards(Failing, None, Some(LastNight))),
        ("What broke this morning?!", dashboards(Failing, None, Some(ThisMorning))),
        ("failing dashboards in prod", dashboards(Failing, Some("prod"), None)),
        ("FAILING DASHBOARDS IN PROD", dashboards(Failing, Some("PROD"), None)),
        ("which dashboards are red on the Staging EU environment?", dashboards(Failing, Some("Staging EU"), None)),
        (
            "which dashboards failed yesterday in prod",
            dashboards(Failing, Some("prod"), Some(Range(RangeName::Yesterday))),
        ),
        ("failures in prod in the last 24 hours", dashboards(Failing, Some("prod"), Some(Range(RangeName::H24)))),
        ("what is stale", dashboards(Stale, None, None)),
        ("what's stale?", dashboards(Stale, None, None)),
        ("show me all warnings", dashboards(Warning, None, None)),
        ("how many dashboards are failing", dashboards(Failing, None, None)),
        ("what is wrong", dashboards(Unhealthy, None, None)),
        ("dashboards in trouble", dashboards(Unhealthy, None, None)),
        ("which dashboards are not ok", dashboards(Unhealthy, None, None)),
        ("green dashboards", dashboards(Passing, None, None)),
        ("unknown", dashboards(Unknown, None, None)),
        ("which checks were missed today", dashboards(Missed, None, Some(Range(RangeName::Today)))),
        ("list dashboards", Question::Dashboards { state: None, environment: None, when: None }),
        (
            "all dashboards in prod",
            Question::Dashboards { state: None, environment: Some("prod".to_owned()), when: None },
        ),
        (
            "slowest dashboards this week",
            Question::Slowest { environment: None, when: Some(Range(RangeName::ThisWeek)) },
        ),
        ("what is slow in prod?", Question::Slowest { environment: Some("prod".to_owned()), when: None }),
        ("summary", Question::Summary { environment: None }),
        ("How are we doing in prod?", Question::Summary { environment: Some("prod".to_owned()) }),
        ("is everything ok?", Question::Summary { environment: None }),
    ];
    for (text, expected) in cases {
        assert_eq!(parse(text), Ok(expected), "{text}");
    }
}

#[test]
fn one_dashboard_or_owner() {
    let cases = [
        ("who owns Sales Executive", owner_of("Sales Executive")),
        ("Who owns the “Sales Executive” dashboard?", owner_of("Sales Executive")),
        ("who is responsible for Payroll in Prod", owner_of("Payroll in Prod")),
        ("owner of Web Traffic", owner_of("Web Traffic")),
        ("what does ana@example.com own?", owned_by("ana@example.com")),
        ("dashboards owned by Bob Builder", owned_by("Bob Builder")),
        ("which dashboards does Ana own", owned_by("Ana")),
        ("status of Sales Executive", status_of("Sales Executive")),
        ("what is the status of Failing Forward?", status_of("Failing Forward")),
        ("how is Sales Executive doing?", status_of("Sales Executive")),
        ("how is Sales Executive", status_of("Sales Executive")),
        ("is Sales Executive broken?", status_of("Sales Executive")),
        ("why is Sales Executive red", status_of("Sales Executive")),
        ("why did Sales Executive fail", status_of("Sales Executive")),
        ("what's wrong with the Web Traffic dashboard", status_of("Web Traffic")),
        ("when is Sales Executive checked next?", checks_of("Sales Executive")),
        ("when was Sales Executive last checked", checks_of("Sales Executive")),
        ("next check of Sales Executive", checks_of("Sales Executive")),
    ];
    for (text, expected) in cases {
        assert_eq!(parse(text), Ok(expected), "{text}");
    }
}

#[test]
fn what_is_not_understood_is_not_guessed() {
    let cases = [
        "",
        "  ?! ",
        "who owns",
        "status of?",
        "what does own",
        "tell me a joke",
        "failing and passing dashboards",
        "delete all dashboards",
        "dashboards that failed because of Bob",
        "'; drop table dashboards; --",
        "in",
        "is",
        "when was checked",
    ];
    for text in cases {
        assert_eq!(parse(text), Err(NotUnderstood), "{text:?}");
    }
    assert_eq!(parse(&"very ".repeat(10_000)), Err(NotUnderstood));
}

#[test]
fn a_name_may_end_with_its_environment() {
    let pair = |title: &str, place: &str| Some((title.to_owned(), place.to_owned()));
    assert_eq!(in_environment("the Sales Executive dashboard in prod"), pair("Sales Executive", "prod"));
    assert_eq!(in_environment("Made in Italy on the staging environment"), pair("Made in Italy", "staging"));
    for whole in ["Sales Executive", "in prod", "Sales in", ""] {
        assert_eq!(in_environment(whole), None, "{whole}");
    }
}

#[test]
fn every_example_is_understood() {
    for example in EXAMPLES {
        assert!(parse(example).is_ok(), "{example}");
    }
}

#[cfg(feature = "zones")]
#[test]
fn nights_and_mornings_are_those_of_the_zone() {
    use chrono::{DateTime, Utc};
    let at = |text: &str| -> DateTime<Utc> { text.parse().expect("an instant") };
    let cases = [
        (When::LastNight, "2026-11-21T10:00:00Z", "2026-11-20T17:00:00Z", "2026-11-21T07:00:00Z"),
        (When::LastNight, "2026-11-21T02:00:00Z", "2026-11-20T17:00:00Z", "2026-11-21T02:00:00Z"),
        (When::LastNight, "2026-11-21T21:00:00Z", "2026-11-20T17:00:00Z", "2026-11-21T07:00:00Z"),
        (When::ThisMorning, "2026-11-21T21:00:00Z", "2026-11-20T23:00:00Z", "2026-11-21T11:00:00Z"),
        (When::Range(RangeName::Yesterday), "2026-11-21T10:00:00Z", "2026-11-19T23:00:00Z", "2026-11-20T23:00:00Z"),
    ];
    for (when, now, start, end) in cases {
        let span = when.resolve(at(now), chrono_tz::Tz::Europe__Berlin);
        assert_eq!((span.start, span.end), (at(start), at(end)), "{when:?} at {now}");
    }
}
