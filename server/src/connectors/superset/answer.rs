//! The words of an answer that isn't what was asked for. Superset has four ways to say what is wrong,
//! and its surroundings (proxies, login pages) have their own.

use domain::report::{one_line, shorten};
use serde_json::Value;

/// What an answer says is wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Complaint {
    /// Its words, not yet cleaned of secrets.
    pub(super) message: String,
    /// Superset's name of the error, where it has one.
    pub(super) kind: Option<String>,
    /// Whether the words stand under `msg`: then it is the token that is refused.
    pub(super) is_about_token: bool,
}

/// Reads what an answer complains about. Empty where it doesn't say.
pub(super) fn complaint(body: &[u8]) -> Complaint {
    let Ok(json) = serde_json::from_slice::<Value>(body) else {
        let message = title(body).map(|title| format!("a web page: {title}")).unwrap_or_default();
        return Complaint { message, ..Complaint::default() };
    };
    let token = json.get("msg").and_then(Value::as_str);
    let first = json.pointer("/errors/0");
    let kind = first.and_then(|error| error.get("error_type")).and_then(Value::as_str).map(str::to_owned);
    let message = json
        .get("message")
        .and_then(words)
        .or_else(|| token.map(str::to_owned))
        .or_else(|| json.get("error").and_then(words))
        .or_else(|| json.get("errors").and_then(words))
        .unwrap_or_default();
    Complaint { message, kind, is_about_token: token.is_some() }
}

/// The words of a text, of a list of errors, or of fields with their errors.
pub(super) fn words(value: &Value) -> Option<String> {
    let words = match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().filter_map(words).collect::<Vec<_>>().join("; "),
        Value::Object(fields) if fields.contains_key("message") => words(&fields["message"])?,
        Value::Object(fields) => {
            let named = |(name, value): (&String, &Value)| words(value).map(|words| format!("{name}: {words}"));
            fields.iter().filter_map(named).collect::<Vec<_>>().join("; ")
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => return None,
    };
    (!words.trim().is_empty()).then_some(words)
}

/// Whether a body is a web page.
pub(super) fn is_page(body: &[u8]) -> bool {
    let start = body.trim_ascii_start();
    let start = &start[..start.len().min(200)];
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html") || start.contains("<head")
}

/// The title of a web page.
pub(super) fn title(body: &[u8]) -> Option<String> {
    if !is_page(body) {
        return None;
    }
    let page = String::from_utf8_lossy(&body[..body.len().min(65_536)]);
    // Lower case of ASCII alone keeps every position.
    let lower = page.to_ascii_lowercase();
    let from = lower.find("<title").and_then(|at| lower[at..].find('>').map(|end| at + end + 1));
    let text = from.and_then(|from| lower[from..].find('<').map(|length| &page[from..from + length]));
    Some(shorten(&one_line(text.unwrap_or_default()), 80)).filter(|title| !title.is_empty()).or(Some("no title".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn superset_says_what_is_wrong_in_many_ways() {
        let cases = [
            (r#"{"message":"Error: no such column: x"}"#, "Error: no such column: x"),
            (r#"{"msg":"Token has expired"}"#, "Token has expired"),
            (r#"{"error":"Dashboard not found."}"#, "Dashboard not found."),
            (r#"{"errors":[{"message":"One","error_type":"A"},{"message":"Two"}]}"#, "One; Two"),
            (r#"{"message":{"provider":["is not allowed"]}}"#, "provider: is not allowed"),
            (r#"{"error":{"message":"inner"}}"#, "inner"),
            (r#"{"message":""}"#, ""),
            (r#"{"message":null,"errors":["plain"]}"#, "plain"),
            ("[]", ""),
            ("not json", ""),
            ("<!DOCTYPE html><html><head><title>502\n Bad</title>", "a web page: 502 Bad"),
            ("<html><body>x", "a web page: no title"),
            ("", ""),
        ];
        for (body, expected) in cases {
            assert_eq!(complaint(body.as_bytes()).message, expected, "{body}");
        }
    }

    #[test]
    fn the_kind_and_the_token_are_known() {
        let denied = br#"{"errors":[{"message":"no","error_type":"DATASOURCE_SECURITY_ACCESS_ERROR"}]}"#;
        assert_eq!(complaint(denied).kind.as_deref(), Some("DATASOURCE_SECURITY_ACCESS_ERROR"));
        assert!(complaint(br#"{"msg":"Not enough segments"}"#).is_about_token);
        assert!(!complaint(br#"{"message":"Request is incorrect"}"#).is_about_token);
    }

    #[test]
    fn a_title_in_other_letters_is_cut_where_it_ends() {
        let page = "<html><head><title>Größe İ ﬀ</title>".as_bytes();
        assert_eq!(title(page).as_deref(), Some("Größe İ ﬀ"));
    }
}
