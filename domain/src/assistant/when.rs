//! A time that was named, as two instants.

use chrono::{DateTime, Days, NaiveTime, Utc};
use chrono_tz::Tz;

use super::When;
use crate::{
    calendar::{instant_of, local_time},
    range::{Range, Span},
};

impl When {
    /// The span as seen at `now` in a time zone.
    pub fn resolve(self, now: DateTime<Utc>, tz: Tz) -> Span {
        let local = local_time(now, tz);
        let at = |days_back: u64, hour: u32| {
            let date = local.date() - Days::new(days_back);
            instant_of(date.and_time(NaiveTime::from_hms_opt(hour, 0, 0).expect("an hour of a day")), tz)
        };
        let (start, end) = match self {
            Self::LastNight => {
                // In the evening, the night that begins is not the last one.
                (at(1, 18), at(0, 8).min(now))
            }
            Self::ThisMorning => (at(0, 0), at(0, 12).min(now)),
            Self::Range(name) => {
                return Range::Named(name).resolve(now, tz).expect("only a custom range can be empty");
            }
        };
        Span { start, end: end.max(start), open: end >= now }
    }
}
