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
pub(super) struct Dates {
    zone: Tz,
    locale: Locale,
}

impl Dates {
    pub(super) fn of(scope: &OrgScope) -> Result<Self, AppError> {
        let zone = scope.zone().to_tz().map_err(|error| AppError::internal(&error))?;
        Ok(Self { zone, locale: scope.locale() })
    }

    pub(super) const fn zone(&self) -> Tz {
        self.zone
    }

    /// To the minute.
    pub(super) fn time(&self, at: DateTime<Utc>) -> AnyView {
        self.text(at, self.locale.instant(local_time(at, self.zone)))
    }

    /// The day only.
    pub(super) fn day(&self, at: DateTime<Utc>) -> AnyView {
        self.text(at, self.locale.date(local_time(at, self.zone)))
    }

    fn text(&self, at: DateTime<Utc>, label: String) -> AnyView {
        view! { <TimeText at=at.to_rfc3339_opts(SecondsFormat::Secs, true) label/> }.into_any()
    }
}
