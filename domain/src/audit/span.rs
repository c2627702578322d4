//! The local days of a query, as instants.

use chrono::{DateTime, Days, Utc};
use chrono_tz::Tz;

use super::AuditWanted;
use crate::calendar::start_of_day;

impl AuditWanted {
    /// The instants from which on and before which entries are wanted.
    pub fn span(&self, zone: Tz) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
        let since = self.from.map(|day| start_of_day(day, zone));
        let until = self.to.and_then(|day| day.checked_add_days(Days::new(1))).map(|day| start_of_day(day, zone));
        (since, until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn the_last_day_is_part_of_it() {
        let day = NaiveDate::from_ymd_opt(2026, 10, 25);
        let wanted = AuditWanted { from: day, to: day, ..AuditWanted::default() };
        let (since, until) = wanted.span(Tz::Europe__Berlin);
        assert_eq!(since.map(|at| at.to_rfc3339()).as_deref(), Some("2026-10-24T22:00:00+00:00"));
        assert_eq!(until.map(|at| at.to_rfc3339()).as_deref(), Some("2026-10-25T23:00:00+00:00"), "a day of 25 hours");
        assert_eq!(AuditWanted::default().span(Tz::UTC), (None, None));
    }
}
