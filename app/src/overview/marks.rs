//! What happened besides, as marks in the charts over time: changes of health and of policies, one mark for all of a
//! bucket, each of them in words and with the way to what tells more. The address says whether they are shown.

use super::period::Period;
use crate::AppError;
use crate::health::words::light;
use crate::piece::Asked;
use crate::settings::Dates;
use crate::ui::{ChartMark, LightKind, MarkLine};
use chrono::{DateTime, Utc};
use domain::access::Action;
use domain::report::Status;
use store::annotation::Annotation;

/// What is read for one chart; more would hide it.
const MOST: u32 = 200;
/// Changes that one mark tells; the rest is counted.
const TOLD: usize = 8;
/// The field of the address, and what hides the marks.
pub(super) const FIELD: &str = "marks";
pub(super) const OFF: &str = "off";

/// Whether the address hides them.
pub(super) fn are_hidden(asked: &Asked) -> bool {
    asked.get(FIELD).as_deref() == Some(OFF)
}

/// The marks of a chart over `period`, in their order.
pub(super) async fn marks(asked: &Asked, period: &Period) -> Result<Vec<ChartMark>, AppError> {
    let (Some(start), Some(end)) = (period.edges().first(), period.edges().last()) else { return Ok(Vec::new()) };
    if are_hidden(asked) || !asked.scope.may(Action::SeeHealth) {
        return Ok(Vec::new());
    }
    let mut tx = asked.scope.begin().await?;
    let found = store::annotation::between(&mut tx, *start, *end, MOST).await?;
    drop(tx);
    let (dates, org) = (Dates::of(&asked.scope)?, asked.scope.slug().to_string());
    Ok(gathered(found, period.edges(), |one| line(one, &org, dates, period.now())))
}

/// One mark for each bucket in which something happened.
fn gathered(found: Vec<Annotation>, edges: &[DateTime<Utc>], line: impl Fn(&Annotation) -> MarkLine) -> Vec<ChartMark> {
    let mut marks: Vec<ChartMark> = Vec::new();
    for one in found {
        // The last edge ends the last bucket, and nothing of it is here.
        let bucket = edges.partition_point(|edge| *edge <= one.at).saturating_sub(1);
        let tone = tone(one.status);
        match marks.last_mut().filter(|mark| mark.bucket == bucket) {
            None => marks.push(ChartMark { bucket, tone, lines: vec![line(&one)], more: 0 }),
            Some(mark) if mark.lines.len() < TOLD => {
                mark.lines.push(line(&one));
                mark.tone = worse(mark.tone, tone);
            }
            Some(mark) => {
                mark.more += 1;
                mark.tone = worse(mark.tone, tone);
            }
        }
    }
    marks
}

fn line(one: &Annotation, org: &str, dates: Dates, now: DateTime<Utc>) -> MarkLine {
    let href = match (one.check, one.policy) {
        (Some(check), _) => Some(format!("/o/{org}/health/reports/{check}")),
        (None, Some(policy)) => Some(format!("/o/{org}/settings/automation?edit={policy}")),
        (None, None) => None,
    };
    MarkLine { text: format!("{} {}", dates.near_words(one.at, now), one.text), href }
}

const fn tone(status: Option<Status>) -> LightKind {
    match status {
        Some(status) => light(status),
        None => LightKind::Info,
    }
}

/// Of several in one place the worst is seen.
fn worse(one: LightKind, other: LightKind) -> LightKind {
    let rank = |kind| match kind {
        LightKind::Fail => 0,
        LightKind::Warn => 1,
        LightKind::Unknown => 2,
        LightKind::Pass => 3,
        LightKind::Info => 4,
    };
    if rank(other) < rank(one) { other } else { one }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn what_happens_in_one_bucket_is_one_mark_as_bad_as_its_worst() {
        let hour = |hour: i64| DateTime::UNIX_EPOCH + TimeDelta::hours(hour);
        let one = |minutes: i64, status| Annotation {
            at: hour(0) + TimeDelta::minutes(minutes),
            text: format!("{minutes}"),
            status,
            check: None,
            policy: None,
        };
        let edges: Vec<_> = (0..=3).map(hour).collect();
        let mut found = vec![one(0, None), one(59, Some(Status::Fail)), one(119, Some(Status::Pass))];
        found.extend((120..130).map(|minute| one(minute, None)));
        let marks = gathered(found, &edges, |one| MarkLine { text: one.text.clone(), href: None });
        let seen: Vec<_> = marks.iter().map(|mark| (mark.bucket, mark.tone, mark.lines.len(), mark.more)).collect();
        let expected = [(0, LightKind::Fail, 2, 0), (1, LightKind::Pass, 1, 0), (2, LightKind::Info, 8, 2)];
        assert_eq!(seen, expected);
    }
}
