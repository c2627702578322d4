//! Answers about one dashboard, or one owner.

use super::answer::{Answer, Desk, MOST};
use super::many::item;
use crate::AppError;
use crate::health::words::dashboards as count_of;
use store::health::{Filter, HealthRow};

/// The dashboards that somebody means: those with that title, else those whose title contains it.
async fn find(desk: &mut Desk<'_, '_>, called: &str) -> Result<Vec<HealthRow>, AppError> {
    let filter = Filter { search: Some(called.to_owned()), ..Filter::default() };
    let found = store::health::table(desk.tx, &filter, None, MOST, desk.now).await?;
    let wanted = called.to_lowercase();
    let is_exact = |row: &HealthRow| row.title.to_lowercase() == wanted;
    Ok(if found.iter().any(is_exact) { found.into_iter().filter(is_exact).collect() } else { found })
}

fn nobody(called: &str) -> Answer {
    Answer { sentence: format!("There is no dashboard called “{called}”."), ..Answer::default() }
}

/// Who owns it.
pub(super) async fn owners(desk: &mut Desk<'_, '_>, called: &str) -> Result<Answer, AppError> {
    let found = find(desk, called).await?;
    let Some(first) = found.first() else { return Ok(nobody(called)) };
    let names = if first.owners.is_empty() { "Nobody".to_owned() } else { first.owners.join(", ") };
    let verb = if first.owners.len() > 1 { "own" } else { "owns" };
    let sentence = match found.len() {
        1 => format!("{names} {verb} {} in {}.", first.title, first.environment_name),
        count => format!("{} are called like that.", count_of(u32::try_from(count).unwrap_or(u32::MAX))),
    };
    let items = found.into_iter().map(|row| item(desk, row)).collect();
    Ok(Answer { sentence, items, ..Answer::default() })
}

/// What somebody owns.
pub(super) async fn owned_by(desk: &mut Desk<'_, '_>, owner: &str) -> Result<Answer, AppError> {
    let finds_addresses = desk.finds_addresses;
    let filter = Filter { owner: Some(owner.to_owned()), finds_addresses, ..Filter::default() };
    let found = store::health::table(desk.tx, &filter, None, MOST, desk.now).await?;
    let sentence = match found.len() {
        0 => format!("“{owner}” owns no dashboard."),
        count => format!("“{owner}” owns {}.", count_of(u32::try_from(count).unwrap_or(u32::MAX))),
    };
    let owner: String = url::form_urlencoded::byte_serialize(owner.as_bytes()).collect();
    let links = vec![desk.center("Show these in the health center", &format!("owner={owner}"))];
    let items = found.into_iter().map(|row| item(desk, row)).collect();
    Ok(Answer { sentence, items, links, ..Answer::default() })
}

/// How it is, and why.
pub(super) async fn status(desk: &mut Desk<'_, '_>, called: &str) -> Result<Answer, AppError> {
    let found = find(desk, called).await?;
    let Some(first) = found.first() else { return Ok(nobody(called)) };
    let since = first.since.map(|at| format!(" since {}", desk.time(at))).unwrap_or_default();
    let reason = first.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
    let sentence = match found.len() {
        1 => {
            let status = first.current.status.label().to_lowercase();
            let sentence = format!("{} in {} is {status}{since}{reason}", first.title, first.environment_name);
            if sentence.ends_with('.') { sentence } else { format!("{sentence}.") }
        }
        count => format!("{} are called like that.", count_of(u32::try_from(count).unwrap_or(u32::MAX))),
    };
    let items = found.into_iter().map(|row| item(desk, row)).collect();
    Ok(Answer { sentence, items, ..Answer::default() })
}

/// When it was and will be checked.
pub(super) async fn checks(desk: &mut Desk<'_, '_>, called: &str) -> Result<Answer, AppError> {
    let found = find(desk, called).await?;
    let Some(first) = found.first() else { return Ok(nobody(called)) };
    let last = first
        .last_at
        .map_or_else(|| "was never checked".to_owned(), |at| format!("was last checked {}", desk.time(at)));
    let next = match (first.planned_at, first.expected_at) {
        (Some(at), _) if at <= desk.now => ", and is being checked now".to_owned(),
        (Some(at), _) => format!(", and is checked next {}", desk.time(at)),
        (None, Some(at)) => format!(", and is checked next from {} on", desk.time(at)),
        (None, None) => ", and no check is planned".to_owned(),
    };
    let sentence = format!("{} in {} {last}{next}.", first.title, first.environment_name);
    let items = found.into_iter().map(|row| item(desk, row)).collect();
    Ok(Answer { sentence, items, ..Answer::default() })
}
