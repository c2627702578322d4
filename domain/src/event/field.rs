//! Readers of single fields of a JSON object.
//!
//! Absent and `null` are the same everywhere: a reader of an optional field
//! answers `None` for both.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};

use super::{MAX_URL_CHARS, Rejection};

/// An object and its path inside the event, so that rejections name the
/// whole path.
#[derive(Clone, Copy)]
pub(super) struct Fields<'a> {
    object: &'a Map<String, Value>,
    parent: Option<&'static str>,
}

impl<'a> Fields<'a> {
    /// The event itself.
    pub(super) fn of_event(value: &'a Value) -> Result<Self, Rejection> {
        let object = value.as_object().ok_or_else(|| Rejection::new("event", "must be a JSON object"))?;
        Ok(Self { object, parent: None })
    }

    /// The object in a field of the event, if there is one.
    pub(super) fn inside(self, name: &'static str) -> Result<Option<Self>, Rejection> {
        let object = self.object(name)?;
        Ok(object.map(|object| Self { object, parent: Some(name) }))
    }

    /// Refuses any field that is not in the list, by its name.
    pub(super) fn only(self, known: &[&str]) -> Result<(), Rejection> {
        match self.object.keys().find(|key| !known.contains(&key.as_str())) {
            None => Ok(()),
            Some(key) => Err(self.reject(&shorten(key), "is not a field of an event")),
        }
    }

    /// A rejection of one of these fields.
    pub(super) fn reject(self, name: &str, problem: impl Into<String>) -> Rejection {
        match self.parent {
            None => Rejection::new(name, problem),
            Some(parent) => Rejection::new(format!("{parent}.{name}"), problem),
        }
    }

    /// The value of a field, unless it is absent or null.
    pub(super) fn get(self, name: &str) -> Option<&'a Value> {
        self.object.get(name).filter(|value| !value.is_null())
    }

    /// An object.
    pub(super) fn object(self, name: &str) -> Result<Option<&'a Map<String, Value>>, Rejection> {
        self.get(name).map(|value| value.as_object().ok_or_else(|| self.reject(name, "must be an object"))).transpose()
    }

    /// A string, whatever it holds.
    pub(super) fn string(self, name: &str) -> Result<Option<&'a str>, Rejection> {
        self.get(name).map(|value| value.as_str().ok_or_else(|| self.reject(name, "must be a string"))).transpose()
    }

    /// A string that must be there.
    pub(super) fn required(self, name: &str) -> Result<&'a str, Rejection> {
        self.string(name)?.ok_or_else(|| self.reject(name, "is required"))
    }

    /// A string of one line that isn't blank.
    pub(super) fn line(self, name: &str, max_chars: usize) -> Result<Option<String>, Rejection> {
        self.string(name)?
            .map(|text| match line_problem(text, max_chars) {
                None => Ok(text.to_owned()),
                Some(problem) => Err(self.reject(name, problem)),
            })
            .transpose()
    }

    /// A string that may have several lines.
    pub(super) fn prose(self, name: &str, max_chars: usize) -> Result<Option<String>, Rejection> {
        self.string(name)?
            .map(|text| {
                let unbroken = text.replace(['\n', '\r', '\t'], " ");
                match line_problem(&unbroken, max_chars) {
                    None => Ok(text.to_owned()),
                    Some(problem) => Err(self.reject(name, problem)),
                }
            })
            .transpose()
    }

    /// A link that is safe to put into a page.
    pub(super) fn link(self, name: &str) -> Result<Option<String>, Rejection> {
        let Some(text) = self.line(name, MAX_URL_CHARS)? else {
            return Ok(None);
        };
        if is_web_link(&text) { Ok(Some(text)) } else { Err(self.reject(name, "must be an http or https address")) }
    }
}

/// What is wrong with a text of one line, if anything.
pub(super) fn line_problem(text: &str, max_chars: usize) -> Option<String> {
    if text.trim().is_empty() {
        return Some("must not be empty".to_owned());
    }
    // Postgres stores no NUL, and no other control character can be seen.
    if text.chars().any(char::is_control) {
        return Some("must not have control characters".to_owned());
    }
    // A text has at most as many characters as bytes, so most are never counted.
    if text.len() > max_chars && text.chars().count() > max_chars {
        return Some(format!("must have at most {max_chars} characters"));
    }
    None
}

/// Whether a text is an absolute web address with a host and without
/// credentials. A browser takes a backslash for a slash and drops white
/// space, so neither may be there.
fn is_web_link(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    is_web
        && !host.is_empty()
        && !host.starts_with(':')
        && !host.contains('@')
        && !text.contains(|c: char| c.is_whitespace() || c == '\\')
}

/// The beginning of a name that a stranger chose, for an answer.
fn shorten(name: &str) -> String {
    const MAX_CHARS: usize = 80;
    match name.char_indices().nth(MAX_CHARS) {
        None => name.to_owned(),
        Some((end, _)) => format!("{}…", &name[..end]),
    }
}

/// The instant without what is finer than a microsecond: Postgres stores
/// microseconds, and identity must not depend on what it drops.
pub(super) fn cut_to_micros(instant: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(instant.timestamp_micros()).unwrap_or(instant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links() {
        let cases = [
            ("https://example.com", true),
            ("http://localhost:8080/a?b=c#d", true),
            ("HTTPS://example.com/ü", true),
            ("http://[::1]/", true),
            ("https://example.com/a@b", true),
            ("javascript:alert(1)", false),
            ("javascript://example.com/%0aalert(1)", false),
            ("data:text/html,x", false),
            ("ftp://example.com", false),
            ("//example.com", false),
            ("/path", false),
            ("https:example.com", false),
            ("https://", false),
            ("https:///path", false),
            ("https://:80", false),
            ("https://bank.example@evil.example", false),
            ("https://exam ple.com", false),
            ("https://example.com\\@evil.example", false),
            (" https://example.com", false),
        ];
        for (text, expected) in cases {
            assert_eq!(is_web_link(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_stranger_cannot_make_an_answer_long() {
        assert_eq!(shorten("colour"), "colour");
        assert_eq!(shorten(&"ö".repeat(5_000)), format!("{}…", "ö".repeat(80)));
    }

    #[test]
    fn instants_before_1970_are_cut_downwards_too() {
        let instant = DateTime::from_timestamp(-1, 999_999_999).expect("in range");
        assert_eq!(cut_to_micros(instant).timestamp_subsec_nanos(), 999_999_000);
        assert_eq!(cut_to_micros(instant).timestamp(), -1);
    }
}
