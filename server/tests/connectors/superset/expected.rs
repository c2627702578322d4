//! What the dashboards of `scripts/superset/seed.py` have to be judged as.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use domain::report::FindingKind::{
    ChartDeleted, DashboardMissing, DataSourceMissing, NoCharts, NoRows, NotExecuted, NotPublished, OnlyNulls,
    QueryFailed, Slow, StaleData,
};
use domain::report::{FindingKind, Outcome, Status};
use server::connectors::backoff::Backoff;
use server::connectors::http::Http;
use server::connectors::superset::{BaseUrl, Client, Dashboard, Listed, Provider, Settings};
use server::connectors::{Conditions, Freshness, Validator};

/// A dashboard, the account that looks at it, its status, and each finding with the chart it is about.
pub type Case = (&'static str, &'static str, Status, &'static [(FindingKind, &'static str)]);

/// An account that may also execute charts of old kinds.
pub const LEGACY: &str = "svc_legacy";
/// The account with the least rights.
pub const LEAST: &str = "svc_validator";
pub const ADMIN: &str = "admin";
/// An account that may read two data sources.
pub const LIMITED: &str = "svc_limited";

pub const CASES: &[Case] = &[
    ("exec-overview", LEGACY, Status::Pass, &[]),
    ("sales-detail", LEGACY, Status::Pass, &[]),
    ("support-desk", LEGACY, Status::Pass, &[]),
    ("ownerless", LEGACY, Status::Pass, &[]),
    ("payroll", LEGACY, Status::Pass, &[]),
    ("pg-healthy", LEGACY, Status::Pass, &[]),
    ("no-context", LEGACY, Status::Pass, &[]),
    ("no-context", LEAST, Status::Warn, &[(NotExecuted, "Sales map (legacy)")]),
    ("exec-overview", LEAST, Status::Pass, &[]),
    ("web-traffic", LEGACY, Status::Warn, &[(NoRows, "Visits last 30 days")]),
    (
        "mars",
        LEGACY,
        Status::Warn,
        &[(NoRows, "Orders on Mars (empty)"), (OnlyNulls, "Revenue on Mars (empty big number)")],
    ),
    ("filtered", LEGACY, Status::Warn, &[(NoRows, "Orders by region")]),
    ("slow", LEGACY, Status::Warn, &[(Slow, "Slow forecast")]),
    (
        "inventory",
        LEGACY,
        Status::Fail,
        &[(QueryFailed, "Stock value (broken column)"), (QueryFailed, "Stock table (broken column)")],
    ),
    ("targets", LEGACY, Status::Fail, &[(QueryFailed, "Targets (dropped table)")]),
    ("half-broken", LEGACY, Status::Fail, &[(QueryFailed, "Mixed, second query broken")]),
    ("legacy-broken", LEGACY, Status::Fail, &[(QueryFailed, "Stock map (legacy, broken column)")]),
    ("legacy-broken", LEAST, Status::Warn, &[(NotExecuted, "Stock map (legacy, broken column)")]),
    ("orphan", LEGACY, Status::Fail, &[(ChartDeleted, "To be deleted")]),
    (
        "pg-broken",
        LEGACY,
        Status::Fail,
        &[
            (QueryFailed, "PG stock value (broken column)"),
            (QueryFailed, "PG targets (dropped table)"),
            (QueryFailed, "PG no grant"),
            (QueryFailed, "PG divide by zero"),
        ],
    ),
    ("pg-slow", LEGACY, Status::Fail, &[(Slow, "PG slow"), (QueryFailed, "PG slow (cut by statement_timeout)")]),
    ("pg-bad-sql", LEGACY, Status::Fail, &[(QueryFailed, "PG bad SQL (virtual dataset)")]),
    ("pg-down", LEGACY, Status::Fail, &[(QueryFailed, "PG unreachable")]),
    ("draft", ADMIN, Status::Warn, &[(NotPublished, "")]),
    ("draft", LEGACY, Status::Fail, &[(DashboardMissing, "")]),
    ("empty", ADMIN, Status::Warn, &[(NoCharts, "")]),
    ("payroll", LIMITED, Status::Fail, &[(DataSourceMissing, "Salaries")]),
];

