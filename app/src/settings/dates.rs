//! Dates as the person who looks writes them, in the organization's time zone.

use crate::AppError;
use crate::ui::TimeText;
use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use domain::calendar::local_time;
use domain::locale::Locale;
use leptos::prelude::*;
use store::OrgScope;

/// The zone and the way of writing of one page.
#[derive(Clone, Copy)]
pub(crate) struct Dates {
    zone: Tz,
    locale: Locale,
}

impl Dates {
    pub(crate) fn of(scope: &OrgScope) -> Result<Self, AppError> {
        let zone = scope.zone().to_tz().map_err(|error| AppError::internal(&error))?;
        Ok(Self { zone, locale: scope.locale() })
    }

    pub(crate) const fn zone(self) -> Tz {
        self.zone
    }

    /// To the minute.
    pub(crate) fn time(self, at: DateTime<Utc>) -> AnyView {
        text(at, self.locale.instant(local_time(at, self.zone)))
    }

    /// The day only.
    pub(crate) fn day(self, at: DateTime<Utc>) -> AnyView {
        text(at, self.locale.date(local_time(at, self.zone)))
    }

    /// The clock where it is today, the day and the clock otherwise.
    pub(crate) fn near(self, at: DateTime<Utc>, now: DateTime<Utc>) -> AnyView {
        text(at, self.near_words(at, now))
    }

    /// The same as plain text.
    pub(crate) fn near_words(self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let (local, today) = (local_time(at, self.zone), local_time(now, self.zone).date());
        let format = if local.date() == today {
            "%H:%M"
        } else if (local.date() - today).num_days().abs() < 7 {
            "%a %H:%M"
        } else {
            "%-d %b"
        };
        local.format(format).to_string()
    }
}

fn text(at: DateTime<Utc>, label: String) -> AnyView {
    view! { <TimeText at=at.to_rfc3339_opts(SecondsFormat::Secs, true) label/> }.into_any()
}
