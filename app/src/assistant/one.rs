//! Answers about one dashboard, or one owner.

use super::answer::{Answer, Desk, Item, MOST};
use super::many::item;
use crate::AppError;
use crate::health::words::dashboards as count_of;
use domain::assistant::in_environment;
use domain::id::EnvironmentId;
use store::health::{Filter, HealthRow};

/// The dashboards that somebody means: those with that title, else those whose title contains it. What ends with the name
/// of an environment, as "Sales in prod", means those there, unless a title ends so.
async fn find(desk: &mut Desk<'_, '_>, called: &str) -> Result<Vec<HealthRow>, AppError> {
    let found = titled(desk, called, None).await?;
    if !found.is_empty() {
        return Ok(found);
    }
    let Some((title, place)) = in_environment(called) else { return Ok(found) };
    match desk.environment(Some(&place)) {
        Ok(Some(environment)) => titled(desk, &title, Some(environment)).await,
        _ => Ok(found),
    }
}

async fn titled(
    desk: &mut Desk<'_, '_>,
    called: &str,
    environment: Option<EnvironmentId>,
) -> Result<Vec<HealthRow>, AppError> {
    let filter = Filter { search: Some(called.to_owned()), environment, ..Filter::default() };
    // One more than are told, so that it is known when there are more.
    let found = store::health::table(desk.tx, &filter, None, MOST + 1, desk.now).await?;
    let wanted = called.to_lowercase();
    let is_exact = |row: &HealthRow| row.title.to_lowercase() == wanted;
    Ok(if found.iter().any(is_exact) { found.into_iter().filter(is_exact).collect() } else { found })
}

/// "15 dashboards", or "more than 50 dashboards"; and no more of them than are told.
fn counted(found: &mut Vec<HealthRow>) -> String {
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let has_more = found.len() > most;
    found.truncate(most);
    let count = count_of(u32::try_from(found.len()).unwrap_or(u32::MAX));
    if has_more { format!("more than {count}") } else { count }
}

/// Several dashboards that are called alike.
fn alike(found: &mut Vec<HealthRow>) -> String {
    let count = counted(found);
    let mut letters = count.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{} are called like that.", letters.as_str())
}

fn nobody(called: &str) -> Answer {
    Answer { sentence: format!("There is no dashboard called “{called}”."), ..Answer::default() }
}

/// Who owns it.
pub(super) async fn owners(desk: &mut Desk<'_, '_>, called: &str) -> Result<Answer, AppError> {
    let mut found = find(desk, called).await?;
    let Some(first) = found.first() else { return Ok(nobody(called)) };
    let names = if first.owners.is_empty() { "Nobody".to_owned() } else { first.owners.join(", ") };
    let verb = if first.owners.len() > 1 { "own" } else { "owns" };
    let sentence = match found.len() {
        1 => format!("{names} {verb} {} in {}.", first.title, first.environment_name),
        _ => alike(&mut found),
    };
    let items = found.into_iter().map(|row| item(desk, row)).collect();
    Ok(Answer { sentence, items, ..Answer::default() })
}

/// What somebody owns.
pub(super) async fn owned_by(desk: &mut Desk<'_, '_>, owner: &str) -> Result<Answer, AppError> {
    let finds_addresses = desk.finds_addresses;
    let filter = Filter { owner: Some(owner.to_owned()), finds_addresses, ..Filter::default() };
    let mut found = store::health::table(desk.tx, &filter, None, MOST + 1, desk.now).await?;
    let sentence = match found.len() {
        0 => format!("“{owner}” owns no dashboard."),
        _ => format!("“{owner}” owns {}.", counted(&mut found)),
    };
    let owner: String = url::form_urlencoded::byte_serialize(owner.as_bytes()).collect();
    let links = vec![desk.center("Show these in the health center", &format!("owner={owner}"))];
    let items = found.into_iter().map(|row| item(desk, row)).collect();
    Ok(Answer { sentence, items, links, ..Answer::default() })
}

/// How it is, and why.
pub(super) async fn status(desk: &mut Desk<'_, '_>, called: &str) -> Result<Answer, AppError> {
    let mut found = find(desk, called).await?;
    let Some(first) = found.first() else { return Ok(nobody(called)) };
    let since = first.since.map(|at| format!(" since {}", desk.time(at))).unwrap_or_default();
    let reason = first.why().map(|reason| format!(": {reason}")).unwrap_or_default();
    let sentence = match found.len() {
        1 => {
            let status = first.current.status.label().to_lowercase();
            let sentence = format!("{} in {} is {status}{since}{reason}", first.title, first.environment_name);
            if sentence.ends_with('.') { sentence } else { format!("{sentence}.") }
        }
        _ => alike(&mut found),
    };
    let items = found.into_iter().map(|row| item(desk, row)).collect();
    Ok(Answer { sentence, items, ..Answer::default() })
}

/// When it was and will be checked.
pub(super) async fn checks(desk: &mut Desk<'_, '_>, called: &str) -> Result<Answer, AppError> {
    let mut found = find(desk, called).await?;
    let Some(first) = found.first() else { return Ok(nobody(called)) };
    let sentence = match found.len() {
        1 => format!("{} in {} {}.", first.title, first.environment_name, checked(desk, first)),
        _ => alike(&mut found),
    };
    let items = found.into_iter().map(|row| {
        let times = checked(desk, &row);
        let item = item(desk, row);
        Item { detail: format!("{} {times}", item.detail), ..item }
    });
    let items = items.collect();
    Ok(Answer { sentence, items, ..Answer::default() })
}

/// "was last checked 24 November 01:08, and is checked next 25 November 01:08".
fn checked(desk: &Desk<'_, '_>, row: &HealthRow) -> String {
    let last =
        row.last_at.map_or_else(|| "was never checked".to_owned(), |at| format!("was last checked {}", desk.time(at)));
    let next = match (row.planned_at, row.expected_at) {
        (Some(at), _) if at <= desk.now => "is being checked now".to_owned(),
        (Some(at), _) => format!("is checked next {}", desk.time(at)),
        (None, Some(at)) => format!("is checked next from {} on", desk.time(at)),
        (None, None) => "no check is planned".to_owned(),
    };
    format!("{last}, and {next}")
}
