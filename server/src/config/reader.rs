//! Takes values out of the environment and collects what is wrong with them.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt::Debug;
use std::str::FromStr;

use super::VARIABLES;
use super::problem::{Problem, Problems, nearest};

/// Names that are ours alone.
const PREFIX: &str = "PULSEBOARD_";

pub(super) struct Reader {
    values: BTreeMap<String, String>,
    asked: BTreeSet<&'static str>,
    problems: Vec<Problem>,
}

impl Reader {
    /// Keeps the variables that have a value, and notes those with a wrong name or
    /// an unreadable value.
    pub(super) fn new<N: Into<OsString>, V: Into<OsString>>(variables: impl IntoIterator<Item = (N, V)>) -> Self {
        let mut reader = Self { values: BTreeMap::new(), asked: BTreeSet::new(), problems: Vec::new() };
        for (name, value) in variables {
            let Ok(name) = name.into().into_string() else {
                continue;
            };
            let is_ours = VARIABLES.contains(&name.as_str());
            if name.starts_with(PREFIX) && !is_ours {
                let hint =
                    nearest(&name, &VARIABLES).map_or_else(String::new, |known| format!(": did you mean {known}?"));
                reader.problems.push(Problem::new(&name, None, format!("is unknown{hint}")));
                continue;
            }
            match value.into().into_string() {
                Ok(value) if !value.trim().is_empty() => {
                    reader.values.insert(name, value);
                }
                Err(_) if is_ours => {
                    reader.problems.push(Problem::new(&name, None, "is not valid UTF-8"));
                }
                _ => {}
            }
        }
        reader
    }

    /// A value, parsed; a wrong one is noted with the value.
    pub(super) fn value<T>(&mut self, name: &'static str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        self.take(name, false, parse)
    }

    /// A value that no message may show.
    pub(super) fn secret<T>(&mut self, name: &'static str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        self.take(name, true, parse)
    }

    fn take<T>(
        &mut self,
        name: &'static str,
        is_secret: bool,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        self.asked.insert(name);
        let value = self.values.get(name)?;
        // A space at an end may belong to a secret; elsewhere it is a slip.
        let text = if is_secret { value } else { value.trim() };
        match parse(text) {
            Ok(parsed) => Some(parsed),
            Err(problem) => {
                let shown = (!is_secret).then(|| text.to_owned());
                self.problems.push(Problem::new(name, shown, problem));
                None
            }
        }
    }

    /// A variable that belongs to the system, such as `HOME`.
    pub(super) fn foreign(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// Whether a variable has a value, right or wrong.
    pub(super) fn is_set(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// Notes that a variable doesn't go together with another one.
    pub(super) fn contradiction(&mut self, name: &'static str, problem: &str) {
        self.problems.push(Problem::new(name, None, problem));
    }

    /// All problems, if there are any.
    pub(super) fn finish(self) -> Result<(), Problems> {
        debug_assert!(self.asked.iter().eq(VARIABLES.iter()), "every variable is read: {:?}", self.asked);
        Problems::from_vec(self.problems)
    }
}

/// A value that is written in the code.
pub(super) fn constant<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().expect("a default has the right form")
}
