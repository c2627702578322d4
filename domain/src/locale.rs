//! How dates and times are written for a person or an organization.
//!
//! The words of the pages are English everywhere; this is about figures that
//! people misread: 03/04 is two different days.

use chrono::{DateTime, NaiveDateTime, Utc};

named! {
    /// A way of writing dates and times.
    #[derive(Default)]
    pub enum Locale: "locale" {
        /// 21 Nov 2026, 14:05.
        #[default]
        EnGb = "en-GB",
        /// Nov 21, 2026, 2:05 PM.
        EnUs = "en-US",
        /// 21.11.2026, 14:05.
        De = "de",
        /// 21/11/2026 14:05.
        Fr = "fr",
        /// 2026-11-21 14:05.
        Sv = "sv",
    }
}

impl Locale {
    /// The locale as pages show it, with an example.
    pub const fn label(self) -> &'static str {
        match self {
            Self::EnGb => "British: 21 Nov 2026, 14:05",
            Self::EnUs => "American: Nov 21, 2026, 2:05 PM",
            Self::De => "German: 21.11.2026, 14:05",
            Self::Fr => "French: 21/11/2026 14:05",
            Self::Sv => "Swedish, ISO 8601: 2026-11-21 14:05",
        }
    }

    /// A local date and time, to the minute.
    pub fn instant(self, local: NaiveDateTime) -> String {
        let format = match self {
            Self::EnGb => "%-d %b %Y, %H:%M",
            Self::EnUs => "%b %-d, %Y, %-I:%M %p",
            Self::De => "%d.%m.%Y, %H:%M",
            Self::Fr => "%d/%m/%Y %H:%M",
            Self::Sv => "%Y-%m-%d %H:%M",
        };
        local.format(format).to_string()
    }

    /// A local date.
    pub fn date(self, local: NaiveDateTime) -> String {
        let format = match self {
            Self::EnGb => "%-d %b %Y",
            Self::EnUs => "%b %-d, %Y",
            Self::De => "%d.%m.%Y",
            Self::Fr => "%d/%m/%Y",
            Self::Sv => "%Y-%m-%d",
        };
        local.format(format).to_string()
    }
}

/// How long ago something was, coarsely: "just now", "5 min ago", "3 d ago".
pub fn ago(then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let minutes = now.signed_duration_since(then).num_minutes();
    match minutes {
        ..1 => "just now".to_owned(),
        1..60 => format!("{minutes} min ago"),
        60..1440 => format!("{} h ago", minutes / 60),
        _ => format!("{} d ago", minutes / 1440),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    #[test]
    fn the_example_of_each_locale_is_how_it_writes() {
        let afternoon =
            NaiveDate::from_ymd_opt(2026, 11, 21).and_then(|date| date.and_hms_opt(14, 5, 9)).expect("a time");
        for locale in Locale::ALL {
            let written = locale.instant(afternoon);
            let (_, example) = locale.label().split_once(": ").expect("an example");
            assert_eq!(written, example, "{locale}");
            assert!(written.starts_with(&locale.date(afternoon)), "{locale}");
        }
        let midnight = NaiveDate::from_ymd_opt(2026, 1, 2).and_then(|date| date.and_hms_opt(0, 0, 0)).expect("a time");
        assert_eq!(Locale::EnUs.instant(midnight), "Jan 2, 2026, 12:00 AM");
        assert_eq!(Locale::Sv.instant(midnight), "2026-01-02 00:00");
    }

    #[test]
    fn ages() {
        let at = |second| DateTime::from_timestamp(second, 0).expect("in range");
        let cases = [
            (0, "just now"),
            (59, "just now"),
            (60, "1 min ago"),
            (3_599, "59 min ago"),
            (3_600, "1 h ago"),
            (86_399, "23 h ago"),
            (86_400, "1 d ago"),
            (86_400 * 400, "400 d ago"),
        ];
        for (age, expected) in cases {
            assert_eq!(ago(at(0), at(age)), expected, "{age}");
        }
        assert_eq!(ago(at(10), at(0)), "just now", "another server's clock may be ahead");
    }
}
