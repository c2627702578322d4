//! Which entries somebody asks for: the URL's words, and what they mean.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{AuditAction, AuditCursor, AuditResult};
use crate::email::Email;

/// The longest name of an actor, in characters; that of the log.
const ACTOR_CHARS: usize = 300;

/// The filter as the URL has it. Empty is the same as absent: a form sends
/// every field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuditQuery {
    /// Who did it: an e-mail address, the name of a token, or `command line`.
    pub actor: Option<String>,
    /// The name of an [`AuditAction`].
    pub action: Option<String>,
    /// The name of an [`AuditResult`].
    pub result: Option<String>,
    /// The first day, in the organization's time zone.
    pub from: Option<String>,
    /// The last day, which is part of it.
    pub to: Option<String>,
    /// Where the page before ended.
    pub after: Option<String>,
}

/// What a query asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditWanted {
    /// By whom, as the log calls them: an address is in its one spelling.
    pub actor: Option<String>,
    /// What.
    pub action: Option<AuditAction>,
    /// With what result.
    pub result: Option<AuditResult>,
    /// From the start of this local day on.
    pub from: Option<NaiveDate>,
    /// Until the end of this local day.
    pub to: Option<NaiveDate>,
    /// Older than this entry.
    pub after: Option<AuditCursor>,
}

/// What is wrong with a filter.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct AuditQueryError {
    /// The field.
    pub field: &'static str,
    /// A full sentence.
    pub text: String,
}

impl AuditQuery {
    /// Reads every field.
    pub fn parse(&self) -> Result<AuditWanted, AuditQueryError> {
        let from = field("from", self.from.as_ref(), day)?;
        let to = field("to", self.to.as_ref(), day)?;
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            return Err(AuditQueryError { field: "to", text: "The end is before the start.".to_owned() });
        }
        Ok(AuditWanted {
            actor: field("actor", self.actor.as_ref(), actor)?,
            action: field("action", self.action.as_ref(), named("Choose one of the actions."))?,
            result: field("result", self.result.as_ref(), named("Choose one of the results."))?,
            from,
            to,
            after: field("after", self.after.as_ref(), |text| text.parse().map_err(said))?,
        })
    }
}

fn field<T>(
    name: &'static str,
    value: Option<&String>,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, AuditQueryError> {
    let text = value.map_or("", |text| text.trim());
    if text.is_empty() {
        return Ok(None);
    }
    read(text).map(Some).map_err(|text| AuditQueryError { field: name, text })
}

/// Whoever has an address is in the log by that; programs and the command line
/// are there by name.
fn actor(text: &str) -> Result<String, String> {
    if text.chars().count() > ACTOR_CHARS {
        return Err(format!("It has at most {ACTOR_CHARS} characters."));
    }
    Ok(Email::parse(text).map_or_else(|_| text.to_owned(), |email| email.to_string()))
}

fn named<T: std::str::FromStr>(problem: &'static str) -> impl Fn(&str) -> Result<T, String> {
    move |text| text.parse().map_err(|_| problem.to_owned())
}

fn said(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn day(text: &str) -> Result<NaiveDate, String> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|date| (1970..=9998).contains(&date.year()));
    date.ok_or_else(|| "Enter a date such as 2026-11-21.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(field: &str, value: &str) -> AuditQuery {
        let json = serde_json::json!({ field: value });
        serde_json::from_value(json).expect("every field may be left out")
    }

    #[test]
    fn what_is_empty_filters_nothing() {
        assert_eq!(AuditQuery::default().parse(), Ok(AuditWanted::default()));
        for field in ["actor", "action", "result", "from", "to", "after"] {
            assert_eq!(query(field, "  ").parse(), Ok(AuditWanted::default()), "{field}");
        }
    }

    #[test]
    fn every_field_is_read() {
        let wanted = |field, value| query(field, value).parse().expect("it is right");
        for (typed, meant) in [
            (" Ana@Example.com ", "ana@example.com"),
            ("command line", "command line"),
            ("Collector in Berlin", "Collector in Berlin"),
        ] {
            assert_eq!(wanted("actor", typed).actor.as_deref(), Some(meant));
        }
        assert_eq!(wanted("action", "token.revoked").action, Some(AuditAction::TokenRevoked));
        assert_eq!(wanted("result", "refused").result, Some(AuditResult::Refused));
        assert_eq!(wanted("from", "2026-11-21").from, NaiveDate::from_ymd_opt(2026, 11, 21));
        assert_eq!(wanted("to", "2024-02-29").to, NaiveDate::from_ymd_opt(2024, 2, 29));
        assert_eq!(wanted("after", "1000000-7").after.map(|cursor| cursor.id), Some(7));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_field() {
        let cases = [
            ("actor", &*"x".repeat(301)),
            ("action", "drop table"),
            ("result", "maybe"),
            ("from", "21.11.2026"),
            ("from", "2026-02-30"),
            ("to", "12026-01-01"),
            ("after", "x"),
        ];
        for (field, value) in cases {
            assert_eq!(query(field, value).parse().expect_err(value).field, field, "{value}");
        }
        let reversed =
            AuditQuery { from: Some("2026-11-21".into()), to: Some("2026-11-20".into()), ..AuditQuery::default() };
        assert_eq!(reversed.parse().expect_err("reversed").field, "to");
    }
}
