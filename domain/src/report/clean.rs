//! Messages of other programs, made fit to be stored, sent and shown: on one
//! line, short, and without secrets.
//!
//! A database likes to repeat what it was given, passwords too. What looks like
//! a secret is taken out before anything is cut, so that no half of one stays.

/// The longest message of another program that is kept, in characters.
pub const MAX_CHARS: usize = 300;

/// What stands for a secret that was taken out.
const HIDDEN: &str = "[hidden]";

/// Names whose values are secrets, in lower case and without `_` and `-`.
const SECRET_NAMES: [&str; 17] = [
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "pass",
    "secret",
    "clientsecret",
    "secretkey",
    "secretaccesskey",
    "privatekey",
    "token",
    "accesstoken",
    "refreshtoken",
    "apikey",
    "accesskey",
    "authorization",
    "cookie",
];

/// Beginnings of values that are secrets wherever they stand.
const SECRET_STARTS: [&str; 12] =
    ["eyJ", "AKIA", "ASIA", "ghp_", "gho_", "github_pat_", "glpat-", "xoxb-", "xoxp-", "pb_", "sk-", "sk_live_"];

/// Words before the secret in an `Authorization`.
const SCHEMES: [&str; 6] = ["bearer", "basic", "token", "digest", "apikey", "negotiate"];

/// The fewest characters of such a value.
const SECRET_START_CHARS: usize = 16;

/// The message on one line, without secrets and at most [`MAX_CHARS`] long.
/// `known` are secrets that the caller used, whatever they look like.
pub fn clean(message: &str, known: &[&str]) -> String {
    let mut text = message.to_owned();
    for secret in known.iter().filter(|secret| secret.chars().count() >= 4) {
        text = text.replace(*secret, HIDDEN);
    }
    shorten(&hide(&one_line(&text)), MAX_CHARS)
}

/// The text with each run of white space as one space, and without what
/// steers a terminal or turns the direction of writing.
pub fn one_line(text: &str) -> String {
    let is_shown = |c: &char| !c.is_control() && !is_steering(*c);
    let words = text.split_whitespace().map(|word| word.chars().filter(is_shown).collect::<String>());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

const fn is_steering(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The text with at most `most` characters; the last is "…" where more were.
pub fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let kept: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// One line without what looks like a secret: the user part of an address, the value after a telling name, and
/// values that are secrets by their looks.
fn hide(line: &str) -> String {
    let shown = hide_named(&hide_users(line));
    shown.split(' ').map(hide_by_looks).collect::<Vec<_>>().join(" ")
}

/// `scheme://user:password@host` without `user:password`. The last `@` of the word counts where a password comes
/// before it, as passwords may have an `@` and a slash.
fn hide_users(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        shown.push_str(before);
        let word = &after[..after.find([' ', '"', '\'', '`', '<', '>']).unwrap_or(after.len())];
        let host_end = word.find('/').unwrap_or(word.len());
        let has_password = word.find(':').is_some_and(|colon| colon < host_end);
        let user = if has_password { word.rfind('@') } else { word[..host_end].rfind('@') };
        rest = match user {
            Some(user) => {
                shown.push_str(HIDDEN);
                &after[user..]
            }
            None => after,
        };
    }
    shown.push_str(rest);
    shown
}

/// The line without the values of telling names: `password=…`, `"token": "…"`, `Authorization: Bearer …`.
fn hide_named(line: &str) -> String {
    let mut shown = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(start) = rest.find(is_name_part) {
        let length = rest[start..].find(|c| !is_name_part(c)).unwrap_or(rest.len() - start);
        let (before, from_name) = rest.split_at(start);
        let (name, after) = from_name.split_at(length);
        shown.push_str(before);
        shown.push_str(name);
        rest = after;
        // "Unexpected token: ;" is a word of parsers.
        if shown.to_ascii_lowercase().ends_with("unexpected token") {
            continue;
        }
        if let Some((from, to)) = secret_after(name, after) {
            shown.push_str(&after[..from]);
            shown.push_str(HIDDEN);
            rest = &after[to..];
        }
    }
    shown.push_str(rest);
    shown
}

/// Where the secret stands in what follows a name, if the name is telling.
fn secret_after(name: &str, after: &str) -> Option<(usize, usize)> {
    if name.eq_ignore_ascii_case("bearer") {
        let from = after.len() - after.trim_start().len();
        let (from, to) = value_at(after, from);
        return (from > 0 && to > from).then_some((from, to));
    }
    if !is_secret_name(name) {
        return None;
    }
    let sign = after.trim_start_matches(['"', '\'', '`', ']', ' ']);
    let value = sign.strip_prefix("=>").or_else(|| sign.strip_prefix([':', '=']))?;
    let from = after.len() - value.trim_start_matches([' ', '=']).len();
    let (from, mut to) = value_at(after, from);
    let is_scheme = SCHEMES.iter().any(|scheme| after[from..to].eq_ignore_ascii_case(scheme));
    if is_scheme && after[to..].starts_with(' ') {
        to = value_at(after, to + 1).1;
    }
    (to > from).then_some((from, to))
}

/// From where to where the value goes that begins at `from`: to the end of its quotes, else of its word.
fn value_at(text: &str, from: usize) -> (usize, usize) {
    let value = &text[from..];
    match value.chars().next() {
        Some(quote @ ('"' | '\'' | '`')) => {
            let inner = &value[1..];
            (from + 1, from + 1 + inner.find(quote).unwrap_or(inner.len()))
        }
        _ => (from, from + value.find([' ', ',', ';', '&', '}', ')', ']', '"', '\'']).unwrap_or(value.len())),
    }
}

const fn is_name_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '-')
}

fn is_secret_name(name: &str) -> bool {
    let letters = name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase());
    let plain: String = letters.collect();
    SECRET_NAMES.iter().any(|secret| plain == *secret || (secret.len() > 4 && plain.ends_with(secret)))
}

fn hide_by_looks(word: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let begins_at = |start: &usize| word[..*start].chars().next_back().is_none_or(|c| !c.is_ascii_alphanumeric());
    let starts = SECRET_STARTS.iter().flat_map(|start| word.match_indices(start).map(|(at, _)| at));
    let Some(start) = starts.filter(begins_at).min() else {
        return word.to_owned();
    };
    let value = &word[start..];
    let end = value.find(|c: char| !is_part(c)).unwrap_or(value.len());
    if end < SECRET_START_CHARS {
        return word.to_owned();
    }
    format!("{}{HIDDEN}{}", &word[..start], &value[end..])
}

#[cfg(test)]
mod tests;
