//! The monthly partitions of events.

use chrono::{DateTime, Datelike, Months, NaiveDate, Utc};

use crate::{StoreError, SystemScope};

/// Months before the current one: more than the 400 days that raw events are
/// kept.
const MONTHS_BACK: u32 = 14;

/// Months after the current one: a worker that stands still has this long to
/// be noticed.
const MONTHS_AHEAD: u32 = 3;

/// Makes the partitions around `now` that are missing, and says how many
/// tables that were. Servers may do so at the same time.
pub async fn ensure(system: &SystemScope, now: DateTime<Utc>) -> Result<u32, StoreError> {
    let mut tx = system.begin().await?;
    let made = sqlx::query_scalar!(
        r#"select ensure_event_partitions($1, $2) as "made!""#,
        first_month(now),
        (MONTHS_BACK + 1 + MONTHS_AHEAD).cast_signed(),
    )
    .fetch_one(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(made.cast_unsigned())
}

/// Whether [`ensure`] at `now` makes room for an event of this time.
pub(crate) fn has_room(occurred_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let month = occurred_at.date_naive();
    let first = first_month(now);
    let end = first + Months::new(MONTHS_BACK + 1 + MONTHS_AHEAD);
    first <= month && month < end
}

fn first_month(now: DateTime<Utc>) -> NaiveDate {
    let today = now.date_naive();
    let month = today.with_day(1).expect("every month has a first day");
    month - Months::new(MONTHS_BACK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_reaches_from_fourteen_months_back_to_three_ahead() {
        let now = "2026-11-21T10:00:00Z".parse().expect("an instant");
        let cases = [
            ("2025-08-31T23:59:59.999999Z", false),
            ("2025-09-01T00:00:00Z", true),
            ("2026-11-21T10:00:00Z", true),
            ("2027-02-28T23:59:59.999999Z", true),
            ("2027-03-01T00:00:00Z", false),
        ];
        for (at, expected) in cases {
            assert_eq!(has_room(at.parse().expect("an instant"), now), expected, "{at}");
        }
    }
}
