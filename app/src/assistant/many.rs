//! Answers about many dashboards.

use super::answer::{Answer, Desk, Item, MOST};
use crate::AppError;
use crate::health::words::dashboards as count_of;
use domain::assistant::{State, When};
use domain::figure;
use domain::health::Tally;
use domain::id::EnvironmentId;
use domain::range::RangeName;
use domain::report::Status;
use store::health::{Filter, HealthRow, Seen, Was, Were};

/// The dashboards in a state, now or in a time.
pub(super) async fn dashboards(
    desk: &mut Desk<'_, '_>,
    state: Option<State>,
    environment: Option<String>,
    when: Option<When>,
) -> Result<Answer, AppError> {
    let environment = match desk.environment(environment.as_deref()) {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    match when {
        Some(when) => then(desk, state, environment, when).await,
        None => now(desk, state, environment).await,
    }
}

async fn now(
    desk: &mut Desk<'_, '_>,
    state: Option<State>,
    environment: Option<EnvironmentId>,
) -> Result<Answer, AppError> {
    let filters: Vec<Filter> = match state {
        None => vec![Filter::default()],
        Some(State::Stale) => vec![Filter { is_stale: true, ..Filter::default() }],
        Some(State::Missed) => vec![Filter { is_missed: true, ..Filter::default() }],
        Some(other) => {
            statuses(Some(other)).iter().map(|status| Filter { status: Some(*status), ..Filter::default() }).collect()
        }
    };
    let mut rows: Vec<HealthRow> = Vec::new();
    for filter in filters {
        let filter = Filter { environment, ..filter };
        rows.extend(store::health::table(desk.tx, &filter, None, MOST + 1, desk.now).await?);
    }
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let are_more = rows.len() > most;
    rows.truncate(most);
    let word = state.map_or("there", |state| match state {
        State::Failing => "failing",
        State::Warning => "warning",
        State::Unhealthy => "failing or warning",
        State::Unknown => "unknown",
        State::Passing => "passing",
        State::Stale => "stale",
        State::Missed => "missed",
    });
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let sentence = match (count, are_more) {
        (0, _) => format!("No dashboard is {word}."),
        (1, _) => format!("1 dashboard is {word}."),
        (count, true) => format!("More than {count} dashboards are {word}."),
        (count, false) => format!("{count} dashboards are {word}."),
    };
    let mut query = match state {
        Some(State::Failing) => "status=FAIL".to_owned(),
        Some(State::Warning) => "status=WARN".to_owned(),
        Some(State::Unknown) => "status=UNKNOWN".to_owned(),
        Some(State::Passing) => "status=PASS".to_owned(),
        Some(State::Stale) => "status=stale".to_owned(),
        Some(State::Missed) => "status=missed".to_owned(),
        Some(State::Unhealthy) | None => String::new(),
    };
    if let Some(EnvironmentId(id)) = environment {
        query = format!("{query}&environment={id}");
    }
    let links = vec![desk.center("Show these in the health center", query.trim_start_matches('&'))];
    Ok(Answer { sentence, items: rows.into_iter().map(|row| item(desk, row)).collect(), links, ..Answer::default() })
}

async fn then(
    desk: &mut Desk<'_, '_>,
    state: Option<State>,
    environment: Option<EnvironmentId>,
    when: When,
) -> Result<Answer, AppError> {
    if state == Some(State::Stale) {
        let now = now(desk, state, environment).await?;
        return Ok(Answer { sentence: format!("What was stale then isn't kept. Now: {}", now.sentence), ..now });
    }
    let span = when.resolve(desk.now, desk.zone);
    let statuses = statuses(state);
    let status = if statuses.len() == 1 { statuses.first().copied() } else { None };
    let seen = if state == Some(State::Missed) { Seen::Missed } else { Seen::Statuses(statuses) };
    let Were { told, total } = store::health::were(desk.tx, &seen, environment, (span.start, span.end), MOST).await?;
    let what = were_words(state, total);
    let sentence = format!("{what} from {} to {}.", desk.time(span.start), desk.time(span.end));
    let items = told.into_iter().map(|was: Was| Item {
        status,
        title: was.title,
        detail: was.environment_name,
        reason: was.reason,
        at: Some(was.at),
        href: format!("/o/{}/health/reports/{}", desk.org, was.check),
    });
    let items = items.collect();
    Ok(Answer { sentence, items, links: vec![desk.center("Open the health center", "")], ..Answer::default() })
}

/// "2 dashboards failed", "No check was missed": how many were in a state, whatever their number.
fn were_words(state: Option<State>, total: u32) -> String {
    if total == 0 {
        let nothing = match state {
            Some(State::Failing) => "No dashboard failed",
            Some(State::Warning) => "No dashboard had a warning",
            Some(State::Unhealthy) => "No dashboard failed or had a warning",
            Some(State::Missed) => "No check was missed",
            Some(State::Unknown | State::Stale) => "There was no check that could not run",
            Some(State::Passing) => "No dashboard passed",
            None => "No dashboard was checked",
        };
        return nothing.to_owned();
    }
    let who = count_of(total);
    match state {
        Some(State::Failing) => format!("{who} failed"),
        Some(State::Warning) => format!("{who} had a warning"),
        Some(State::Unhealthy) => format!("{who} failed or had a warning"),
        Some(State::Missed) => format!("Checks of {who} were missed"),
        Some(State::Unknown | State::Stale) => format!("{who} could not be checked"),
        Some(State::Passing) => format!("{who} passed"),
        None if total == 1 => format!("{who} was checked"),
        None => format!("{who} were checked"),
    }
}

/// Counts of each colour.
pub(super) async fn summary(desk: &mut Desk<'_, '_>, environment: Option<String>) -> Result<Answer, AppError> {
    let wanted = match desk.environment(environment.as_deref()) {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let all = store::health::summary(desk.tx, desk.now).await?;
    let chosen = all.into_iter().filter(|one| wanted.is_none_or(|id| one.id == id));
    let mut total = Tally::default();
    let mut items = Vec::new();
    for one in chosen {
        total.green += one.tally.green;
        total.yellow += one.tally.yellow;
        total.red += one.tally.red;
        total.unknown += one.tally.unknown;
        total.stale += one.tally.stale;
        total.missed += one.tally.missed;
        items.push(Item {
            status: None,
            title: one.name.to_string(),
            detail: one.tally.sentence(),
            reason: one.problem,
            at: None,
            href: format!("/o/{}/health?environment={}", desk.org, one.id),
        });
    }
    let links = vec![desk.center("Open the health center", "")];
    Ok(Answer { sentence: format!("{}.", total.sentence()), items, links, ..Answer::default() })
}

/// The dashboards whose checks took longest.
pub(super) async fn slowest(
    desk: &mut Desk<'_, '_>,
    environment: Option<String>,
    when: Option<When>,
) -> Result<Answer, AppError> {
    let wanted = match desk.environment(environment.as_deref()) {
        Ok(found) => found,
        Err(answer) => return Ok(answer),
    };
    let span = when.unwrap_or(When::Range(RangeName::D7)).resolve(desk.now, desk.zone);
    let found = store::health::slowest(desk.tx, wanted, span.start, span.end, 10).await?;
    let within = format!("from {} to {}", desk.time(span.start), desk.time(span.end));
    let sentence = match found.first() {
        None => format!("No dashboard was checked {within}."),
        Some(first) => format!("{} took longest {within}: {} on average.", first.title, took(first.average_ms)),
    };
    let items = found.into_iter().map(|slow| Item {
        status: None,
        title: slow.title,
        detail: format!("{} on average, of {}", took(slow.average_ms), checks(slow.checks)),
        reason: None,
        at: None,
        href: format!("/o/{}/health?dashboard={}", desk.org, slow.dashboard),
    });
    let items = items.collect();
    Ok(Answer { sentence, items, ..Answer::default() })
}

fn checks(count: i64) -> String {
    if count == 1 { "1 check".to_owned() } else { format!("{} checks", figure::count(count)) }
}

#[expect(clippy::cast_possible_truncation, reason = "milliseconds of a check fit")]
fn took(milliseconds: f64) -> String {
    figure::milliseconds(milliseconds.round() as i64)
}

/// The statuses of a state.
fn statuses(state: Option<State>) -> Vec<Status> {
    match state {
        Some(State::Failing) => vec![Status::Fail],
        Some(State::Warning) => vec![Status::Warn],
        Some(State::Unhealthy) => vec![Status::Fail, Status::Warn],
        Some(State::Unknown | State::Stale | State::Missed) => vec![Status::Unknown],
        Some(State::Passing) => vec![Status::Pass],
        None => Status::ALL.to_vec(),
    }
}

/// A dashboard as it is now.
pub(super) fn item(desk: &Desk<'_, '_>, row: HealthRow) -> Item {
    let owners = if row.owners.is_empty() { String::new() } else { format!(", {}", row.owners.join(", ")) };
    let reason = row.why().map(str::to_owned);
    let href = match row.last_report.filter(|_| row.current.status == Status::Unknown).or(row.report) {
        Some(check) => format!("/o/{}/health/reports/{check}", desk.org),
        None => format!("/o/{}/health?dashboard={}", desk.org, row.id),
    };
    Item {
        status: Some(row.current.status),
        title: row.title,
        detail: format!("{}{owners}", row.environment_name),
        reason,
        at: row.since,
        href,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_is_said_in_english_and_counted_in_full() {
        assert_eq!(were_words(Some(State::Failing), 1_234), "1,234 dashboards failed");
        assert_eq!(were_words(Some(State::Unknown), 0), "There was no check that could not run");
        assert_eq!(were_words(Some(State::Missed), 0), "No check was missed");
        assert_eq!(were_words(Some(State::Missed), 1), "Checks of 1 dashboard were missed");
        assert_eq!(were_words(None, 1), "1 dashboard was checked");
    }
}