/// The same dashboards where fresh data is asked for: column, days, findings.
pub type FreshCase = (&'static str, &'static str, i64, &'static [(FindingKind, &'static str)]);

pub const FRESH_CASES: &[FreshCase] = &[
    ("support-desk", "opened_at", 30, &[]),
    ("pg-healthy", "order_date", 30, &[]),
    ("web-traffic", "visit_day", 30, &[(NoRows, "Visits last 30 days"), (StaleData, "web_visits")]),
    ("web-traffic", "visit_day", 3_650, &[(NoRows, "Visits last 30 days")]),
    ("support-desk", "no_such_column", 30, &[(NotExecuted, "")]),
];

/// A client for one of the accounts of the seed.
pub fn client(http: Arc<dyn Http>, base: &str, user: &str) -> Arc<Client> {
    let password = if user == ADMIN { "admin-loopback" } else { "user-loopback" };
    let base = BaseUrl::parse(base).unwrap();
    let settings = Settings { base, user: user.to_owned(), password: password.into(), provider: Provider::Db };
    Arc::new(Client::new(http, settings, Backoff::new(|| 0.5)))
}

/// Judges all dashboards; `open` gives the way to Superset for an account.
pub async fn judge(base: &str, now: DateTime<Utc>, open: impl Fn(&str) -> Arc<dyn Http>) -> Vec<String> {
    let list = client(open(ADMIN), base, ADMIN).dashboards().await.unwrap();
    let mut wrong = Vec::new();
    for (slug, user, status, findings) in CASES {
        let outcome = check(open(user), base, user, id(&list, slug), &conditions(now)).await;
        println!("{} {slug} as {user}: {:?}", outcome.status(), messages(&outcome));
        wrong.extend(difference(slug, &outcome, *status, findings));
    }
    for (slug, column, days, findings) in FRESH_CASES {
        let freshness = Freshness { column: (*column).to_owned(), limit: TimeDelta::days(*days) };
        let conditions = Conditions { freshness: Some(freshness), ..conditions(now) };
        let outcome = check(open(LEGACY), base, LEGACY, id(&list, slug), &conditions).await;
        println!("{} {slug}, {column} of {days} days: {:?}", outcome.status(), messages(&outcome));
        let status = if findings.is_empty() { Status::Pass } else { Status::Warn };
        wrong.extend(difference(slug, &outcome, status, findings));
    }
    wrong
}

pub fn conditions(now: DateTime<Utc>) -> Conditions {
    // The slow charts are slow by construction; a busy machine needs some room above the others.
    Conditions { slow_ms: 5_000, query_limit: std::time::Duration::from_mins(1), ..Conditions::new(now) }
}

pub async fn check(http: Arc<dyn Http>, base: &str, user: &str, id: i64, conditions: &Conditions) -> Outcome {
    Dashboard::new(client(http, base, user), id).check(conditions).await
}

pub fn id(list: &[Listed], slug: &str) -> i64 {
    list.iter().find(|dashboard| dashboard.slug.as_deref() == Some(slug)).unwrap_or_else(|| panic!("no {slug}")).id
}

/// What differs from what is expected, in words.
pub fn difference(slug: &str, outcome: &Outcome, status: Status, expected: &[(FindingKind, &str)]) -> Option<String> {
    let found: Vec<_> = match outcome {
        Outcome::Ran(run) => {
            let name = |location: &domain::report::Location| location.name.clone();
            run.findings
                .iter()
                .map(|found| (found.kind, found.location.as_ref().map(name).unwrap_or_default()))
                .collect()
        }
        Outcome::CouldNotRun(problem) => return Some(format!("{slug} could not be checked: {problem}")),
    };
    let expected: Vec<_> = expected.iter().map(|(kind, name)| (*kind, (*name).to_owned())).collect();
    let is_same = outcome.status() == status && found == expected;
    (!is_same).then(|| format!("{slug}: {} {found:?}, expected {status} {expected:?}", outcome.status()))
}

pub fn messages(outcome: &Outcome) -> Vec<String> {
    match outcome {
        Outcome::Ran(run) => run.findings.iter().map(|finding| finding.message.clone()).collect(),
        Outcome::CouldNotRun(problem) => vec![problem.message.clone()],
    }
}
