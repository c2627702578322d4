//! From the fields of the forms to what is stored, with the first thing that is wrong.

use crate::error::Invalid;
use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use domain::calendar::instant_of;
use domain::name::DisplayName;
use secrecy::SecretString;
use serde_json::json;

/// Where the checks of an environment end by themselves, and how many run at a time.
pub(super) struct Limits {
    pub(super) max_concurrent: i16,
    pub(super) minimum_gap_ms: i32,
    pub(super) query_limit_ms: i32,
    pub(super) dashboard_limit_ms: i32,
}

/// The limits as they were typed.
pub(super) struct TypedLimits<'a> {
    pub(super) max_concurrent: &'a str,
    pub(super) gap_seconds: &'a str,
    pub(super) query_seconds: &'a str,
    pub(super) dashboard_seconds: &'a str,
}

impl TypedLimits<'_> {
    pub(super) fn parse(&self) -> Result<Limits, Invalid> {
        Ok(Limits {
            max_concurrent: number("max_concurrent", self.max_concurrent, 1..=100, "Choose a number from 1 to 100.")?,
            minimum_gap_ms: milliseconds("gap_seconds", self.gap_seconds, 0..=3_600_000, "Choose 0 to 3600 seconds.")?,
            query_limit_ms: milliseconds(
                "query_seconds",
                self.query_seconds,
                100..=600_000,
                "Choose 0.1 to 600 seconds.",
            )?,
            dashboard_limit_ms: milliseconds(
                "dashboard_seconds",
                self.dashboard_seconds,
                1_000..=3_600_000,
                "Choose 1 to 3600 seconds.",
            )?,
        })
    }
}

pub(super) fn name(text: &str) -> Result<DisplayName, Invalid> {
    DisplayName::parse(text).map_err(|error| Invalid::field("name", error.to_string()))
}

/// User and password as they are sealed; none where both are empty.
pub(super) fn credentials(user: &str, password: &str, provider: &str) -> Result<Option<SecretString>, Invalid> {
    let user = user.trim();
    match (user.is_empty(), password.is_empty()) {
        (true, true) => Ok(None),
        (true, false) => Err(Invalid::field("user", "A password needs its user.")),
        (false, true) => Err(Invalid::field("password", "Type the password of this user.")),
        (false, false) if !matches!(provider, "db" | "ldap") => {
            Err(Invalid::field("provider", "Choose one of the list."))
        }
        (false, false) => {
            Ok(Some(json!({ "user": user, "password": password, "provider": provider }).to_string().into()))
        }
    }
}

/// A header as it is sealed; none where both fields are empty.
pub(super) fn header(name: &str, value: &str) -> Result<Option<SecretString>, Invalid> {
    let name = name.trim();
    if name.is_empty() && value.is_empty() {
        return Ok(None);
    }
    if http::HeaderName::from_bytes(name.as_bytes()).is_err() {
        return Err(Invalid::field("header_name", "This is no name of a header."));
    }
    if value.is_empty() || http::HeaderValue::from_str(value).is_err() {
        return Err(Invalid::field("header_value", "This is no value of a header."));
    }
    Ok(Some(json!({ "name": name, "value": value }).to_string().into()))
}

/// The address of a page, http or https.
pub(super) fn address(text: &str) -> Result<String, Invalid> {
    let wrong = |words: &str| Invalid::field("url", words);
    let url = url::Url::parse(text.trim()).map_err(|_| wrong("This is no address such as https://example.com/."))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong("It has to begin with https:// or http://."));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("It must have no user or password in it; use a header."));
    }
    Ok(url.to_string())
}

/// A text of at most `most` characters; none where it is empty.
pub(super) fn text(field: &str, text: &str, most: usize) -> Result<Option<String>, Invalid> {
    let text = text.trim();
    if text.chars().count() > most {
        return Err(Invalid::field(field, format!("It has at most {most} characters.")));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// A date and time of a field of the type `datetime-local`, in the organization's zone.
pub(super) fn instant(field: &str, text: &str, zone: Tz) -> Result<DateTime<Utc>, Invalid> {
    let formats = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
    let local = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text.trim(), format).ok());
    local.map(|local| instant_of(local, zone)).ok_or_else(|| Invalid::field(field, "Choose a day and a time."))
}

pub(super) fn number<T>(
    field: &str,
    text: &str,
    allowed: std::ops::RangeInclusive<T>,
    words: &str,
) -> Result<T, Invalid>
where
    T: std::str::FromStr + PartialOrd,
{
    let number = text.trim().parse().ok().filter(|number| allowed.contains(number));
    number.ok_or_else(|| Invalid::field(field, words))
}

fn milliseconds(field: &str, text: &str, allowed: std::ops::RangeInclusive<i32>, words: &str) -> Result<i32, Invalid> {
    let seconds =
        text.trim().replace(',', ".").parse::<f64>().ok().filter(|seconds| (0.0..=100_000.0).contains(seconds));
    #[expect(clippy::cast_possible_truncation, reason = "a number of at most 100,000 seconds")]
    let milliseconds = seconds.map(|seconds| (seconds * 1_000.0).round() as i32);
    milliseconds.filter(|milliseconds| allowed.contains(milliseconds)).ok_or_else(|| Invalid::field(field, words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret;

    #[test]
    fn credentials_are_whole_or_not_there() {
        assert!(credentials("", "", "db").is_ok_and(|secret| secret.is_none()));
        assert!(credentials("ana", "", "db").is_err_and(|invalid| invalid.of("password").is_some()));
        assert!(credentials("", "x", "db").is_err_and(|invalid| invalid.of("user").is_some()));
        assert!(credentials("ana", "x", "saml").is_err());
        let secret = credentials(" ana ", " x ", "ldap").ok().flatten().map(|secret| secret.expose_secret().to_owned());
        assert_eq!(secret.as_deref(), Some(r#"{"password":" x ","provider":"ldap","user":"ana"}"#));
    }

    #[test]
    fn addresses_carry_no_secrets() {
        assert_eq!(address(" https://example.com").ok().as_deref(), Some("https://example.com/"));
        for wrong in ["example.com", "ftp://example.com", "https://ana:secret@example.com/", "javascript:alert(1)"] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn limits_are_read_in_seconds() {
        let typed =
            TypedLimits { max_concurrent: "2", gap_seconds: "0,5", query_seconds: "30", dashboard_seconds: "300" };
        assert!(typed.parse().is_ok_and(|limits| limits.minimum_gap_ms == 500 && limits.query_limit_ms == 30_000));
        let wrong = TypedLimits { max_concurrent: "0", ..typed };
        assert!(wrong.parse().is_err_and(|invalid| invalid.of("max_concurrent").is_some()));
    }
}
